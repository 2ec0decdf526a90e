package com.example.hello.contract;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RequestParam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Compares the service with its description in both directions: the description covers
 * every response, and every response that it describes comes.
 */
class OpenApiIT {

	/** Routes that the description leaves out: Actuator, GraphQL and the pages. */
	private static final String LEFT_OUT = "/(actuator|assets|docs|graphi?ql|webjars|\\*\\*)(/.*)?";

	private static final JsonMapper json = new JsonMapper();

	private static final ServiceProcess service = ServiceProcess.shared();

	private static final OpenApi description = new OpenApi(service.get("/openapi.json").body());

	private static JsonNode mappings;

	@BeforeAll
	static void sendRequests() {
		for (String path : description.paths()) {
			send(service, "GET", path);
			send(service, "GET", path, "Accept", "image/png");
			send(service, "GET", path, "X-Too-Large", "a".repeat(9000));
			for (String type : description.mediaTypes(path)) {
				send(service, "GET", path, "Accept", type).headers()
					.firstValue("ETag")
					.ifPresent((tag) -> send(service, "GET", path, "Accept", type, "If-None-Match", tag));
			}
			description.get(path).path("parameters").forEach((parameter) -> sendExamples(path, parameter));
			List.of("POST", "PUT", "PATCH", "DELETE", "FOO").forEach((method) -> send(service, method, path));
		}
		List.of("/hello?name=%07", "/hello?name=%FF", "/nope", "/nope.exe")
			.forEach((path) -> send(service, "GET", path));
		Map<String, String> settings = Map.of("MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", "health,mappings",
				"LIFECYCLE_DRAINPERIOD", "3s");
		try (ServiceProcess other = ServiceProcess.startWithTestHandlers(settings)) {
			mappings = json.readTree(other.get("/actuator/mappings").body());
			description.paths().forEach((path) -> send(other, "GET", path, "X-Fails-In-A-Filter", "yes"));
			other.terminate();
			await().until(() -> other.get("/readyz").statusCode() == 503);
			description.mediaTypes("/readyz").forEach((type) -> send(other, "GET", "/readyz", "Accept", type));
		}
	}

	private static void sendExamples(String path, JsonNode parameter) {
		String name = parameter.get("name").asString();
		for (JsonNode example : parameter.path("examples")) {
			String value = example.get("value").asString();
			if (parameter.get("in").asString().equals("query")) {
				send(service, "GET", path + "?" + name + "=" + encoded(value));
			}
			else {
				send(service, "GET", path, name, value);
			}
		}
	}

	private static HttpResponse<String> send(ServiceProcess to, String method, String target, String... headers) {
		HttpResponse<String> response = to.send(method, target, headers);
		description.see(method, target, response);
		return response;
	}

	@Test
	void everyResponseIsDescribed() {
		assertThat(description.contradictions).isEmpty();
	}

	@Test
	void everyDescribedResponseComes() {
		assertThat(description.unseen).isEmpty();
	}

	@Test
	void everyRouteIsDescribedWithItsMethodsTypesAndParameters() {
		Map<String, Set<String>> routes = new TreeMap<>();
		mappings.at("/contexts/hello-service/mappings/dispatcherServlets/dispatcherServlet")
			.valueStream()
			.filter((mapping) -> !mapping.toString().contains("TestHandlers"))
			.forEach((mapping) -> {
				JsonNode conditions = mapping.at("/details/requestMappingConditions");
				Set<String> route = queryParameters(mapping.at("/details/handlerMethod"));
				conditions.path("methods").forEach((method) -> route.add(method.asString().toLowerCase(Locale.ROOT)));
				conditions.path("produces").forEach((type) -> route.add(type.get("mediaType").asString()));
				Stream<String> patterns = conditions.isMissingNode() ? Stream.of(mapping.get("predicate").asString())
						: conditions.get("patterns").valueStream().map(JsonNode::asString);
				patterns.filter((pattern) -> !pattern.matches(LEFT_OUT))
					.forEach((pattern) -> routes.computeIfAbsent(pattern, (path) -> new TreeSet<>()).addAll(route));
			});
		assertThat(routes).containsKeys("/hello", "/readyz").allSatisfy((path, route) -> {
			Set<String> described = new TreeSet<>(description.mediaTypes(path));
			described.addAll(description.document.get("paths").path(path).propertyNames());
			description.get(path)
				.path("parameters")
				.valueStream()
				.filter((parameter) -> parameter.get("in").asString().equals("query"))
				.forEach((parameter) -> described.add("?" + parameter.get("name").asString()));
			assertThat(described).as(path).isEqualTo(route);
		});
	}

	private static Set<String> queryParameters(JsonNode handler) {
		return Stream.of(handler.path("className").asString(""))
			.filter((name) -> name.startsWith("com.example.hello."))
			.flatMap((name) -> Arrays.stream(ClassUtils.resolveClassName(name, null).getDeclaredMethods()))
			.filter((method) -> method.getName().equals(handler.get("name").asString()))
			.flatMap((method) -> Arrays.stream(method.getParameters()))
			.filter((parameter) -> parameter.isAnnotationPresent(RequestParam.class))
			.map((parameter) -> "?" + parameter.getName())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void everyFileIsDescribed() throws Exception {
		Path files = Path.of(OpenApiIT.class.getResource("/static").toURI());
		try (Stream<Path> walk = Files.walk(files)) {
			assertThat(walk.filter(Files::isRegularFile).map((file) -> "/" + files.relativize(file))).isNotEmpty()
				.isSubsetOf(description.paths());
		}
	}

	@Test
	void serviceAllowsTheDescribedNames() {
		JsonNode schema = OpenApi.reference("/paths/~1hello/get/parameters/0/schema");
		for (String name : List.of("", "Ada", "a".repeat(100), "a".repeat(101), "😀".repeat(100), "😀".repeat(101),
				" \t" + "a".repeat(100) + "\u00a0\r\n", "\u0085Ada\u3000", "\u0007", "a\tb", "a\u0085b", "a\u00a0b",
				"\u200b", "\ufeff\tAda", "\u007f", "\u009f", "\u2028Ada\u2029", "{name}")) {
			boolean valid = description.validate(schema, json.valueToTree(name)).isEmpty();
			assertThat(service.get("/hello?name=" + encoded(name)).statusCode()).as("'%s'", name)
				.isEqualTo(valid ? 200 : 400);
		}
	}

	@Test
	void everyPathSupportsHeadAndOptions() {
		assertThat(description.paths()).allSatisfy((path) -> {
			assertThat(service.send("HEAD", path).statusCode()).as(path).isEqualTo(200);
			assertThat(service.send("OPTIONS", path).headers().firstValue("Allow")).hasValue("GET,HEAD,OPTIONS");
		});
	}

	@Test
	void yamlHasTheSameContentAndTheVersionOfTheService() {
		assertThat(OpenApi.yaml(service.get("/openapi.yaml").body())).isEqualTo(description.document);
		assertThat(description.document.at("/info/version"))
			.isEqualTo(json.readTree(service.get("/actuator/info").body()).at("/build/version"));
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
