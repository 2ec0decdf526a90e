package com.example.hello.observability;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

import com.example.hello.ServiceProcess;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
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

	private static ServiceProcess service;

	@BeforeAll
	static void start() throws IOException {
		receiver = new Receiver();
		service = ServiceProcess.startWithTestHandlers(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url(),
				"OTEL_BSP_SCHEDULE_DELAY", "50", "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test"));
	}

	@AfterAll
	static void stop() {
		service.close();
		receiver.close();
	}

	@Test
	void continuesTheTraceOfTheCallerInResponseLogAndSpan() {
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
	@Execution(ExecutionMode.CONCURRENT)
	void prefersTheEnvironmentToTheFileAndIgnoresMalformedAttributes() throws IOException {
		try (Receiver collector = new Receiver();
				ServiceProcess named = ServiceProcess
					.start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(), "OTEL_BSP_SCHEDULE_DELAY", "50",
							"OTEL_RESOURCE_ATTRIBUTES", "service.version=2.7,service.name=mine,team=a%2Cb"))) {
			named.get("/hello", "traceparent", SAMPLED.formatted("abcdefabcdefabcdefabcdefabcdefab"));
			collector.await("abcdefabcdefabcdefabcdefabcdefab");
			assertThat(collector.resource()).containsEntry("service.version", "2.7")
				.containsEntry("service.name", "mine")
				.containsEntry("team", "a,b");
		}
		try (ServiceProcess malformed = ServiceProcess.start(Map.of("OTEL_RESOURCE_ATTRIBUTES", "k=%zz"))) {
			assertThat(malformed.get("/hello").statusCode()).isEqualTo(200);
			assertThat(malformed.log()).filteredOn((line) -> line.get("log.level").asString().equals("WARN"))
				.singleElement()
				.satisfies((line) -> assertThat(line.get("message").asString()).contains("OTEL_RESOURCE_ATTRIBUTES"));
		}
	}

	@Test
	void marksEachLogLineOfARequest() {
		String trace = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1";
		service.get("/fails", "traceparent", SAMPLED.formatted(trace));
		JsonNode line = service.awaitLog((event) -> event.path("log.level").asString("").equals("ERROR")
				&& event.path("trace_id").asString("").equals(trace) && event.has("error.stack_trace"));
		assertThat(line.get("span_id").asString()).hasSize(16);
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
	void startsATraceIfItCannotContinueOne() {
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
	@Execution(ExecutionMode.CONCURRENT)
	void sendsTheSpanOfTheLastRequestBeforeItEnds() throws IOException {
		String trace = "fffffffffffffffffffffffffffffff1";
		try (Receiver collector = new Receiver();
				ServiceProcess ending = ServiceProcess
					.startWithTestHandlers(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url()))) {
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
	@Execution(ExecutionMode.CONCURRENT)
	void servesAndEndsInTimeWithoutACollector() throws IOException {
		try (ServerSocket silent = new ServerSocket(0)) {
			ServiceProcess losing = ServiceProcess.start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT",
					"http://localhost:" + silent.getLocalPort(), "OTEL_BSP_SCHEDULE_DELAY", "20"));
			String request = "GET /hello HTTP/1.1\r\nHost: x\r\ntraceparent: " + SAMPLED.formatted("a".repeat(32))
					+ "\r\n\r\n";
			for (int i = 0; i < 10; i++) {
				assertThat(losing.sendRaw(request.repeat(250)).split("HTTP/1.1 200 ", -1)).hasSize(251);
			}
			losing.awaitLog((line) -> !line.get("log.level").asString().equals("INFO"));
			losing.terminate();
			assertThat(losing.waitFor()).isEqualTo(143);
			assertThat(losing.stderr()).isEmpty();
			assertThat(losing.log()).filteredOn((line) -> !line.get("log.level").asString().equals("INFO")).hasSize(1);
		}
	}

	@Test
	void queuesNoSpansWithoutAnEndpoint() {
		assertThat(service.jcmd("Thread.print")).contains("BatchSpanProcessor_WorkerThread");
		assertThat(ServiceProcess.shared().jcmd("Thread.print")).doesNotContain("BatchSpanProcessor_WorkerThread");
	}

	private static String hex(ByteString id) {
		return HexFormat.of().formatHex(id.toByteArray());
	}

	/**
	 * A collector that speaks OTLP over HTTP.
	 */
	private static final class Receiver implements AutoCloseable {

		private final HttpServer server;

		private final List<ExportTraceServiceRequest> requests = new CopyOnWriteArrayList<>();

		private final List<Span> spans = new CopyOnWriteArrayList<>();

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
				this.requests.add(request);
				request.getResourceSpansList()
					.stream()
					.flatMap((resource) -> resource.getScopeSpansList().stream())
					.forEach((scope) -> this.spans.addAll(scope.getSpansList()));
				exchange.sendResponseHeaders(200, -1);
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
