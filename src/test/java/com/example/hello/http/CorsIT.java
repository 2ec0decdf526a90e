package com.example.hello.http;

import java.net.http.HttpResponse;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Without security; {@code SecurityIT} has the same with it. */
class CorsIT {

	private static final String ALLOWED = "Access-Control-Allow-Origin";

	private final ServiceProcess service = ServiceProcess.sharedWithManagementPort();

	@Test
	void answersThePreflightOfAConfiguredOrigin() {
		HttpResponse<String> response = preflight("https://app.example");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue(ALLOWED)).hasValue("https://app.example");
		assertThat(response.headers().firstValue("Access-Control-Allow-Methods")).hasValue("GET");
		assertThat(response.headers().firstValue("Access-Control-Allow-Headers")).hasValue("x-request-id");
	}

	@Test
	void letsAConfiguredOriginReadEvenErrors() {
		for (String method : new String[] { "GET", "DELETE" }) {
			HttpResponse<String> response = this.service.send(method, "/hello", "Origin", "https://app.example");
			assertThat(response.statusCode()).isEqualTo(method.equals("GET") ? 200 : 405);
			assertThat(response.headers().firstValue(ALLOWED)).hasValue("https://app.example");
			assertThat(response.headers().allValues("Vary")).contains("Origin");
		}
	}

	@Test
	void treatsAnotherOriginLikeNone() {
		HttpResponse<String> response = preflight("https://other.example");
		assertThat(response.headers().firstValue("Allow")).hasValue("GET,HEAD,OPTIONS");
		assertThat(response.headers().map()).doesNotContainKey(ALLOWED);
		response = this.service.get("/hello", "Origin", "https://other.example");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().map()).doesNotContainKey(ALLOWED);
	}

	@Test
	void isClosedByDefault() {
		HttpResponse<String> response = ServiceProcess.shared().get("/hello", "Origin", "https://app.example");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().map()).doesNotContainKey(ALLOWED);
		assertThat(response.headers().allValues("Vary")).doesNotContain("Origin");
	}

	private HttpResponse<String> preflight(String origin) {
		return this.service.send("OPTIONS", "/hello", "Origin", origin, "Access-Control-Request-Method", "GET",
				"Access-Control-Request-Headers", "x-request-id");
	}

}
