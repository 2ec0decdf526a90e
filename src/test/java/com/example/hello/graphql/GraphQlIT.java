package com.example.hello.graphql;

import java.net.http.HttpResponse;
import java.util.Map;

import com.example.hello.ServiceProcess;
import graphql.introspection.IntrospectionQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class GraphQlIT {

	private static final JsonMapper json = new JsonMapper();

	private static final String GRAPHQL_RESPONSE = "application/graphql-response+json";

	private static final ServiceProcess service = ServiceProcess.sharedWithTestHandlers();

	@Test
	void greetsGraphQlByDefaultAndTheWorldIfTheNameIsBlank() {
		HttpResponse<String> response = query("{ hello }");
		assertThat(response.body()).isEqualTo("{\"data\":{\"hello\":\"Hello, GraphQL!\"}}");
		assertThat(response.headers().firstValue("Content-Length")).hasValue("36");
		assertThat(query("{ hello(name: null) }").body()).isEqualTo("{\"data\":{\"hello\":\"Hello, World!\"}}");
		assertThat(query("{ hello(name: \" \") }").body()).isEqualTo("{\"data\":{\"hello\":\"Hello, World!\"}}");
	}

	@Test
	void greetsByNameInTheLanguageOfTheCaller() {
		assertThat(query("{ hello(name: \"Ada\") }").body()).isEqualTo("{\"data\":{\"hello\":\"Hello, Ada!\"}}");
		assertThat(query("{ hello(name: \"Ada\") }", "Accept-Language", "de-CH, en;q=0.5").body())
			.isEqualTo("{\"data\":{\"hello\":\"Hallo, Ada!\"}}");
	}

	@Test
	void readsTheNameFromAVariableAndPicksTheOperationByName() {
		HttpResponse<String> answer = service.post("/graphql", """
				{"query": "query A($name: String) { hello(name: $name) } query B { b: hello }", "operationName": "A",
				"variables": {"name": "Ada"}, "extensions": {}, "unknown": 1}""");
		assertThat(answer.body()).isEqualTo("{\"data\":{\"hello\":\"Hello, Ada!\"}}");
	}

	@Test
	void servesMoreDocumentsThanItKeeps() {
		for (int i = 0; i < 150; i++) {
			assertThat(query("{ a%d: hello }".formatted(i % 120)).body())
				.isEqualTo("{\"data\":{\"a%d\":\"Hello, GraphQL!\"}}".formatted(i % 120));
		}
	}

	@Test
	void countsGreetingsByTransportAndLetsNoCallerAddASeries() {
		String counter = "greetings_total{application=\"hello-service\",language=\"fr\",transport=\"graphql\",version=\"1.0.0\"}";
		double before = service.scrape().get(counter);
		query("query Mine { hello }", "Accept-Language", "fr");
		assertThat(service.scrape()).containsEntry(counter, before + 1);
		assertThat(service.scrape().keySet()).noneMatch((series) -> series.contains("Mine"));
	}

	@Test
	void appliesTheSameRulesToNamesAsRest() {
		HttpResponse<String> answer = query("{ hi: hello(name: \"a\\u0007b\") }", "Accept", GRAPHQL_RESPONSE);
		assertThat(answer.statusCode()).isEqualTo(200);
		JsonNode error = json.readTree(answer.body()).get("errors").get(0);
		assertThat(error.get("message").asString())
			.isEqualTo(json.readTree(service.get("/hello?name=a%07b").body()).get("detail").asString());
		assertThat(error.get("path").toString()).isEqualTo("[\"hi\"]");
		assertThat(error.get("extensions").get("classification").asString()).isEqualTo("BAD_REQUEST");
		assertThat(json.readTree(query("{ hello(name: \"" + "a".repeat(101) + "\") }").body())
			.at("/errors/0/message")
			.asString()).isEqualTo("The name is 101 characters long. Send at most 100.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "none",
			value = { "none | application/json", "*/* | application/json", "application/json | application/json",
					"application/graphql-response+json | " + GRAPHQL_RESPONSE,
					"application/graphql-response+json;charset=utf-8 | " + GRAPHQL_RESPONSE,
					"text/html, application/graphql-response+json;q=0.1 | " + GRAPHQL_RESPONSE,
					"application/json;q=0.9, application/graphql-response+json | " + GRAPHQL_RESPONSE,
					"application/graphql-response+json;q=0.8, application/json | application/json" })
	void respondsInThePreferredMediaType(String accept, String type) {
		HttpResponse<String> answer = (accept != null) ? query("{ hello }", "Accept", accept) : query("{ hello }");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue(type + ";charset=UTF-8");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{\"query\": \"{\"} | InvalidSyntax", "{\"query\": \"{ nope }\"} | ValidationError",
					"{\"query\": \"query A { hello } query B { hello }\"} | ValidationError",
					"{\"query\": \"{ hello }\", \"operationName\": \"Nope\"} | ValidationError",
					"{\"query\": \"query ($n: Int!) { hello }\"} | ValidationError",
					"{\"query\": \"mutation { hello }\"} | ValidationError" })
	void explainsWhyADocumentCannotBeExecuted(String request, String classification) {
		HttpResponse<String> answer = service.post("/graphql", request, "Accept", GRAPHQL_RESPONSE);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue(GRAPHQL_RESPONSE + ";charset=UTF-8");
		JsonNode body = json.readTree(answer.body());
		assertThat(body.has("data")).isFalse();
		assertThat(body.at("/errors/0/extensions/classification").asString()).isEqualTo(classification);
		HttpResponse<String> legacy = service.post("/graphql", request, "Accept", "application/json");
		assertThat(legacy.statusCode()).isEqualTo(200);
		assertThat(legacy.body()).isEqualTo(answer.body());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "NONSENSE", "{\"query\":", "{\"qeury\": \"{ hello }\"}", "[]", "{\"query\": [1]}",
			"{\"query\": \"{ hello }\", \"variables\": [7]}", "{\"query\": \"{ hello }\", \"extensions\": \"x\"}" })
	void refusesABodyThatIsNotAGraphQlRequest(String body) {
		problem(service.post("/graphql", body, "Accept", GRAPHQL_RESPONSE), 400);
	}

	@ParameterizedTest
	@CsvSource({ "application/json, 200", GRAPHQL_RESPONSE + ", 400" })
	void tellsClientsToSendTheWholeDocumentInsteadOfAPersistedQuery(String type, int status) {
		String persisted = "\"extensions\": {\"persistedQuery\": {\"version\": 1, \"sha256Hash\": \"ecf4\"}}";
		HttpResponse<String> response = service.post("/graphql", "{" + persisted + "}", "Accept", type);
		assertThat(response.statusCode()).isEqualTo(status);
		JsonNode error = json.readTree(response.body()).at("/errors/0");
		assertThat(error.get("message").asString()).isEqualTo("PersistedQueryNotSupported");
		assertThat(error.at("/extensions/code").asString()).isEqualTo("PERSISTED_QUERY_NOT_SUPPORTED");
		assertThat(service.post("/graphql", "{\"query\": \"{ hello }\", " + persisted + "}").body())
			.isEqualTo("{\"data\":{\"hello\":\"Hello, GraphQL!\"}}");
	}

	@Test
	void refusesWhatHttpRefuses() {
		HttpResponse<String> get = service.get("/graphql?query=%7Bhello%7D");
		problem(get, 405);
		assertThat(get.headers().firstValue("Allow")).hasValue("POST,OPTIONS");
		problem(query("{ hello }", "Accept", "text/html"), 406);
		problem(query("{ hello }", "Accept", "nonsense"), 406);
		HttpResponse<String> text = query("{ hello }", "Content-Type", "text/plain");
		problem(text, 415);
		assertThat(text.headers().firstValue("Accept")).hasValue("application/json");
		assertThat(service.sendRaw("""
				POST /graphql HTTP/1.1\r
				Host: x\r
				Connection: close\r
				Content-Length: 2\r
				\r
				{}""")).startsWith("HTTP/1.1 415 ");
	}

	@Test
	void supportsTheStandardIntrospectionQuery() {
		JsonNode schema = json
			.readTree(query(IntrospectionQuery.INTROSPECTION_QUERY, "Accept", GRAPHQL_RESPONSE).body())
			.at("/data/__schema/types");
		assertThat(schema).anyMatch((type) -> type.get("name").asString().equals("Query")
				&& type.at("/fields/0/description").asString().startsWith("A greeting"));
	}

	@Test
	void refusesADocumentThatAsksForTooMuch() {
		assertRefused("{ " + "nested { ".repeat(20) + "__typename" + " }".repeat(21),
				"The depth of the query is over 20. Ask for less at a time.");
		assertThat(query("{ " + "nested { ".repeat(19) + "__typename" + " }".repeat(20)).body())
			.isEqualTo("{\"data\":{\"nested\":{\"nested\":null}}}");
		assertRefused("{ " + aliases(31) + "}",
				"The number of aliases of the query is over 30. Ask for less at a time.");
		assertThat(query("{ " + aliases(30) + "}").body()).contains("\"a29\":\"Hello, GraphQL!\"");
		assertRefused("{ " + "hello ".repeat(401) + "}",
				"The complexity of the query is over 400. Ask for less at a time.");
		assertThat(query("{ " + "hello ".repeat(400) + "}").body())
			.isEqualTo("{\"data\":{\"hello\":\"Hello, GraphQL!\"}}");
		assertRefused("{ hello " + "@include(if: true) ".repeat(200) + "}", "More than 1,000 'grammar' tokens");
		assertRefused("{ hello }" + " ".repeat(10_000), "More than 10,000 characters");
		assertRefused("{ " + "a { ".repeat(450) + "a" + " }".repeat(451), "More than 500 deep 'grammar' rules");
	}

	@Test
	void countsAFragmentWhereverItIsSpread() {
		StringBuilder doubling = new StringBuilder("{ ...f0 } fragment f50 on Query { hello }");
		for (int i = 0; i < 50; i++) {
			doubling.append(" fragment f%d on Query { ...f%d ...f%d }".formatted(i, i + 1, i + 1));
		}
		assertRefused(doubling.toString(), "The complexity of the query is over 400. Ask for less at a time.");
		assertRefused("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }", "The complexity");
		assertRefused("{ ...a } fragment a on Query { ... { " + aliases(16) + "} ...b } fragment b on Query { "
				+ aliases(16) + "}", "The number of aliases");
	}

	@Test
	void refusesABodyThatIsTooLargeOrTooDeep() {
		problem(query("{ hello(name: \"" + "x".repeat(5_000_000) + "\") }"), 413);
		problem(service.post("/graphql", """
				{"query": "query ($n: String) { hello(name: $n) }", "variables": {"n": "%s"}}"""
			.formatted("x".repeat(70_000))), 413);
		problem(service.post("/graphql",
				"{\"query\": \"{ hello }\", \"variables\": {\"a\": " + "[".repeat(40) + "]".repeat(40) + "}}"), 413);
		problem(service.post("/graphql",
				"{\"query\": \"{ hello }\", \"variables\": {\"a\": [" + "1,".repeat(2000) + "1]}}"), 413);
		assertThat(query("{ hello }").statusCode()).isEqualTo(200);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void interruptsAQueryThatTakesTooLong() {
		problem(query("{ slow }"), 503);
	}

	@Test
	void hidesAnUnexpectedExceptionFromTheCaller() {
		HttpResponse<String> answer = query("{ fails }");
		JsonNode error = json.readTree(answer.body()).at("/errors/0");
		assertThat(error.at("/extensions/classification").asString()).isEqualTo("INTERNAL_ERROR");
		assertThat(answer.body()).doesNotContain("secret", "Exception");
		service.awaitLog((line) -> line.path("log.level").asString("").equals("ERROR")
				&& line.path("error.stack_trace").asString("").contains("secret of the query"));
		assertThat(service.scrape().keySet()).anyMatch((series) -> series.startsWith("graphql_request_seconds_count{")
				&& series.contains("graphql_outcome=\"INTERNAL_ERROR\""));
	}

	@Test
	void hasASettingForEachLimitAndForIntrospection() {
		Map<String, String> settings = Map.of("GRAPHQL_MAXALIASES", "1", "GRAPHQL_MAXDEPTH", "3",
				"GRAPHQL_MAXCOMPLEXITY", "5", "GRAPHQL_MAXTOKENS", "30", "GRAPHQL_MAXLENGTH", "200",
				"SPRING_JACKSON_FACTORY_CONSTRAINTS_READ_MAXDOCUMENTLENGTH", "1000",
				"SPRING_GRAPHQL_SCHEMA_INTROSPECTION_ENABLED", "false");
		try (ServiceProcess strict = ServiceProcess.start(settings)) {
			assertThat(post(strict, "{ a: hello b: hello }")).contains("aliases of the query is over 1.");
			assertThat(post(strict, "{ a { b { c { d } } } }")).contains("The depth of the query is over 3.");
			assertThat(post(strict, "{ hello hello hello hello hello hello }"))
				.contains("complexity of the query is over 5.");
			assertThat(post(strict, "{ " + "hello ".repeat(30) + "}")).contains("More than 30 'grammar' tokens");
			assertThat(post(strict, "{ hello }" + " ".repeat(200))).contains("More than 200 characters");
			assertThat(post(strict, "{ hello(name: \"" + "x".repeat(1000) + "\") }")).contains("\"status\":413");
			assertThat(post(strict, "{ __schema { queryType { name } } }")).contains("Introspection has been disabled");
			assertThat(post(strict, "{ hello }")).isEqualTo("{\"data\":{\"hello\":\"Hello, GraphQL!\"}}");
		}
	}

	private static String aliases(int count) {
		StringBuilder fields = new StringBuilder();
		for (int i = 0; i < count; i++) {
			fields.append("a%d: hello ".formatted(i));
		}
		return fields.toString();
	}

	private static void assertRefused(String document, String message) {
		HttpResponse<String> answer = query(document, "Accept", GRAPHQL_RESPONSE);
		assertThat(answer.statusCode()).isEqualTo(400);
		JsonNode body = json.readTree(answer.body());
		assertThat(body.at("/errors/0/message").asString()).startsWith(message);
		assertThat(body.get("errors")).hasSize(1);
		assertThat(body.has("data")).isFalse();
	}

	private static void problem(HttpResponse<String> answer, int status) {
		assertThat(answer.statusCode()).isEqualTo(status);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(json.readTree(answer.body()).get("status").asInt()).isEqualTo(status);
		assertThat(json.readTree(answer.body()).get("detail").asString()).isNotBlank();
	}

	private static HttpResponse<String> query(String document, String... headers) {
		return service.post("/graphql", json.writeValueAsString(Map.of("query", document)), headers);
	}

	private static String post(ServiceProcess service, String document) {
		return service.post("/graphql", json.writeValueAsString(Map.of("query", document))).body();
	}

}
