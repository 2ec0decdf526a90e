package com.example.hello.drill;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DrillIT {

	private static final ServiceProcess service = ServiceProcess.start(DrillSettingsIT.ALLOWED);

	@AfterEach
	void endTheDrill() {
		assertThat(service.send("DELETE", "/actuator/drill").statusCode()).isEqualTo(204);
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	@Test
	void delaysEachRequestOnce() {
		service.post("/graphql", "{\"query\":\"{ hello }\"}");
		drill("latency", "2s");
		assertThat(duration(() -> service.get("/hello"))).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
		assertThat(duration(() -> service.post("/graphql", "{\"query\":\"{ hello }\"}")))
			.isBetween(Duration.ofSeconds(2), Duration.ofMillis(3999));
		assertThat(active("latency")).isOne();
	}

	@Test
	void delaysRequestsByAnExponentialDistribution() {
		drill("jitter", "100ms");
		List<Duration> durations = IntStream.range(0, 20)
			.mapToObj((i) -> duration(() -> service.get("/hello")))
			.toList();
		assertThat(durations.stream().reduce(Duration.ZERO, Duration::plus)).isGreaterThan(Duration.ofMillis(500));
		assertThat(durations).anyMatch((duration) -> duration.compareTo(Duration.ofMillis(90)) < 0);
	}

	@Test
	void failsRequestsWithAProblemThatMetricsAndTheAccessLogShow() {
		drill("errorStatus", "503");
		drill("errorRate", "1");
		for (String path : List.of("/hello", "/nope", "/")) {
			HttpResponse<String> response = service.get(path, "X-Request-Id", "fails-" + path);
			JsonNode problem = problem(response, 503);
			assertThat(problem.get("detail").asString()).contains("drill");
			assertThat(service.awaitAccessLog("fails-" + path).get("http.response.status_code").asInt()).isEqualTo(503);
		}
		problem(service.post("/graphql", "{\"query\":\"{ hello }\"}"), 503);
		assertThat(sum("http_server_requests_seconds_count", "uri=\"/hello\"", "status=\"503\"")).isOne();
		assertThat(active("errors")).isOne();
	}

	@Test
	void failsAShareOfTheRequests() {
		drill("errorRate", "0.5");
		assertThat(IntStream.range(0, 40).mapToObj((i) -> service.get("/hello").statusCode())).contains(200, 500);
	}

	@Test
	void dropsConnectionsAndShowsThemAsErrors() {
		drill("dropRate", "1");
		assertThat(service.sendRaw("GET /hello HTTP/1.1\r\nHost: x\r\nX-Request-Id: dropped\r\n\r\n")).isEmpty();
		assertThat(service.awaitAccessLog("dropped").get("http.response.status_code").asInt()).isEqualTo(500);
		assertThat(sum("http_server_requests_seconds_count", "uri=\"/hello\"", "status=\"500\"")).isPositive();
		assertThat(active("drops")).isOne();
	}

	@Test
	void sparesProbesAndActuator() {
		drill("latency", "20s");
		drill("errorRate", "1");
		drill("dropRate", "1");
		for (String path : List.of("/livez", "/readyz", "/actuator/health", "/actuator/prometheus",
				"/actuator/drill")) {
			assertThat(duration(() -> assertThat(service.get(path).statusCode()).as(path).isEqualTo(200)))
				.isLessThan(Duration.ofSeconds(10));
		}
	}

	@Test
	void refusesReadinessOrLiveness() {
		drill("refuseReadiness", "true");
		assertThat(service.get("/readyz").statusCode()).isEqualTo(503);
		assertThat(service.get("/livez").statusCode()).isEqualTo(200);
		drill("refuseReadiness", "false");
		drill("refuseLiveness", "true");
		assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
		assertThat(service.get("/livez").statusCode()).isEqualTo(503);
		assertThat(active("liveness")).isOne();
		assertThat(active("readiness")).isZero();
	}

	@Test
	void holdsMemory() {
		assertThat(sum("jvm_memory_used_bytes", "area=\"heap\"")).isLessThan(400 << 20);
		drill("memoryMegabytes", "400");
		assertThat(sum("jvm_memory_used_bytes", "area=\"heap\"")).isGreaterThan(400 << 20);
		assertThat(active("memory")).isOne();
	}

	@Test
	void burnsTheProcessorUntilItEnds() {
		drill("cpuThreads", "1");
		double metric = sum("process_cpu_time_ns_total");
		Duration before = processorTime();
		await().atMost(Duration.ofMinutes(1)).until(() -> processorTime().minus(before).toSeconds() >= 1);
		assertThat(sum("process_cpu_time_ns_total")).isGreaterThan(metric + Duration.ofSeconds(1).toNanos());
		assertThat(active("cpu")).isOne();
		service.send("DELETE", "/actuator/drill");
		Duration[] last = { processorTime() };
		await().pollInterval(Duration.ofMillis(500)).atMost(Duration.ofSeconds(20)).until(() -> {
			Duration spent = processorTime().minus(last[0]);
			last[0] = last[0].plus(spent);
			return spent.toMillis() < 100;
		});
	}

	@Test
	void logsWhenADrillStartsChangesAndEnds() {
		long before = lines().size();
		drill("errorStatus", "503");
		drill("dropRate", "0.1");
		drill("dropRate", "0.2");
		service.send("DELETE", "/actuator/drill");
		service.send("DELETE", "/actuator/drill");
		await().atMost(Duration.ofSeconds(10)).until(() -> lines().size() == before + 3);
		List<String> lines = lines().subList((int) before, (int) before + 3);
		assertThat(lines.get(0)).startsWith("Fault drill started: ").contains("dropRate=0.1");
		assertThat(lines.get(1)).startsWith("Fault drill changed: ").contains("dropRate=0.2");
		assertThat(lines.get(2)).startsWith("Fault drill ended: ");
		assertThat(active("drops")).isZero();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			errorRate       | 1.5       | from 0 to 1
			errorRate       | NaN       | from 0 to 1
			errorRate       | many      | errorRate
			errorStatus     | 200       | from 400 to 599
			latency         | -500ms    | from 0 to 60
			latency         | fast      | latency
			memoryMegabytes | 999999999 | from 0 to
			cpuThreads      | 100000    | from 0 to
			exitCode        | 256       | from 0 to 255
			refuseReadiness | perhaps   | refuseReadiness
			eror-rate       | 0.5       | [latency, jitter, errorRate,
			""")
	void refusesAWrongValue(String name, String value, String detail) {
		String before = service.get("/actuator/drill").body();
		HttpResponse<String> response = service.post("/actuator/drill/" + name, "{\"value\":\"" + value + "\"}");
		assertThat(problem(response, 400).get("detail").asString()).contains(detail);
		assertThat(service.get("/actuator/drill").body()).isEqualTo(before);
	}

	private static void drill(String name, String value) {
		HttpResponse<String> response = service.post("/actuator/drill/" + name, "{\"value\":\"" + value + "\"}");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(new JsonMapper().readTree(response.body()).has(name)).isTrue();
	}

	private static Duration duration(Runnable request) {
		long start = System.nanoTime();
		request.run();
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static Duration processorTime() {
		return ProcessHandle.of(Long.parseLong(service.processId()))
			.orElseThrow()
			.info()
			.totalCpuDuration()
			.orElseThrow();
	}

	private static JsonNode problem(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		return new JsonMapper().readTree(response.body());
	}

	private static List<String> lines() {
		return service.log()
			.stream()
			.map((line) -> line.get("message").asString())
			.filter((message) -> message.startsWith("Fault drill"))
			.toList();
	}

	private static double active(String fault) {
		return sum("drill_active", "fault=\"" + fault + "\"");
	}

	private static double sum(String metric, String... labels) {
		return service.scrape()
			.entrySet()
			.stream()
			.filter((sample) -> sample.getKey().startsWith(metric + "{")
					&& List.of(labels).stream().allMatch(sample.getKey()::contains))
			.mapToDouble(Map.Entry::getValue)
			.sum();
	}

}
