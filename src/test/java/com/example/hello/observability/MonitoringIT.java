package com.example.hello.observability;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MonitoringIT {

	private final ServiceProcess service = ServiceProcess.shared();

	@ParameterizedTest
	@ValueSource(strings = { "/livez", "/readyz", "/actuator/health/liveness", "/actuator/health/readiness" })
	void tellsTheStateAndNoDetails(String path) {
		HttpResponse<String> response = this.service.get(path);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("{\"status\":\"UP\"}");
	}

	@Test
	void tellsNobodyTheDetailsOfItsHealth() {
		JsonNode health = new JsonMapper().readTree(this.service.get("/actuator/health").body());
		assertThat(health.propertyNames()).containsExactlyInAnyOrder("groups", "status");
		assertThat(health.get("status").asString()).isEqualTo("UP");
		// Profiles add groups of their own.
		assertThat(health.get("groups").valueStream().map(JsonNode::asString)).contains("liveness", "readiness")
			.isSubsetOf("liveness", "readiness", "kafka", "rabbitmq");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/env", "/beans", "/heapdump", "/loggers", "/metrics", "/threaddump", "/shutdown" })
	void exposesNothingElse(String endpoint) {
		assertThat(this.service.get("/actuator" + endpoint).statusCode()).isEqualTo(404);
	}

	@Test
	void tellsVersionAndJava() {
		JsonNode info = new JsonMapper().readTree(this.service.get("/actuator/info").body());
		assertThat(info.at("/build/version").asString()).matches("\\d+\\.\\d+\\.\\d+.*");
		assertThat(info.at("/build/time").isMissingNode()).isTrue();
		assertThat(info.at("/java/version").asString()).startsWith(System.getProperty("java.specification.version"));
	}

	@Test
	void servesItsBillOfMaterials() {
		JsonNode bom = new JsonMapper().readTree(this.service.get("/actuator/sbom/application").body());
		assertThat(bom.get("bomFormat").asString()).isEqualTo("CycloneDX");
		assertThat(bom.get("components").findValuesAsString("name")).contains("spring-boot-starter-web",
				"logstash-logback-encoder");
	}

	@Test
	void speaksBothTextFormatsOfPrometheus() {
		assertThat(this.service.get("/actuator/prometheus").headers().firstValue("Content-Type").orElseThrow())
			.startsWith("text/plain;version=0.0.4");
		HttpResponse<String> openMetrics = this.service.get("/actuator/prometheus", "Accept",
				"application/openmetrics-text;version=1.0.0");
		assertThat(openMetrics.headers().firstValue("Content-Type").orElseThrow())
			.startsWith("application/openmetrics-text;version=1.0.0");
		assertThat(openMetrics.body()).endsWith("# EOF\n");
	}

	@Test
	void countsGreetingsByTransportAndLanguage() {
		String series = "greetings_total{application=\"hello-service\",language=\"nl\",transport=\"rest\",version=\"";
		double before = sum(this.service.scrape(), series);
		this.service.get("/hello", "Accept-Language", "nl");
		this.service.get("/hello?name=%07", "Accept-Language", "nl");
		assertThat(sum(this.service.scrape(), series)).isCloseTo(before + 1, within(0.0));
	}

	@Test
	void measuresRequestsInAHandfulOfBuckets() {
		this.service.get("/hello");
		Set<String> bounds = this.service.scrape()
			.keySet()
			.stream()
			.filter((sample) -> sample.startsWith("http_server_requests_seconds_bucket")
					&& sample.contains("uri=\"/hello\"") && sample.contains("method=\"GET\"")
					&& sample.contains("status=\"200\"") && sample.contains("outcome=\"SUCCESS\""))
			.map((sample) -> sample.replaceAll(".*le=\"([^\"]*)\".*", "$1"))
			.collect(Collectors.toSet());
		assertThat(bounds).containsExactlyInAnyOrder("0.01", "0.05", "0.1", "0.25", "1.0", "+Inf");
	}

	@Test
	void metersTheJvmTheServerAndTheLog() {
		assertThat(this.service.scrape().keySet()).anyMatch((sample) -> sample.startsWith("jvm_memory_used_bytes{"))
			.anyMatch((sample) -> sample.startsWith("process_cpu_usage{"))
			.anyMatch((sample) -> sample.startsWith("tomcat_connections_current_connections{"))
			.anyMatch((sample) -> sample.startsWith("logback_events_total{"))
			.anyMatch((sample) -> sample.startsWith("log_events_dropped_total{"))
			.allMatch((sample) -> sample.contains("application=\"hello-service\"") && sample.contains("version=\""));
	}

	@Test
	void doesNotCountProbesAndScrapes() {
		Map<String, Double> before = requests();
		for (String path : new String[] { "/livez", "/readyz", "/actuator/health", "/actuator/prometheus" }) {
			this.service.get(path);
		}
		assertThat(requests()).isEqualTo(before);
	}

	@Test
	void addsNoSeriesForWhatACallerMakesUp() {
		for (int round = 0; round < 2; round++) {
			Set<String> before = series();
			for (int batch = round * 4; batch < (round + 1) * 4; batch++) {
				StringBuilder requests = new StringBuilder();
				for (int i = batch * 250; i < (batch + 1) * 250; i++) {
					requests
						.append("GET /hello?name=N%1$d HTTP/1.1\r\nHost: x\r\nAccept-Language: x-lang%1$d\r\n"
							.formatted(i))
						.append("User-Agent: agent%1$d\r\nX-Request-Id: id%1$d\r\n\r\n".formatted(i))
						.append("M%d /path%d HTTP/1.1\r\nHost: x\r\n\r\n".formatted(i % 100, i));
				}
				assertThat(this.service.sendRaw(requests.toString()).split("HTTP/1.1 [24]0", -1)).hasSize(501);
			}
			if (round == 1) {
				assertThat(series()).isEqualTo(before);
			}
		}
	}

	private Map<String, Double> requests() {
		return this.service.scrape()
			.entrySet()
			.stream()
			.filter((sample) -> sample.getKey().startsWith("http_server_requests_seconds_count"))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	private Set<String> series() {
		return this.service.scrape()
			.keySet()
			.stream()
			.filter((sample) -> !sample.startsWith("jvm_gc_"))
			.collect(Collectors.toSet());
	}

	private static double sum(Map<String, Double> samples, String prefix) {
		return samples.entrySet()
			.stream()
			.filter((sample) -> sample.getKey().startsWith(prefix))
			.mapToDouble(Map.Entry::getValue)
			.sum();
	}

}
