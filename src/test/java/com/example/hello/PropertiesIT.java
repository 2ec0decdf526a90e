package com.example.hello;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for every name, language and header, checked with generated ones.
 */
class PropertiesIT {

	private static final JsonMapper json = new JsonMapper();

	/** Status and headers of the final response; an interim one may come before. */
	private static final Pattern RESPONSE = Pattern
		.compile("(?s)(?:HTTP/1.1 100 \r\n\r\n)?HTTP/1.1 (\\d{3}) .*?\r\n(.*?)\r\n\r\n.*");

	private final ServiceProcess service = ServiceProcess.shared();

	@Test
	void everyNameComesBackVerbatimOrIsRefused() {
		Tries.check(Tries::text, (text) -> {
			String name = Tries.stripped(text);
			HttpResponse<String> response = this.service.get("/hello?name=" + encoded(text));
			JsonNode body = json.readTree(response.body());
			if (Tries.isName(name)) {
				assertThat(response.statusCode()).isEqualTo(200);
				assertThat(body.get("message").asString())
					.isEqualTo("Hello, " + (name.isEmpty() ? "World" : name) + "!");
			}
			else {
				assertThat(response.statusCode()).isEqualTo(400);
				assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
				assertThat(body.get("status").asInt()).isEqualTo(400);
				assertThat(body.get("detail").asString()).isNotEmpty();
			}
		});
	}

	@Test
	void everyAcceptLanguageGetsASupportedLanguage() {
		Set<String> languages = this.service.scrape()
			.keySet()
			.stream()
			.filter((series) -> series.startsWith("greetings_total{"))
			.map((series) -> series.replaceAll(".*language=\"([^\"]*)\".*", "$1"))
			.collect(Collectors.toSet());
		assertThat(languages).contains("en", "de");
		Tries.check((random) -> Tries.headerValue(random, "de", "fr", "zh-Hant-TW", "en-x-private", "*", ", ", ";q=",
				"0.5", "2", "-", "i-klingon", "de-DE-u-co-phonebk", "\t"), (value) -> {
					Matcher response = send("GET /hello HTTP/1.1\r\nHost: x\r\nAccept-Language: " + value + "\r\n");
					assertThat(response.group(1)).isEqualTo("200");
					assertThat(response.group(2)
						.lines()
						.filter((line) -> line.startsWith("Content-Language: "))
						.map((line) -> line.substring(18))).hasSize(1).isSubsetOf(languages);
				});
	}

	@Test
	void noHeaderCausesAnErrorOrBreaksALogLine() {
		String[] names = { "Accept", "Accept-Encoding", "Access-Control-Request-Method", "Authorization",
				"Cache-Control", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Cookie", "Expect",
				"Forwarded", "Host", "If-Match", "If-Modified-Since", "If-None-Match", "Origin", "Range", "TE",
				"Trailer", "Transfer-Encoding", "Upgrade", "User-Agent", "X-Forwarded-For", "X-Forwarded-Proto",
				"X-HTTP-Method-Override", "X-Request-Id", "baggage", "traceparent", "tracestate" };
		String[] tokens = { "application/json", "*/*", ";q=", "0", "-1", "chunked", "gzip", ",", "\"", "=", "bytes=0-",
				"100-continue", "close", "keep-alive", "h2c", "websocket", "00-", "4bf92f3577b34da6a3ce929d0e0e4736",
				"\t", "\0", "\u0001", "\u007f", "\r", "${jndi:ldap://x}", "{\"log.level\":\"ERROR\"}", "W/\"a\"",
				"Thu, 01 Jan 1970 00:00:00 GMT" };
		String[] paths = { "/hello", "/", "/nope", "/livez", "/actuator/info", "/openapi.yaml" };
		AtomicInteger tries = new AtomicInteger();
		Tries.check((random) -> Map.entry(
				((random.nextInt(10) > 0) ? names[random.nextInt(names.length)] : "X-" + Tries.headerValue(random, "-"))
						+ ": " + Tries.headerValue(random, tokens),
				paths[random.nextInt(paths.length)]), (header) -> {
					String id = "try-" + tries.incrementAndGet();
					Matcher response = send("GET " + header.getValue() + " HTTP/1.1\r\n"
							+ (header.getKey().startsWith("Host:") ? "" : "Host: x\r\n") + "X-Request-Id: " + id
							+ "\r\n" + header.getKey() + "\r\n");
					// 501 is for an unknown transfer coding.
					assertThat(Integer.parseInt(response.group(1))).satisfiesAnyOf(
							(status) -> assertThat(status).isBetween(200, 499),
							(status) -> assertThat(status).isEqualTo(501));
				});
		this.service.get("/hello", "X-Request-Id", "after-the-tries");
		this.service.awaitAccessLog("after-the-tries");
		assertThat(this.service.log()).filteredOn((line) -> !line.get("log.level").asString().equals("INFO")).isEmpty();
	}

	/** Through a socket, because HTTP clients refuse most of these headers. */
	private Matcher send(String request) {
		String response = this.service.sendRaw(request + "Connection: close\r\n\r\n");
		Matcher parts = RESPONSE.matcher(response);
		assertThat(parts.matches()).as(response).isTrue();
		return parts;
	}

	/** Each byte percent-encoded, unpaired surrogates as if they were characters. */
	private static String encoded(String text) {
		StringBuilder encoded = new StringBuilder();
		text.codePoints().forEach((c) -> {
			boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
			byte[] bytes = surrogate
					? new byte[] { (byte) 0xed, (byte) (0x80 | (c >> 6 & 0x3f)), (byte) (0x80 | (c & 0x3f)) }
					: Character.toString(c).getBytes(StandardCharsets.UTF_8);
			for (byte each : bytes) {
				encoded.append("%%%02X".formatted(each));
			}
		});
		return encoded.toString();
	}

}
