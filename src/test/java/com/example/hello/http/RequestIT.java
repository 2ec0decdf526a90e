package com.example.hello.http;

import java.net.http.HttpResponse;
import java.util.List;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RequestIT {

	private final ServiceProcess service = ServiceProcess.shared();

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					/hello               | application/json;charset=utf-16                           | application/json
					/hello               | application/json;version=1                                | application/json
					/hello               | application/*;charset=x;q=0.5                             | application/json
					/hello               | */*;charset=utf-16                                        | application/json
					/hello?name=%07      | application/json;charset=utf-32                           | application/problem+json
					/livez               | application/json;charset=utf-16                           | application/json
					/                    | application/json;charset=utf-16                           | application/json
					/                    | text/html;charset=utf-16                                  | text/html;charset=UTF-8
					/                    | application/json;q=0, */*                                 | text/html;charset=UTF-8
					/                    | text/html;q=0, */*                                        | application/json
					/hello               | text/x;a="b,c;q=0", application/json;charset="utf-16"     | application/json
					/actuator/info       | application/json;charset=utf-16                           | application/json
					/actuator/prometheus | text/plain, application/openmetrics-text;q=0              | text/plain;version=0.0.4;charset=utf-8
					/actuator/prometheus | application/openmetrics-text;version=1.0.0, text/plain;q=0.1 | application/openmetrics-text;version=1.0.0;charset=utf-8
					/actuator/prometheus | application/openmetrics-text;q=0, */*                     | text/plain;version=0.0.4;charset=utf-8
					""")
	void choosesTheTypeByTheCallersRangesButWithoutTheirParameters(String path, String accept, String type) {
		HttpResponse<String> response = this.service.get(path, "Accept", accept);
		assertThat(response.headers().firstValue("Content-Type")).hasValue(type);
		assertThat(response.statusCode()).isLessThan(500);
	}

	@ParameterizedTest
	@ValueSource(strings = { "*/*;q=0", "application/json;q=0", "text/html, application/json;q=0",
			"application/json;q=0, application/*;q=0" })
	void refusesToSendWhatTheCallerExcludes(String accept) {
		assertThat(this.service.get("/hello", "Accept", accept).statusCode()).isEqualTo(406);
	}

	@ParameterizedTest
	@CsvSource({ "'application/json;q=0, */*', application/graphql-response+json;charset=UTF-8",
			"application/json;charset=utf-16, application/json;charset=UTF-8",
			"'application/graphql-response+json;q=0, */*', application/json;charset=UTF-8" })
	void choosesTheTypeOfAGraphQlResponseLikewise(String accept, String type) {
		HttpResponse<String> response = this.service.post("/graphql", "{\"query\": \"{ hello }\"}", "Accept", accept);
		assertThat(response.headers().firstValue("Content-Type")).hasValue(type);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/openapi.yaml", "/openapi.json", "/actuator/sbom/application" })
	void sendsRangesOfFilesUncompressed(String path) {
		String whole = this.service.get(path).body();
		HttpResponse<String> response = this.service.get(path, "Range", "bytes=5-14", "Accept-Encoding", "gzip");
		assertThat(response.statusCode()).isEqualTo(206);
		assertThat(response.headers().map()).containsEntry("Accept-Ranges", List.of("bytes"))
			.doesNotContainKey("Content-Encoding");
		assertThat(response.body()).isEqualTo(whole.substring(5, 15));
	}

	@Test
	void explainsThatARangeDoesNotExist() {
		HttpResponse<String> response = this.service.get("/openapi.yaml", "Range", "bytes=99999999-");
		assertThat(response.statusCode()).isEqualTo(416);
		assertThat(response.headers().firstValue("Content-Range").orElse("")).startsWith("bytes */");
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.body()).contains("The requested range does not exist.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/hello", "/docs", "/actuator/prometheus" })
	void sendsWholeResponsesThatAreNoFiles(String path) {
		HttpResponse<String> response = this.service.get(path, "Range", "bytes=0-9");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().map()).doesNotContainKeys("Accept-Ranges", "Content-Range");
	}

	@ParameterizedTest
	@CsvSource({ "/hello, 405, 'GET,HEAD,OPTIONS'", "/graphql, 405, 'POST,OPTIONS'", "/nope, 404," })
	void listsTheMethodsOfThePathForTrace(String path, int status, String allow) {
		String response = this.service
			.sendRaw("TRACE " + path + " HTTP/1.1\r\nHost: x\r\nX-Secret: s\r\nConnection: close\r\n\r\n");
		assertThat(response).startsWith("HTTP/1.1 " + status + " ").doesNotContain("X-Secret");
		assertThat(response.contains("Allow: " + allow)).isEqualTo(allow != null);
	}

	@ParameterizedTest
	@CsvSource({ "/hello, 200, 'GET,HEAD,OPTIONS'", "/graphql, 200, 'POST,OPTIONS'", "/nope, 404," })
	void listsTheMethodsOfThePathForAPreflight(String path, int status, String allow) {
		String response = this.service.sendRaw("OPTIONS " + path + " HTTP/1.1\r\nHost: x\r\nOrigin: http://other\r\n"
				+ "Access-Control-Request-Method: DELETE\r\nConnection: close\r\n\r\n");
		assertThat(response).startsWith("HTTP/1.1 " + status + " ").doesNotContain("Access-Control-Allow");
		assertThat(response.contains("Allow: " + allow)).isEqualTo(allow != null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/openapi.yaml/", "/actuator/health/", "/hello/", "/livez/", "/docs/",
			"/actuator/prometheus/" })
	void doesNotIgnoreATrailingSlash(String path) {
		assertThat(this.service.get(path).statusCode()).isEqualTo(404);
	}

	@Test
	void sendsTheHeadersOfEveryResponseForTheWholeServerToo() {
		assertThat(this.service.sendRaw("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
			.startsWith("HTTP/1.1 200 ")
			.contains("\r\nX-Content-Type-Options: nosniff\r\n")
			.contains("\r\nContent-Security-Policy: default-src 'none'; ")
			.contains("\r\nX-Request-Id: ");
	}

	@Test
	void explainsWhatAGraphQlRequestNeeds() {
		HttpResponse<String> response = this.service.post("/graphql", "{}");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("Send a JSON object whose \\\"query\\\" is a string.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 100\r\n\r\n", "Content-Length: 100\r\n\r\n{",
			"Transfer-Encoding: chunked\r\n\r\n5\r\n{" })
	@Execution(ExecutionMode.CONCURRENT)
	void explainsThatTheBodyDidNotArrive(String lengthAndBody) {
		assertThat(this.service
			.sendAndStall("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + lengthAndBody))
			.startsWith("HTTP/1.1 408 ")
			.contains("\r\nContent-Type: application/problem+json")
			.contains("\"detail\":\"The request did not arrive in time. Send it again, without pauses.\"");
	}

}
