package com.example.hello.security;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import com.example.hello.ServiceProcess;
import com.nimbusds.jose.JWSAlgorithm;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An issuer that is silent, comes and goes, and Actuator on its own port with nothing
 * open.
 */
class IssuerIT {

	@Test
	void needsNoRestartWhenTheIssuerComesAndGoes() throws IOException {
		int port = ServiceProcess.freePort();
		AuthorizationServer issuer = new AuthorizationServer(port);
		try (ServiceProcess service = ServiceProcess.start(Map.of("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUERURI",
				issuer.issuer(), "SERVER_SERVLET_CONTEXTPATH", "/api", "SPRING_MVC_SERVLET_PATH", "/v1",
				"MANAGEMENT_SERVER_PORT", "0", "SECURITY_OPENENDPOINTS", ""))) {
			String token = issuer.forge();
			await().until(() -> service.get("/api/v1/livez").statusCode() == 200);
			assertThat(service.get("/api/v1/hello").statusCode()).isEqualTo(401);
			try (ServerSocket silent = new ServerSocket(port)) {
				long start = System.nanoTime();
				assertThat(call(service, token).statusCode()).as("%s", silent).isEqualTo(503);
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
			}
			HttpResponse<String> response = call(service, token);
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(response.headers().firstValue("Retry-After")).isPresent();
			assertThat(new JsonMapper().readTree(response.body()).get("detail").asString()).contains("issuer");

			issuer.start();
			try {
				await().atMost(Duration.ofSeconds(10))
					.until(() -> call(service, issuer.token("hello:read")).statusCode() == 200);
				assertActuatorIsClosed(service, issuer);
			}
			finally {
				issuer.close();
			}
			assertThat(call(service, token).statusCode()).isEqualTo(200);
			// Until the service asks the issuer again, in vain.
			String unknown = issuer.forge(JWSAlgorithm.RS256, "JWT", "unknown",
					AuthorizationServer.signer(issuer.key()));
			long before = warnings(service);
			await().until(() -> {
				assertThat(call(service, unknown).statusCode()).isEqualTo(401);
				return warnings(service) > before;
			});
			assertThat(call(service, token).statusCode()).isEqualTo(200);
			assertThat(service.log()).noneMatch((line) -> line.has("error.stack_trace"));
			assertThat(warnings(service)).isLessThan(4);
		}
	}

	private static void assertActuatorIsClosed(ServiceProcess service, AuthorizationServer issuer) {
		int port = service.awaitPort(1);
		String reader = "Bearer " + issuer.token("hello:read");
		String admin = "Bearer " + issuer.token("hello:admin");
		assertThat(ServiceProcess.send("GET", port, "/actuator/health").statusCode()).isEqualTo(200);
		for (String path : new String[] { "/actuator/info", "/actuator/prometheus", "/actuator/loggers" }) {
			assertThat(ServiceProcess.send("GET", port, path).statusCode()).as(path).isEqualTo(401);
			assertThat(ServiceProcess.send("GET", port, path, "Authorization", reader).statusCode()).as(path)
				.isEqualTo(403);
			assertThat(ServiceProcess.send("GET", port, path, "Authorization", admin).statusCode()).as(path)
				.isEqualTo(200);
		}
		assertThat(ServiceProcess.send("GET", port, "/nope", "Authorization", admin).statusCode()).isEqualTo(403);
		HttpResponse<String> refusal = ServiceProcess.send("GET", port, "/actuator/loggers");
		assertThat(refusal.headers().firstValue("Content-Type")).hasValue("application/problem+json");
	}

	private static long warnings(ServiceProcess service) {
		return service.log().stream().filter((line) -> line.get("log.level").asString().equals("WARN")).count();
	}

	private static HttpResponse<String> call(ServiceProcess service, String token) {
		return service.get("/api/v1/hello", "Authorization", "Bearer " + token);
	}

}
