package com.example.hello.rest;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.web.util.UriUtils;

/**
 * The description at {@code /openapi.json}, laid beside what the service answers: each
 * answer is checked against it, and what has been seen of it is remembered.
 */
final class OpenApi {

	static final List<String> METHODS = List.of("get", "head", "options", "post", "put", "patch", "delete", "trace");

	private static final String ID = "https://hello.example/openapi.json";

	private static final String ANYTHING_ELSE = "/x-answers-to-anything-else";

	/** Required, all of them. */
	private static final String EVERY_ANSWER = "/x-headers-of-every-answer";

	/**
	 * In the description of a header that some answers do not have, a pattern: the paths
	 * where it never comes. Elsewhere it has to be seen, like any other.
	 */
	private static final String NOT_AT = "x-not-at";

	/**
	 * How a message is framed and coded is HTTP's business, and the type is described
	 * with the body.
	 */
	private static final Set<String> FRAMING = Set.of("connection", "content-encoding", "content-length",
			"content-type", "date", "keep-alive", "transfer-encoding");

	private static final JsonMapper json = new JsonMapper();

	private final JsonNode document;

	private final SchemaRegistry schemas;

	private final Set<String> seen = new TreeSet<>();

	private final List<String> contradictions = new ArrayList<>();

	OpenApi(String document) {
		this.document = json.readTree(document);
		this.schemas = SchemaRegistry.withDialect(Dialects.getOpenApi31(),
				(builder) -> builder.schemas(Map.of(ID, document)));
	}

	static JsonNode yaml(String text) {
		return json.valueToTree(new Yaml().load(text));
	}

	JsonNode document() {
		return this.document;
	}

	JsonNode at(String pointer) {
		return this.document.at(resolved(pointer));
	}

	Set<String> paths() {
		return Set.copyOf(this.document.get("paths").propertyNames());
	}

	/** The methods of a path that are described. */
	List<String> methods(String path) {
		return METHODS.stream().filter((method) -> !this.document.at(operation(method, path)).isMissingNode()).toList();
	}

	static String operation(String method, String path) {
		return "/paths/" + escaped(path) + "/" + method.toLowerCase(Locale.ROOT);
	}

	/** Where the parameters of an operation are, those of its path among them. */
	List<String> parameters(String method, String path) {
		return Stream.of("/paths/" + escaped(path), operation(method, path))
			.flatMap((owner) -> children(owner + "/parameters"))
			.map(this::resolved)
			.toList();
	}

	/** The examples of a parameter. */
	List<String> examples(String parameter) {
		JsonNode node = at(parameter);
		return Stream
			.concat(node.optional("example").stream(),
					node.path("examples").valueStream().map((example) -> example.get("value")))
			.map(JsonNode::asString)
			.toList();
	}

	/** The parameters of a path in the place of their names. */
	String filledIn(String method, String path) {
		String filled = path;
		for (String parameter : parameters(method, path)) {
			if (at(parameter).get("in").asString().equals("path")) {
				filled = filled.replace("{" + at(parameter).get("name").asString() + "}", examples(parameter).get(0));
			}
		}
		return filled;
	}

	/** The media types of an answer. */
	Set<String> mediaTypes(String method, String path, int status) {
		return Set.copyOf(at(operation(method, path) + "/responses/" + status).path("content").propertyNames());
	}

	boolean isValid(String schema, JsonNode value) {
		return errors(schema, value).isEmpty();
	}

	/**
	 * Checks an answer against the description, and remembers what it has shown of it.
	 */
	void see(String method, String target, HttpResponse<String> answer) {
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.putAll(answer.headers().map());
		see(method, target, answer.statusCode(), headers, answer.body());
	}

	/** The same for an answer as it came through the socket. */
	void see(String method, String target, String answer) {
		String[] parts = answer.split("\r\n\r\n", 2);
		String[] lines = parts[0].split("\r\n");
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		for (String line : lines) {
			String[] header = line.split(": ?", 2);
			if (header.length == 2) {
				headers.computeIfAbsent(header[0], (name) -> new ArrayList<>()).add(header[1]);
			}
		}
		see(method, target, Integer.parseInt(lines[0].split(" ")[1]), headers, parts[1]);
	}

	private void see(String method, String target, int status, Map<String, List<String>> headers, String body) {
		String path = template(path(target));
		boolean described = path != null && methods(path).contains(method.toLowerCase(Locale.ROOT));
		String responses = described ? operation(method, path) + "/responses" : ANYTHING_ELSE;
		String name = described ? method + " " + path + " " + status : "anything else " + status;
		String request = method + " " + target + " " + status;
		if (this.document.at(responses + "/" + status).isMissingNode()) {
			this.contradictions.add(request + ": there is no such answer");
			return;
		}
		this.seen.add(name);
		String response = resolved(responses + "/" + status);
		seeHeaders(request, name, response, headers);
		if (headers.containsKey("Content-Type")) {
			seeBody(request, name, response, status, headers, method.equals("HEAD") ? null : body);
		}
		else if (this.document.at(response).has("content") || !body.isEmpty()) {
			this.contradictions.add(request + ": a type for a body, or a body for a type");
		}
	}

