package com.example.hello.observability;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class LogIT {

	private final ServiceProcess service = ServiceProcess.shared();

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void logsOnlyJsonFromTheFirstLineToTheLast() {
		ServiceProcess ownService = ServiceProcess.start(Map.of());
		ownService.get("/hello");
		ownService.terminate();
		ownService.waitFor();
		assertThat(ownService.stderr()).isEmpty();
		List<JsonNode> log = ownService.log();
		assertThat(log).allSatisfy((line) -> {
			assertThat(line.get("@timestamp").asString()).endsWith("Z");
			assertThat(Instant.parse(line.get("@timestamp").asString())).isNotNull();
			assertThat(line.get("log.level").asString()).isEqualTo("INFO");
			assertThat(line.get("log.logger").asString()).isNotEmpty();
			assertThat(line.get("process.thread.name").asString()).isNotNull();
			assertThat(line.get("message").asString()).isNotEmpty();
			assertThat(line.get("service.name").asString()).isEqualTo("hello-service");
			assertThat(line.get("service.version").asString()).matches("\\d+\\.\\d+\\.\\d+.*");
		});
		// Some profiles package Hibernate Validator, which logs from a thread beside the
		// start.
		assertThat(log).filteredOn((line) -> !line.get("log.logger").asString().startsWith("org.hibernate.validator"))
			.first()
			.satisfies((line) -> assertThat(line.get("message").asString()).startsWith("Starting HelloApplication"));
		assertThat(log.get(log.size() - 1).get("message").asString()).isEqualTo("Graceful shutdown complete");
	}

	@Test
	void logsARequestWhenItEnds() {
		this.service.get("/hello?name=Ada", "User-Agent", "LogIT", "X-Request-Id", "request-1");
		JsonNode line = this.service.awaitAccessLog("request-1");
		assertThat(line.get("log.level").asString()).isEqualTo("INFO");
		assertThat(line.get("message").asString()).isEqualTo("GET /hello 200");
		assertThat(line.get("http.request.method").asString()).isEqualTo("GET");
		assertThat(line.get("http.route").asString()).isEqualTo("/hello");
		assertThat(line.get("url.path").asString()).isEqualTo("/hello");
		assertThat(line.get("http.response.status_code").asInt()).isEqualTo(200);
		assertThat(line.get("event.duration").asLong()).isBetween(1_000L, 10_000_000_000L);
		assertThat(line.get("http.response.body.bytes").asInt()).isEqualTo("{\"message\":\"Hello, Ada!\"}".length());
		assertThat(line.get("client.address").asString()).isEqualTo("127.0.0.1");
		assertThat(line.get("user_agent.original").asString()).isEqualTo("LogIT");
	}

	@Test
	void logsWhatTomcatRejects() {
		String answer = this.service.sendRaw("GET /{bad} HTTP/1.1\r\nHost: x\r\n\r\n");
		String requestId = answer.replaceAll("(?s).*X-Request-Id: ([^\r]*).*", "$1");
		JsonNode line = this.service.awaitAccessLog(requestId);
		assertThat(line.get("http.response.status_code").asInt()).isEqualTo(400);
		assertThat(line.get("log.level").asString()).isEqualTo("INFO");
	}

	@Test
	void logsNoCallersMistakeAsAnError() {
		for (String request : List.of("POST /hello HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: foo\r\n\r\n",
				"GET /hello HTTP/9.9\r\nHost: x\r\n\r\n")) {
			String requestId = this.service.sendRaw(request).replaceAll("(?s).*X-Request-Id: ([^\r]*).*", "$1");
			JsonNode line = this.service.awaitAccessLog(requestId);
			assertThat(line.get("http.response.status_code").asInt()).isIn(501, 505);
			assertThat(line.get("log.level").asString()).isEqualTo("INFO");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /%252e%252e/x HTTP/1.1", "GET /file:/etc/passwd HTTP/1.1",
			"GET /assets/%2e%2e/application.yaml HTTP/1.1", "GET /assets/..%5c..%5cx HTTP/1.1",
			"GET /WEB-INF/web.xml HTTP/1.1", "GET /http://example.org/ HTTP/1.1", "GET /hello?%zz=%zz&a=%ff HTTP/1.1",
			"GET /%00 HTTP/1.1",
			"POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
			"POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
			"POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{",
			"POST /hello HTTP/1.1\r\nContent-Type: multipart/form-data\r\nContent-Length: 3\r\n\r\nabc",
			"POST /hello HTTP/1.1\r\nContent-Type: ;;;\r\nContent-Length: 3\r\n\r\nabc",
			"GET /hello HTTP/1.1\r\nCookie: \"\u0001;=;\r\nHost: x", "GET /nope HTTP/1.1\r\nAccept: ///",
			"PROPFIND / HTTP/1.1", "PRI * HTTP/2.0" })
	void letsNoCallerWriteAWarning(String request) {
		this.service.sendRaw(request.contains("\r\n\r\n")
				? request.replaceFirst("\r\n", "\r\nHost: x\r\nX-Request-Id: scan\r\nConnection: close\r\n")
				: request + "\r\nHost: x\r\nX-Request-Id: scan\r\nConnection: close\r\n\r\n");
		String id = this.service.get("/hello").headers().firstValue("X-Request-Id").orElseThrow();
		this.service.awaitAccessLog(id);
		assertThat(this.service.log()).allMatch((line) -> line.get("log.level").asString().equals("INFO"));
	}

	@Test
	void omitsProbesAndScrapes() {
		for (String path : new String[] { "/livez", "/readyz", "/actuator/health", "/actuator/prometheus" }) {
			this.service.get(path, "X-Request-Id", "probe" + path);
		}
		this.service.get("/hello", "X-Request-Id", "after-the-probes");
		this.service.awaitAccessLog("after-the-probes");
		assertThat(this.service.log())
			.noneMatch((line) -> line.path("http.request.id").asString("").startsWith("probe/")
					&& line.path("log.logger").asString("").equals("access"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a;b", "<script>", "ä" })
	void replacesAMalformedRequestId(String requestId) {
		assertThat(this.service.get("/hello", "X-Request-Id", requestId).headers().firstValue("X-Request-Id"))
			.hasValueSatisfying((made) -> assertThat(made).matches("[0-9a-f-]{36}"));
		assertThat(this.service.get("/hello", "X-Request-Id", "a".repeat(129)).headers().firstValue("X-Request-Id"))
			.hasValueSatisfying((made) -> assertThat(made).matches("[0-9a-f-]{36}"));
	}

	@Test
	void returnsAWellFormedRequestId() {
		assertThat(this.service.get("/hello", "X-Request-Id", "4bf92f35:77b3/4d-A_b.c+=")
			.headers()
			.firstValue("X-Request-Id")).hasValue("4bf92f35:77b3/4d-A_b.c+=");
	}

	@Test
	void keepsOneLinePerEventWhateverACallerSends() {
		this.service.get("/hello?name=a%0A%7B%22log.level%22:%22ERROR%22%7D", "X-Request-Id", "forger");
		this.service.sendRaw("GET /hello?name=x%E2%80%A8y HTTP/1.1\r\nHost: x\r\nUser-Agent: a\u0085b\u00ff\"}\r\n"
				+ "X-Request-Id: line-separator\r\nConnection: close\r\n\r\n");
		this.service.awaitAccessLog("forger");
		assertThat(this.service.awaitAccessLog("line-separator").get("user_agent.original").asString())
			.isEqualTo("a\u0085b\u00ff\"}");
		assertThat(this.service.stdout()).allMatch((line) -> line.chars().allMatch((c) -> c >= ' ' && c < 0x7f));
	}

	@Test
	void truncatesALongValue() {
		this.service.get("/" + "a".repeat(5000), "X-Request-Id", "long");
		assertThat(this.service.awaitAccessLog("long").get("url.path").asString()).hasSize(1025);
	}

	@Test
	void logsAFailedRequestAndTheDeathOfAThreadAsErrors() {
		ServiceProcess withHandlers = ServiceProcess.sharedWithTestHandlers();
		withHandlers.get("/fails", "X-Request-Id", "fails");
		assertThat(withHandlers.awaitAccessLog("fails").get("log.level").asString()).isEqualTo("ERROR");
		withHandlers.get("/starts-a-thread-that-dies");
		JsonNode line = withHandlers.awaitLog(
				(candidate) -> candidate.path("message").asString("").startsWith("Uncaught exception in thread "));
		assertThat(line.get("error.stack_trace").asString()).contains("IllegalStateException: died");
		assertThat(withHandlers.stderr()).isEmpty();
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void trustsAForwardedAddressOnlyIfConfigured() {
		this.service.get("/hello", "X-Forwarded-For", "203.0.113.7", "X-Request-Id", "not-believed");
		assertThat(this.service.awaitAccessLog("not-believed").get("client.address").asString()).isEqualTo("127.0.0.1");
		try (ServiceProcess behindProxy = ServiceProcess.start(Map.of("SERVER_FORWARDHEADERSSTRATEGY", "native"))) {
			behindProxy.get("/hello", "X-Forwarded-For", "203.0.113.7", "X-Request-Id", "believed");
			assertThat(behindProxy.awaitAccessLog("believed").get("client.address").asString())
				.isEqualTo("203.0.113.7");
		}
		try (ServiceProcess behindAnother = ServiceProcess.start(Map.of("SERVER_FORWARDHEADERSSTRATEGY", "native",
				"SERVER_TOMCAT_REMOTEIP_INTERNALPROXIES", "192\\.0\\.2\\.1"))) {
			behindAnother.get("/hello", "X-Forwarded-For", "203.0.113.7", "X-Request-Id", "not-believed");
			assertThat(behindAnother.awaitAccessLog("not-believed").get("client.address").asString())
				.isEqualTo("127.0.0.1");
		}
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void writesReadableTextForDevelopers() {
		ServiceProcess dev = ServiceProcess.start(Map.of("SPRING_PROFILES_ACTIVE", "dev"));
		dev.get("/hello");
		dev.close();
		assertThat(dev.stdout()).anyMatch((line) -> line.matches(".* INFO .* access .*: GET /hello 200"));
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void keepsServingWhileStdoutIsUnread() {
		ServiceProcess unread = ServiceProcess.startUnread();
		int requests = 10_000;
		for (int i = 0; i < requests; i += 250) {
			assertThat(unread.sendRaw("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n".repeat(250)).split("HTTP/1.1 200 ", -1))
				.hasSize(251);
		}
		long dropped = (long) unread.scrape()
			.entrySet()
			.stream()
			.filter((sample) -> sample.getKey().startsWith("log_events_dropped_total"))
			.mapToDouble(Map.Entry::getValue)
			.sum();
		assertThat(dropped).isPositive();

		unread.readStdout();
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(unread.log()
				.stream()
				.filter((line) -> line.path("log.logger").asString("").equals("access"))
				.count() + dropped).isEqualTo(requests));
		unread.close();
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void stopsInTimeWhileStdoutIsUnread() {
		ServiceProcess unread = ServiceProcess.startUnread();
		for (int i = 0; i < 4; i++) {
			unread.sendRaw("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n".repeat(250));
		}
		unread.terminate();
		await().atMost(Duration.ofSeconds(20)).until(() -> !unread.isAlive());
	}

}
