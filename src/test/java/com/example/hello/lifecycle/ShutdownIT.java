package com.example.hello.lifecycle;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Execution(ExecutionMode.CONCURRENT)
class ShutdownIT {

	@Test
	void finishesTheRequestsUnderWay() {
		ServiceProcess service = ServiceProcess.startWithTestHandlers(Map.of());
		int requests = 50;
		ExecutorService callers = Executors.newFixedThreadPool(requests);
		List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, requests)
			.mapToObj((i) -> CompletableFuture.supplyAsync(() -> service.get("/slow"), callers))
			.toList();
		await().atMost(Duration.ofSeconds(10))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> service.get("/begun").body().equals(String.valueOf(requests)));
		assertThat(answers).anyMatch((answer) -> !answer.isDone());
		service.terminate();
		assertThat(answers).allSatisfy((answer) -> assertThat(answer.join().statusCode()).isEqualTo(200));
		callers.shutdown();
		assertThat(service.waitFor()).isIn(0, 143);
		assertThat(service.log().stream().filter((line) -> line.path("url.path").asString("").equals("/slow")))
			.hasSize(requests)
			.allMatch((line) -> line.get("http.response.status_code").asInt() == 200);
	}

	@Test
	void turnsReadinessOffFirstAndKeepsServing(@TempDir Path directory) {
		Map<String, String> readiness = Map.of("LIFECYCLE_READINESSFILE", directory.resolve("readyz").toString());
		ServiceProcess service = ServiceProcess.start(with(readiness, "LIFECYCLE_DRAINPERIOD", "8s"));
		assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
		assertThat(healthCheck(readiness)).isZero();
		service.terminate();
		await().atMost(Duration.ofSeconds(2))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> service.get("/readyz").statusCode() == 503);
		assertThat(service.get("/livez").statusCode()).isEqualTo(200);
		for (String path : List.of("/hello", "/nope", "/livez", "/actuator/info")) {
			assertThat(service.sendRaw("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")).as(path)
				.containsOnlyOnce("\r\nConnection: close\r\n");
		}
		assertThat(service.get("/hello").statusCode()).isEqualTo(200);
		assertThat(healthCheck(readiness)).as("not ready").isOne();
		assertThat(service.waitFor()).isIn(0, 143);
		assertThat(service.output()).last().asString().contains("Graceful shutdown complete");
		assertThat(healthCheck(readiness)).as("not running").isOne();
	}

	@Test
	void findsTheReadinessProbeWhereverSettingsMoveIt(@TempDir Path directory) throws Exception {
		String keyStore = directory.resolve("web.p12").toString();
		new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
				"-alias", "web", "-keyalg", "EC", "-dname", "CN=web", "-keystore", keyStore, "-storepass", "changeit")
			.start()
			.waitFor();
		Map<String, String> readiness = Map.of("LIFECYCLE_READINESSFILE", directory.resolve("readyz").toString());
		try (ServiceProcess moved = ServiceProcess.start(with(readiness, "SPRING_APPLICATION_JSON", """
				{"server": {"address": "127.0.0.2", "servlet": {"context-path": "/gr\\u00fc\\u00dfe und so"},
				"ssl": {"key-store": "%s", "key-store-password": "changeit"}}, "spring.mvc.servlet.path": "/v1"}"""
			.formatted(keyStore)))) {
			assertThat(moved.isAlive()).isTrue();
			assertThat(Files.readString(directory.resolve("readyz"))).startsWith("https://127.0.0.2:")
				.endsWith("/gr%C3%BC%C3%9Fe%20und%20so/v1/readyz");
			assertThat(healthCheck(with(readiness, "SERVER_PORT", ""))).isZero();
		}
		assertThat(healthCheck(readiness)).isOne();
	}

	@Test
	void startsWhereTheReadinessFileCannotBeWritten() {
		try (ServiceProcess service = ServiceProcess.start(Map.of("LIFECYCLE_READINESSFILE", "/nowhere/readyz"))) {
			assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
			service.awaitLog((line) -> line.get("message").asString().contains("lifecycle.readiness-file"));
		}
	}

	private static Map<String, String> with(Map<String, String> environment, String name, String value) {
		Map<String, String> all = new HashMap<>(environment);
		all.put(name, value);
		return all;
	}

	private static int healthCheck(Map<String, String> environment) {
		return ServiceProcess.run("HealthCheck", environment).waitFor();
	}

}