	private void seeHeaders(String request, String name, String response, Map<String, List<String>> headers) {
		Map<String, String> described = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		for (String owner : List.of(response + "/headers", EVERY_ANSWER)) {
			this.document.at(owner)
				.propertyNames()
				.forEach((header) -> described.put(header, resolved(owner + "/" + header)));
		}
		headers.forEach((header, values) -> {
			if (described.containsKey(header)) {
				this.seen.add(name + " header " + header.toLowerCase(Locale.ROOT));
			}
			else if (!FRAMING.contains(header.toLowerCase(Locale.ROOT))) {
				this.contradictions.add(request + ": there is no header " + header);
			}
		});
		described.forEach((header, pointer) -> {
			if (!headers.containsKey(header)) {
				if (this.document.at(pointer).path("required").asBoolean(false)
						|| this.document.at(EVERY_ANSWER).has(header)) {
					this.contradictions.add(request + ": the header " + header + " is missing");
				}
				return;
			}
			if (isNotAt(pointer, path(request.split(" ")[1]))) {
				this.contradictions.add(request + ": the header " + header + " is not for this path");
			}
			JsonNode value = json.valueToTree(String.join(", ", headers.get(header)));
			errors(pointer + "/schema", value)
				.forEach((error) -> this.contradictions.add(request + ": header " + header + ": " + error));
		});
	}

	private boolean isNotAt(String header, String path) {
		return path.matches(this.document.at(header).path(NOT_AT).asString("(?!)"));
	}

	private static String path(String target) {
		return UriUtils.decode(target.replaceAll("\\?.*", ""), StandardCharsets.UTF_8);
	}

	private void seeBody(String request, String name, String response, int status, Map<String, List<String>> headers,
			@Nullable String body) {
		String type = headers.get("Content-Type").get(0).replaceFirst("; boundary=.*", "");
		String content = response + "/content/" + escaped(type);
		if (this.document.at(content).isMissingNode()) {
			this.contradictions.add(request + ": there is no type " + type);
			return;
		}
		this.seen.add(name + " " + type);
		if (body == null) {
			return;
		}
		JsonNode value = parsed(type, status, body);
		errors(content + "/schema", value).forEach((error) -> this.contradictions.add(request + ": " + error));
		if (value instanceof ObjectNode problem && type.equals("application/problem+json")) {
			String trace = headers.getOrDefault("traceresponse", List.of("00--")).get(0).split("-", 4)[1];
			if (problem.path("status").asInt(0) != status || !problem.path("trace_id").asString("").equals(trace)) {
				this.contradictions.add(request + ": the problem tells another status or trace");
			}
			problem.remove("trace_id"); // no example has it
		}
		this.document.at(content + "/examples").propertyStream().forEach((example) -> {
			if (example.getValue().get("value").equals(value)) {
				this.seen.add(content + "/examples/" + example.getKey());
			}
		});
	}

	private static JsonNode parsed(String type, int status, String body) {
		if (status != 206 && type.endsWith("json")) {
			return json.readTree(body);
		}
		return (status != 206 && type.endsWith("yaml")) ? yaml(body) : json.valueToTree(body);
	}

	/** What the answers had that the description has not, or has otherwise. */
	List<String> contradictions() {
		return this.contradictions;
	}

	/** What the description has and no answer had. */
	Set<String> unseen() {
		Set<String> described = new TreeSet<>();
		for (String path : paths()) {
			for (String method : methods(path)) {
				describe(described, method.toUpperCase(Locale.ROOT) + " " + path + " ",
						operation(method, path) + "/responses", filledIn(method, path), !method.equals("head"));
			}
		}
		describe(described, "anything else ", ANYTHING_ELSE, "", true);
		described.removeAll(this.seen);
		return described;
	}

	private void describe(Set<String> described, String name, String responses, String path, boolean withBody) {
		this.document.at(responses).propertyNames().forEach((status) -> {
			String response = resolved(responses + "/" + status);
			described.add(name + status);
			this.document.at(response + "/headers")
				.propertyNames()
				.stream()
				.filter((header) -> !isNotAt(resolved(response + "/headers/" + header), path))
				.forEach((header) -> described.add(name + status + " header " + header.toLowerCase(Locale.ROOT)));
			this.document.at(response + "/content").propertyNames().forEach((type) -> {
				described.add(name + status + " " + type);
				children(response + "/content/" + escaped(type) + "/examples").filter((example) -> withBody)
					.forEach(described::add);
			});
		});
	}

	private List<String> errors(String pointer, JsonNode value) {
		Schema schema = this.schemas.getSchema(SchemaLocation.of(ID + "#" + pointer));
		return schema
			.validate(value, (context) -> context.executionConfig((config) -> config.formatAssertionsEnabled(true)))
			.stream()
			.map(Error::toString)
			.toList();
	}

	private @Nullable String template(String path) {
		if (this.document.get("paths").has(path)) {
			return path;
		}
		return paths().stream()
			.filter((template) -> template.contains("{"))
			.filter((template) -> path.matches(Pattern.compile("\\{[^}]+}")
				.splitAsStream(template)
				.map(Pattern::quote)
				.collect(Collectors.joining("[^/]+", "", template.endsWith("}") ? "[^/]+" : ""))))
			.findFirst()
			.orElse(null);
	}

	/** Where a reference leads to, from one to the next. */
	private String resolved(String pointer) {
		JsonNode node = this.document.at(pointer);
		return node.has("$ref") ? resolved(node.get("$ref").asString().substring(1)) : pointer;
	}

	private Stream<String> children(String pointer) {
		JsonNode node = this.document.at(pointer);
		if (node.isArray()) {
			return Stream.iterate(0, (i) -> i < node.size(), (i) -> i + 1).map((i) -> pointer + "/" + i);
		}
		return node.propertyNames().stream().map((name) -> pointer + "/" + escaped(name));
	}

	private static String escaped(String name) {
		return name.replace("~", "~0").replace("/", "~1");
	}

}
