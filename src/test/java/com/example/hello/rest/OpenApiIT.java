package com.example.hello.rest;

import java.lang.reflect.Method;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.example.hello.HelloService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.bind.annotation.RequestParam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Holds the description and the service together, in both directions: no answer is
 * undescribed, and nothing is described that is not answered.
 */
class OpenApiIT {

	/** What is for people, and the GraphQL side, which describes itself. */
	private static final Set<String> NOT_REST = Set.of("/docs", "/graphiql", "/assets/**", "/graphql", "/webjars/**",
			"/**");

	private static final List<String> NAMES = List.of("", "Ada", "a".repeat(100), "a".repeat(101), "😀".repeat(100),
			"😀".repeat(101), " \t" + "a".repeat(100) + "\u00a0\r\n", "\u0085Ada\u3000", "\u0007", "a\tb", "a\u0085b",
			"a\u00a0b", "\u200b", "\ufeff\tAda", "\u007f", "\u009f", "\u2028Ada\u2029", "{name}");

	private static final List<String> RANGES = List.of("bytes=0-9", "bytes=0-9,20-29", "bytes=99999999-");

	private static final HelloService service = HelloService.startWithTestHandlers(Map.of());

	private static final HelloService packaged = HelloService
		.start(Map.of("MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", "health,info,prometheus,sbom,mappings"));

	private static final OpenApi description = new OpenApi(packaged.get("/openapi.json").body());

