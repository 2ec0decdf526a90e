package com.example.hello.rest;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class HelloIT {

	private final ServiceProcess service = ServiceProcess.shared();

	@Test
	void greetsTheWorldByteForByte() {
		HttpResponse<String> response = this.service.get("/hello");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(response.headers().firstValue("Content-Language")).hasValue("en");
		assertThat(response.headers().allValues("Vary")).containsExactly("Accept-Language");
		assertThat(response.body()).isEqualTo("{\"message\":\"Hello, World!\"}");
		assertThat(response.headers().firstValue("Content-Length")).hasValue("27");
	}

	@Test
	void answersHeadAsGetWithoutABody() {
		HttpResponse<String> response = this.service.send("HEAD", "/hello", "Accept-Language", "de");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(response.headers().firstValue("Content-Language")).hasValue("de");
		assertThat(response.headers().firstValue("Content-Length")).hasValue("26");
		assertThat(response.body()).isEmpty();
	}

	@Test
	void answersOptionsWithTheMethodsItTakes() {
		HttpResponse<String> response = this.service.send("OPTIONS", "/hello");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Allow")).hasValue("GET,HEAD,OPTIONS");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Ada", "Zoë", "明子", "Łukasz", "👩‍👩‍👧‍👦", "مريم", "שרה", "O'Brien", "{name}", "{0}",
			"%s", "${7*7}", "#{7*7}", "<script>alert(1)</script>", "\"quoted\\\"", "a  b" })
	void greetsByAnyName(String name) {
		assertThat(message(this.service.get("/hello?name=" + encoded(name)))).isEqualTo("Hello, " + name + "!");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\u00a0\u3000", "\t\n" })
	void takesAnEmptyNameForTheWorld(String name) {
		assertThat(message(this.service.get("/hello?name=" + encoded(name)))).isEqualTo("Hello, World!");
	}

	@Test
	void removesWhiteSpaceAroundAName() {
		assertThat(message(this.service.get("/hello?name=" + encoded("\u00a0\t Ada Lovelace\u3000\u0085"))))
			.isEqualTo("Hello, Ada Lovelace!");
	}

	@Test
	void countsTheLengthOfANameInCodePoints() {
		assertThat(this.service.get("/hello?name=" + encoded("😀".repeat(100))).statusCode()).isEqualTo(200);
		assertThat(this.service.get("/hello?name=" + encoded("😀".repeat(101))).statusCode()).isEqualTo(400);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			de                       | de | Hallo, Ada!
			de-AT                    | de | Hallo, Ada!
			DE                       | de | Hallo, Ada!
			fr;q=0.5, es;q=0.9       | es | ¡Hola, Ada!
			xx, nl;q=0.1             | nl | Hallo, Ada!
			zh-Hant-TW               | zh | 你好，Ada！
			pt-BR                    | pt | Olá, Ada!
			it                       | it | Ciao, Ada!
			fr                       | fr | Bonjour, Ada\u202f!
			pl                       | pl | Cześć, Ada!
			uk                       | uk | Привіт, Ada!
			tr                       | tr | Merhaba, Ada!
			ar                       | ar | مرحبًا، Ada!
			hi                       | hi | नमस्ते, Ada!
			ja                       | ja | こんにちは、Ada！
			ko                       | ko | 안녕하세요, Ada!
			de;q=0, it;q=0.2         | it | Ciao, Ada!
			de;q=0                   | en | Hello, Ada!
			*                        | en | Hello, Ada!
			xx                       | en | Hello, Ada!
			;;;q=banana              | en | Hello, Ada!
			de;q=2                   | en | Hello, Ada!
			""")
	void choosesTheLanguageByLookup(String acceptLanguage, String language, String message) {
		HttpResponse<String> response = this.service.get("/hello?name=Ada", "Accept-Language", acceptLanguage);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Language")).hasValue(language);
		assertThat(message(response)).isEqualTo(message);
	}

	@Test
	void readsAcceptLanguageOverSeveralHeaderLines() {
		HttpResponse<String> response = this.service.get("/hello", "Accept-Language", "xx", "Accept-Language", "de");
		assertThat(response.headers().firstValue("Content-Language")).hasValue("de");
	}

	@Test
	void keepsAConnectionForMoreThanOneHundredRequests() {
		String request = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";
		String answers = this.service.sendRaw(request.repeat(300));
		assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(301);
		assertThat(answers).doesNotContain("Connection: close");
	}

	private static String encoded(String name) {
		return URLEncoder.encode(name, StandardCharsets.UTF_8);
	}

	private static String message(HttpResponse<String> response) {
		JsonNode body = new JsonMapper().readTree(response.body());
		assertThat(body.propertyNames()).containsExactly("message");
		return body.get("message").asString();
	}

}
