package com.example.hello.security;

import java.net.http.HttpResponse;
import java.util.Map;

import com.example.hello.HelloService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HeadersIT {

	private final HelloService service = HelloService.shared();

	@ParameterizedTest
	@CsvSource({ "GET,/hello,200", "HEAD,/hello,200", "OPTIONS,/hello,200", "GET,/hello?name=%07,400", "GET,/nope,404",
			"POST,/hello,405", "GET,/graphql,405", "GET,/,200", "GET,/docs,200", "GET,/graphiql,200",
			"GET,/assets/no/file.js,404", "GET,/livez,200", "GET,/actuator/info,200", "GET,/actuator/prometheus,200",
			"GET,/actuator/env,404" })
	void guardsEveryAnswer(String method, String path, int status) {
		HttpResponse<String> response = this.service.send(method, path);
		assertThat(response.statusCode()).isEqualTo(status);
		assertGuarded(response);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /{bad} HTTP/1.1\r\nHost: x\r\n\r\n",
			"TRACE /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET /hello HTTP/9.9\r\nHost: x\r\n\r\n" })
	void guardsWhatTomcatRefusesBeforeSpringSeesIt(String request) {
		assertThat(this.service.sendRaw(request)).containsOnlyOnce("\r\nX-Content-Type-Options: nosniff\r\n")
			.containsOnlyOnce("\r\nReferrer-Policy: no-referrer\r\n")
			.containsOnlyOnce("\r\nContent-Security-Policy: default-src 'none'; ");
	}

	@Test
	void guardsActuatorsOwnPort() {
		try (HelloService apart = HelloService
			.start(Map.of("MANAGEMENT_SERVER_PORT", "0", "LIFECYCLE_DRAINPERIOD", "0s"))) {
			assertGuarded(HelloService.send("GET", apart.awaitPort(1), "/actuator/health"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/docs", "/graphiql" })
	void letsAPageLoadNothingFromElsewhereAndRunNothingInline(String path) {
		HttpResponse<String> page = this.service.get(path, "Accept", "text/html");
		assertThat(page.headers().allValues("Content-Security-Policy")).hasSize(1);
		assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow().split("; "))
			.contains("default-src 'none'", "script-src 'self'",
					path.equals("/graphiql") ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'",
					"connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'")
			.noneMatch((directive) -> directive.contains("http") || directive.contains("*")
					|| directive.contains("unsafe-eval"));
	}

	private static void assertGuarded(HttpResponse<String> response) {
		assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
		assertThat(response.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
		assertThat(response.headers().allValues("Content-Security-Policy")).singleElement()
			.asString()
			.startsWith("default-src 'none'; ");
	}

}
