package com.example.hello.http;

import java.net.http.HttpResponse;
import java.util.List;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ProblemIT {

	private static final ServiceProcess service = ServiceProcess.sharedWithTestHandlers();

	@ParameterizedTest
	@ValueSource(strings = { "%07", "a%0Ab", "a%0D%0Ab", "a%00b", "a%C2%85b", "%ED%A0%80", "%C3", "%FF", "%zz", "%" })
	void refusesANameThatIsNotText(String name) {
		String answer = service
			.sendRaw("GET /hello?name=" + name + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
		assertProblem(answer, 400);
	}

	@Test
	void statesTheLongestName() {
		assertThat(problem(service.get("/hello?name=" + "a".repeat(101)), 400).get("detail").asString())
			.isEqualTo("The name is 101 characters long. Send at most 100.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/nope", "/hello/", "/Hello", "/actuator", "/actuator/env", "/actuator/heapdump", "/error",
			"/favicon.ico" })
	void reportsAnUnknownPathInJsonEvenToABrowser(String path) {
		problem(service.get(path, "Accept", "text/html"), 404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "DELETE", "PATCH", "FOO" })
	void listsTheAllowedMethods(String method) {
		HttpResponse<String> response = service.send(method, "/hello");
		problem(response, 405);
		assertThat(response.headers().firstValue("Allow")).hasValue("GET,HEAD,OPTIONS");
	}

	@Test
	void listsNoMethodThatThePathDoesNotSupport() {
		HttpResponse<String> response = service.get("/reads-json");
		problem(response, 405);
		assertThat(response.headers().firstValue("Allow")).hasValue("POST,OPTIONS");
	}

	@Test
	void refusesAMediaTypeItCannotProduce() {
		assertThat(problem(service.get("/hello", "Accept", "text/html"), 406).get("detail").asString())
			.contains("application/json");
		problem(service.get("/hello", "Accept", "///"), 406);
	}

	@Test
	void refusesABodyItCannotRead() {
		problem(service.send("POST", "/reads-json", "Content-Type", "text/plain"), 415);
		problem(service.send("POST", "/reads-json", "Content-Type", "application/json"), 400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/fails", "/fails-in-a-filter" })
	void hidesAnUnexpectedException(String path) {
		HttpResponse<String> response = service.get(path, "Accept", "text/html");
		JsonNode problem = problem(response, 500);
		assertThat(problem.get("detail").asString()).contains("X-Request-Id");
		String requestId = response.headers().firstValue("X-Request-Id").orElseThrow();
		service.awaitAccessLog(requestId);
		List<JsonNode> traces = service.log()
			.stream()
			.filter((line) -> line.path("http.request.id").asString("").equals(requestId))
			.filter((line) -> line.has("error.stack_trace"))
			.toList();
		assertThat(traces).hasSize(1);
		assertThat(traces.get(0).get("log.level").asString()).isEqualTo("ERROR");
		assertThat(traces.get(0).get("error.stack_trace").asString()).contains("secret of the ");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			400 | GET /{bad} HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
			400 | GE{T /hello HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
			400 | GET /hello HTTP/1.1\\r\\n\\r\\n
			400 | GET /hello HTTP/1.1\\r\\nHost: x y\\r\\n\\r\\n
			400 | GET /hello HTTP/1.1\\r\\nHost: x\\r\\nno colon\\r\\n\\r\\n
			400 | GET /hello HTTP/1.1\\r\\nHost: x\\r\\nX-Large: LARGE\\r\\n\\r\\n
			400 | GET /LARGE HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
			400 | GET /a%2fb HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
			400 | GET /a%00b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
			400 | GET /../../etc/passwd HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
			400 | POST /hello HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: -5\\r\\n\\r\\n
			400 | GET /hello?MANY HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n
			405 | TRACE /hello HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n
			501 | CONNECT x:443 HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
			501 | POST /hello HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: foo\\r\\n\\r\\n
			505 | GET /hello HTTP/9.9\\r\\nHost: x\\r\\n\\r\\n
			""")
	void describesWhatTomcatRejectsBeforeSpringSeesIt(int status, String request) {
		assertProblem(service.sendRaw(request.replace("\\r\\n", "\r\n")
			.replace("LARGE", "a".repeat(9000))
			.replace("MANY", "p=1&".repeat(40))), status);
	}

	private static JsonNode problem(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
		assertRevealsNothing(response.headers().map() + response.body());
		JsonNode problem = new JsonMapper().readTree(response.body());
		assertThat(problem.get("status").asInt()).isEqualTo(status);
		assertThat(problem.get("title").asString()).isNotEmpty();
		assertThat(problem.get("detail").asString()).isNotEmpty();
		return problem;
	}

	private static void assertProblem(String answer, int status) {
		assertThat(answer).startsWith("HTTP/1.1 " + status + " ")
			.contains("\r\nContent-Type: application/problem+json\r\n")
			.contains("\r\nX-Request-Id: ")
			.contains("\"status\":" + status)
			.contains("\"title\":")
			.contains("\"detail\":\"");
		assertRevealsNothing(answer);
	}

	private static void assertRevealsNothing(String answer) {
		assertThat(answer).doesNotContainIgnoringCase("tomcat")
			.doesNotContainIgnoringCase("spring")
			.doesNotContainIgnoringCase("java")
			.doesNotContainIgnoringCase("exception")
			.doesNotContain("secret")
			.doesNotContain("<html");
	}

}