	@BeforeAll
	static void askForEverything() {
		for (String path : description.paths()) {
			for (String method : description.methods(path)) {
				ask(method.toUpperCase(Locale.ROOT), path);
			}
			for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "FOO")) {
				see(method, description.filledIn("get", path));
			}
		}
		for (String name : NAMES) {
			see("GET", "/hello?name=" + encoded(name));
		}
		see("GET", "/hello?name=%FF");
		see("HEAD", "/hello?name=%07");
		see("GET", "/hello", "Accept-Language", "de");
		see("GET", "/nope");
		see("GET", "/nope.exe");
		description.see("POST", "/hello", packaged
			.sendRaw("POST /hello HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: foo\r\nConnection: close\r\n\r\n"));
		description.see("GET", "", packaged.sendRaw("GET /hello HTTP/9.9\r\nHost: x\r\n\r\n"));
		description.see("GET", "", packaged.sendRaw("GET /{bad} HTTP/1.1\r\nHost: x\r\n\r\n"));
		description.see("TRACE", "/hello",
				packaged.sendRaw("TRACE /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
		description.see("GET", "/hello", service.get("/fails"));
		askWhileItStops();
	}

	private static void ask(String method, String path) {
		String target = description.filledIn(method, path);
		see(method, target);
		see(method, target, "Accept", "text/html");
		see(method, target, "Accept", "///");
		see(method, target, "X-Too-Large", "a".repeat(9000));
		description.see(method, target, service.send(method, target, "X-Fails-In-A-Filter", "yes"));
		for (String range : RANGES) {
			see(method, target, "Range", range);
		}
		for (String type : description.mediaTypes(method, path, 200)) {
			for (String range : RANGES) {
				see(method, target, "Accept", type, "Range", range);
			}
			if (method.equals("HEAD")) { // what is compressed could not be read
				see(method, target, "Accept", type, "Accept-Encoding", "gzip");
			}
			Optional<String> tag = see(method, target, "Accept", type).headers().firstValue("ETag");
			tag.ifPresent((known) -> see(method, target, "Accept", type, "If-None-Match", known));
		}
		for (String parameter : description.parameters(method, path)) {
			String name = description.at(parameter).get("name").asString();
			for (String example : description.examples(parameter)) {
				switch (description.at(parameter).get("in").asString()) {
					case "path" -> {
						see(method, path.replace("{" + name + "}", example));
						see(method, path.replace("{" + name + "}", "nope"));
					}
					case "query" -> see(method, target + "?" + name + "=" + encoded(example));
					default -> see(method, target, name, example);
				}
			}
		}
	}

	private static HttpResponse<String> see(String method, String target, String... headers) {
		HttpResponse<String> answer = packaged.send(method, target, headers);
		description.see(method, target, answer);
		return answer;
	}

	private static void askWhileItStops() {
		HelloService stopping = HelloService.start(Map.of("LIFECYCLE_DRAINPERIOD", "10s"));
		await().until(() -> stopping.get("/readyz").statusCode() == 200);
		stopping.terminate();
		await().atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> stopping.get("/readyz").statusCode() == 503);
		for (String path : description.paths()) {
			for (String method : description.methods(path)) {
				String target = path.replace("{group}", "readiness");
				for (String type : description.mediaTypes(method, path, 503)) {
					description.see(method.toUpperCase(Locale.ROOT), target,
							stopping.send(method.toUpperCase(Locale.ROOT), target, "Accept", type));
				}
			}
		}
		stopping.close();
	}

	@AfterAll
	static void stop() {
		service.close();
		packaged.close();
	}

	@Test
	void describesEveryAnswer() {
		assertThat(description.contradictions()).isEmpty();
	}

	@Test
	void givesEveryAnswerThatIsDescribed() {
		assertThat(description.unseen()).isEmpty();
	}

	@Test
	void describesEveryRouteWithItsTypesAndParameters() {
		Map<String, Set<String>> types = new TreeMap<>();
		Map<String, Set<String>> parameters = new TreeMap<>();
		for (JsonNode mapping : mappings()) {
			JsonNode conditions = mapping.at("/details/requestMappingConditions");
			for (String route : routes(mapping)) {
				assertThat(conditions.path("methods").valueStream().map(JsonNode::asString)).as(route)
					.containsExactly("GET");
				types.computeIfAbsent(described(route), (path) -> new TreeSet<>())
					.addAll(types(conditions.get("produces")));
				parameters.computeIfAbsent(described(route), (path) -> new TreeSet<>())
					.addAll(queryParameters(mapping));
			}
		}
		assertThat(description.paths()).containsAll(types.keySet());
		types.forEach((path, type) -> {
			assertThat(description.methods(path)).as(path).containsExactly("get", "head", "options");
			assertThat(description.mediaTypes("get", path, 200)).as(path).isEqualTo(type);
			assertThat(queryParameters(path)).as(path).isEqualTo(parameters.get(path));
		});
		assertThat(types).hasSizeGreaterThan(5);
	}

	@Test
	void describesEveryFile() throws Exception {
		Path files = Path.of(OpenApiIT.class.getResource("/static").toURI());
		try (Stream<Path> walk = Files.walk(files)) {
			assertThat(walk.filter(Files::isRegularFile).map((file) -> "/" + files.relativize(file)))
				.isSubsetOf(description.paths());
		}
	}

	@Test
	void saysOfANameWhatTheServiceSays() {
		for (String name : NAMES) {
			assertThat(packaged.get("/hello?name=" + encoded(name)).statusCode()).as("'%s'", name)
				.isEqualTo(description.isValid("/components/parameters/name/schema", new JsonMapper().valueToTree(name))
						? 200 : 400);
		}
	}

	@Test
	void namesTheLanguagesThatItSpeaks() {
		List<String> languages = description.at("/components/headers/ContentLanguage/schema/enum")
			.valueStream()
			.map(JsonNode::asString)
			.toList();
		for (String language : Locale.getISOLanguages()) {
			assertThat(packaged.get("/hello", "Accept-Language", language).headers().firstValue("Content-Language"))
				.hasValue(languages.contains(language) ? language : "en");
		}
	}

	@Test
	void isTheSameInYamlAndInJson() {
		assertThat(OpenApi.yaml(packaged.get("/openapi.yaml").body())).isEqualTo(description.document());
	}

	@Test
	void hasTheVersionOfTheService() {
		JsonNode info = new JsonMapper().readTree(packaged.get("/actuator/info").body());
		assertThat(description.at("/info/version").asString()).isEqualTo(info.at("/build/version").asString());
	}

	private static Iterable<JsonNode> mappings() {
		return new JsonMapper().readTree(packaged.get("/actuator/mappings").body())
			.at("/contexts/hello-service/mappings/dispatcherServlets/dispatcherServlet")
			.valueStream()
			.filter((mapping) -> !mapping.get("predicate").asString().contains("[/actuator/mappings]"))
			.toList();
	}

	private static List<String> routes(JsonNode mapping) {
		JsonNode patterns = mapping.at("/details/requestMappingConditions/patterns");
		String predicate = mapping.get("predicate").asString();
		return (patterns.isMissingNode() ? Stream.of(predicate) : patterns.valueStream().map(JsonNode::asString))
			.filter((route) -> !NOT_REST.contains(route))
			.toList();
	}

	/** Parameters have other names in Spring's patterns, or none. */
	private static String described(String pattern) {
		return description.paths()
			.stream()
			.filter((path) -> path.replaceAll("\\{[^}]+}", "*").equals(pattern.replaceAll("\\{[^}]+}|\\*\\*", "*")))
			.findFirst()
			.orElse(pattern);
	}

	/**
	 * Actuator says of a bill of materials that it is bytes, and answers in its own type.
	 */
	private static Set<String> types(JsonNode produces) {
		return produces.valueStream()
			.map((type) -> type.get("mediaType").asString())
			.map((type) -> type.replace("application/octet-stream", "application/vnd.cyclonedx+json"))
			.collect(Collectors.toSet());
	}

	private static Set<String> queryParameters(String path) {
		return description.parameters("get", path)
			.stream()
			.map(description::at)
			.filter((parameter) -> parameter.get("in").asString().equals("query"))
			.map((parameter) -> parameter.get("name").asString())
			.collect(Collectors.toSet());
	}

	private static Set<String> queryParameters(JsonNode mapping) {
		JsonNode handler = mapping.at("/details/handlerMethod");
		if (!handler.path("className").asString("").startsWith("com.example.hello.")) {
			return Set.of();
		}
		return methods(handler.get("className").asString())
			.filter((method) -> method.getName().equals(handler.get("name").asString()))
			.flatMap((method) -> Arrays.stream(method.getParameters()))
			.filter((parameter) -> parameter.isAnnotationPresent(RequestParam.class))
			.map((parameter) -> parameter.getName())
			.collect(Collectors.toSet());
	}

	private static Stream<Method> methods(String type) {
		try {
			return Arrays.stream(Class.forName(type).getDeclaredMethods());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
