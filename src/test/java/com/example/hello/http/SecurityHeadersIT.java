package com.example.hello.http;

import java.net.http.HttpResponse;
import java.util.List;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SecurityHeadersIT {

	private final ServiceProcess service = ServiceProcess.shared();

	@ParameterizedTest
	@CsvSource({ "GET,/hello,200", "HEAD,/hello,200", "OPTIONS,/hello,200", "GET,/hello?name=%07,400", "GET,/nope,404",
			"POST,/hello,405", "GET,/livez,200", "GET,/actuator/info,200", "GET,/actuator/prometheus,200",
			"GET,/actuator/env,404" })
	void guardsEveryResponse(String method, String path, int status) {
		HttpResponse<String> response = this.service.send(method, path);
		assertThat(response.statusCode()).isEqualTo(status);
		assertGuarded(response);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /{bad} HTTP/1.1\r\nHost: x\r\n\r\n",
			"TRACE /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET /hello HTTP/9.9\r\nHost: x\r\n\r\n" })
	void guardsWhatTomcatRejectsBeforeSpringSeesIt(String request) {
		assertThat(this.service.sendRaw(request)).containsOnlyOnce("\r\nX-Content-Type-Options: nosniff\r\n")
			.containsOnlyOnce("\r\nReferrer-Policy: no-referrer\r\n")
			.containsOnlyOnce("\r\nContent-Security-Policy: default-src 'none'; ");
	}

	@Test
	void guardsActuatorsOwnPort() {
		int port = ServiceProcess.sharedWithManagementPort().awaitPort(1);
		for (String path : List.of("/actuator/health", "/nope")) {
			HttpResponse<String> response = ServiceProcess.send("GET", port, path);
			assertGuarded(response);
			assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
			assertThat(response.body()).doesNotContain("/hello");
		}
	}

	private static void assertGuarded(HttpResponse<String> response) {
		assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
		assertThat(response.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
		assertThat(response.headers().allValues("Content-Security-Policy")).singleElement()
			.asString()
			.startsWith("default-src 'none'; ");
	}

}
