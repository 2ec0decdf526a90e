package com.example.hello.observability;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

import com.example.hello.HelloService;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class TracingIT {

	private static final JsonMapper json = new JsonMapper();

	private static final String SAMPLED = "00-%s-00f067aa0ba902b7-01";

	private static Receiver receiver;

	private static HelloService service;

	@BeforeAll
	static void start() throws IOException {
		receiver = new Receiver();
		service = HelloService.startWithTestHandlers(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url(),
				"OTEL_BSP_SCHEDULE_DELAY", "50", "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test"));
	}

	@AfterAll
	static void stop() {
		service.close();
		receiver.close();
	}

	@Test
	void continuesTheTraceOfTheCallerInAnswerLogAndSpan() {
		String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
		HttpResponse<String> answer = service.get("/hello", "traceparent", SAMPLED.formatted(trace));
		String[] response = answer.headers().firstValue("traceresponse").orElseThrow().split("-");
		assertThat(response).hasSize(4).startsWith("00", trace).endsWith("01");
		JsonNode line = service.awaitAccessLog(answer.headers().firstValue("X-Request-Id").orElseThrow());
		assertThat(line.get("trace_id").asString()).isEqualTo(trace);
		assertThat(line.get("span_id").asString()).isEqualTo(response[2]);
		Span span = receiver.await(trace);
		assertThat(hex(span.getSpanId())).isEqualTo(response[2]);
		assertThat(hex(span.getParentSpanId())).isEqualTo("00f067aa0ba902b7");
		assertThat(span.getName()).isEqualTo("http get /hello");
		assertThat(receiver.resource()).containsEntry("service.name", "hello-service")
			.containsEntry("service.version", "1.0.0")
			.containsEntry("deployment.environment.name", "test");
	}

	@Test
	void marksEachLogLineOfARequest() {
		String trace = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1";
		service.get("/fails", "traceparent", SAMPLED.formatted(trace));
		JsonNode line = service.awaitLog((event) -> event.path("log.level").asString("").equals("ERROR")
				&& event.path("trace_id").asString("").equals(trace) && event.has("error.stack_trace"));
		assertThat(line.get("span_id").asString()).hasSize(16);
	}

	/** Often: which of the two threads logs the failure is a race between them. */
	@RepeatedTest(20)
	void marksTheLogLinesOfAGraphQlQueryThatRunsInAThreadOfItsOwn(RepetitionInfo repetition) {
		String trace = "%032x".formatted(0xa00 + repetition.getCurrentRepetition());
		service.post("/graphql", "{\"query\": \"{ fails }\"}", "traceparent", SAMPLED.formatted(trace), "X-Request-Id",
				"fails-in-graphql-" + trace);
		Map.of("IllegalStateException", "error.stack_trace", "A query fails", "message").forEach((text, field) -> {
			JsonNode line = service.awaitLog((event) -> event.path(field).asString("").contains(text)
					&& event.path("http.request.id").asString("").equals("fails-in-graphql-" + trace));
			assertThat(line.path("trace_id").asString()).as(text).isEqualTo(trace);
		});
	}

	@ParameterizedTest
	@CsvSource({ "/nope, 404", "/hello?name=%07, 400", "/fails, 500", "/fails-in-a-filter, 500" })
	void namesTheTraceInAProblem(String path, int status) {
		String trace = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb1";
		HttpResponse<String> answer = service.get(path, "traceparent", SAMPLED.formatted(trace));
		assertThat(answer.statusCode()).isEqualTo(status);
		assertThat(json.readTree(answer.body()).get("trace_id").asString()).isEqualTo(trace);
	}

	@Test
	void passesTraceAndBaggageOn() {
		String trace = "ccccccccccccccccccccccccccccccc1";
		String url = "http://localhost:" + service.port(0) + "/headers";
		JsonNode passed = json.readTree(
				service.get("/calls?url=" + url, "traceparent", SAMPLED.formatted(trace), "baggage", "tenant=acme")
					.body());
		assertThat(passed.get("traceparent").asString()).startsWith("00-" + trace + "-").endsWith("-01");
		assertThat(passed.get("baggage").asString()).isEqualTo("tenant=acme");
	}

	@Test
	void beginsATraceOfItsOwnWhereNoneCanBeContinued() {
		for (String header : List.of("nonsense", "00-00000000000000000000000000000000-00f067aa0ba902b7-01")) {
			String response = service.get("/hello", "traceparent", header)
				.headers()
				.firstValue("traceresponse")
				.orElseThrow();
			assertThat(response).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]").doesNotContain("-0000000000000000");
		}
	}

	@Test
	void exportsWhatTheCallerSamplesAndNoProbeOrScrape() {
		String probe = "ddddddddddddddddddddddddddddddd1";
		for (String path : List.of("/livez", "/readyz", "/actuator/prometheus", "/actuator/health")) {
			assertThat(service.get(path, "traceparent", SAMPLED.formatted(probe)).headers().map())
				.doesNotContainKey("traceresponse");
		}
		String unsampled = "ddddddddddddddddddddddddddddddd2";
		service.get("/hello", "traceparent", "00-" + unsampled + "-00f067aa0ba902b7-00");
		String last = "ddddddddddddddddddddddddddddddd3";
		service.get("/hello", "traceparent", SAMPLED.formatted(last));
		receiver.await(last);
		assertThat(receiver.spans).noneMatch((span) -> hex(span.getTraceId()).equals(probe))
			.noneMatch((span) -> hex(span.getTraceId()).equals(unsampled));
	}

	@Test
	void leadsFromALatencyBucketToTheTrace() {
		String trace = "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeee1";
		service.get("/slow", "traceparent", SAMPLED.formatted(trace));
		assertThat(service.get("/actuator/prometheus", "Accept", "application/openmetrics-text").body().lines())
			.anyMatch((line) -> line.startsWith("http_server_requests_seconds_bucket{")
					&& line.contains("uri=\"/slow\"") && line.contains("trace_id=\"" + trace + "\""));
	}

	@Test
	void sendsTheSpanOfTheLastRequestBeforeItEnds() throws IOException {
		String trace = "fffffffffffffffffffffffffffffff1";
		try (Receiver collector = new Receiver();
				HelloService ending = HelloService.startWithTestHandlers(
						Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(), "LIFECYCLE_DRAINPERIOD", "0s"))) {
			CompletableFuture<HttpResponse<String>> last = CompletableFuture
				.supplyAsync(() -> ending.get("/slow", "traceparent", SAMPLED.formatted(trace)));
			await().until(() -> ending.get("/begun").body().equals("1"));
			ending.terminate();
			assertThat(last.join().statusCode()).isEqualTo(200);
			ending.waitFor();
			assertThat(collector.spans).anyMatch((span) -> hex(span.getTraceId()).equals(trace));
		}
	}

	@Test
	void triesAFailedExportAgainAfterAWhileAndSaysOnceThatSpansAreLostAndOnceThatTheyAreNot() throws IOException {
		try (Receiver collector = new Receiver();
				HelloService losing = HelloService
					.start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(), "OTEL_BSP_SCHEDULE_DELAY", "500"))) {
			collector.status = 400;
			await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20)).until(() -> {
				assertThat(losing.get("/hello", "traceparent", SAMPLED.formatted("%032x".formatted(1))).statusCode())
					.isEqualTo(200);
				return collector.requests.size() == 3;
			});
			assertThat(collector.requestedAt.get(1)).isAfter(collector.requestedAt.get(0).plusSeconds(5));
			assertThat(collector.requestedAt.get(2)).isAfter(collector.requestedAt.get(1).plusSeconds(5));
			assertThat(collector.requests.get(0).getResourceSpansCount()).as("one resource for the whole batch")
				.isOne();
			assertThat(collector.requests.subList(1, 3)).as("tries are made with one span of many")
				.allSatisfy((request) -> assertThat(spans(request)).isOne());
			collector.status = 200;
			await().atMost(Duration.ofSeconds(10)).until(() -> {
				losing.get("/hello", "traceparent", SAMPLED.formatted("%032x".formatted(2)));
				return !collector.spans.isEmpty();
			});
			losing.awaitLog((line) -> line.get("message").asString().equals("Spans are exported again"));
			assertThat(losing.log()).filteredOn((line) -> line.get("log.level").asString().equals("WARN"))
				.singleElement()
				.satisfies((line) -> assertThat(line.get("message").asString())
					.startsWith("Spans cannot be exported and are lost: "));
		}
	}

	@Test
	void servesAndEndsInTimeWhereNobodyReceives() {
		Map<String, String> blackHole = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://192.0.2.1:4318",
				"OTEL_BSP_SCHEDULE_DELAY", "20", "LIFECYCLE_DRAINPERIOD", "0s");
		try (HelloService losing = HelloService.start(blackHole)) {
			for (int i = 1; i <= 2_500; i++) {
				assertThat(losing.get("/hello", "traceparent", SAMPLED.formatted("%032x".formatted(i))).statusCode())
					.isEqualTo(200);
			}
			losing.awaitLog((line) -> line.get("log.level").asString().equals("WARN"));
			losing.terminate();
			assertThat(losing.waitFor()).isEqualTo(143);
			assertThat(losing.stderr()).isEmpty();
			assertThat(losing.log()).filteredOn((line) -> !line.get("log.level").asString().equals("INFO")).hasSize(1);
		}
	}

	private static long spans(ExportTraceServiceRequest request) {
		return request.getResourceSpansList()
			.stream()
			.flatMap((resource) -> resource.getScopeSpansList().stream())
			.mapToLong(ScopeSpans::getSpansCount)
			.sum();
	}

	private static String hex(ByteString id) {
		return HexFormat.of().formatHex(id.toByteArray());
	}

	/**
	 * Receives spans by OTLP over HTTP, and decodes them with the protocol's own
	 * definitions.
	 */
	private static final class Receiver implements AutoCloseable {

		private final HttpServer server;

		private final List<ExportTraceServiceRequest> requests = new CopyOnWriteArrayList<>();

		private final List<Instant> requestedAt = new CopyOnWriteArrayList<>();

		private final List<Span> spans = new CopyOnWriteArrayList<>();

		private volatile int status = 200;

		Receiver() throws IOException {
			this.server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
			this.server.createContext("/v1/traces", this::receive);
			this.server.start();
		}

		private void receive(HttpExchange exchange) throws IOException {
			try (exchange) {
				assertThat(exchange.getRequestHeaders().getFirst("Content-Type")).isEqualTo("application/x-protobuf");
				InputStream body = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
						? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
				ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body);
				this.requestedAt.add(Instant.now());
				this.requests.add(request);
				if (this.status == 200) {
					request.getResourceSpansList()
						.stream()
						.flatMap((resource) -> resource.getScopeSpansList().stream())
						.forEach((scope) -> this.spans.addAll(scope.getSpansList()));
				}
				exchange.sendResponseHeaders(this.status, -1);
			}
		}

		String url() {
			return "http://localhost:" + this.server.getAddress().getPort();
		}

		Span await(String trace) {
			return org.awaitility.Awaitility.await()
				.until(() -> this.spans.stream().filter((span) -> hex(span.getTraceId()).equals(trace)).findFirst(),
						(found) -> found.isPresent())
				.orElseThrow();
		}

		Map<String, String> resource() {
			ResourceSpans first = this.requests.get(0).getResourceSpans(0);
			return first.getResource()
				.getAttributesList()
				.stream()
				.collect(java.util.stream.Collectors.toMap(KeyValue::getKey,
						(entry) -> entry.getValue().getStringValue()));
		}

		@Override
		public void close() {
			this.server.stop(0);
		}

	}

}
