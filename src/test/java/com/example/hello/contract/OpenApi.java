package com.example.hello.contract;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An OpenAPI document. Collects how responses contradict it, and which of its responses,
 * headers, media types and examples have not come yet.
 */
final class OpenApi {

	private static final String ID = "https://hello.example/openapi.json";

	/** HTTP itself describes these headers. */
	private static final List<String> HTTP = List.of("accept-ranges", "connection", "content-encoding",
			"content-length", "date", "keep-alive", "transfer-encoding");

	private static final JsonMapper json = new JsonMapper();

	final JsonNode document;

	final List<String> contradictions = new ArrayList<>();

	/** JSON pointers to what has not come yet. */
	final Set<String> unseen = new TreeSet<>();

	private final SchemaRegistry schemas;

	OpenApi(String document) {
		this.document = json.readTree(document);
		this.schemas = SchemaRegistry.withDialect(Dialects.getOpenApi31(),
				(builder) -> builder.schemas(Map.of(ID, document)));
		this.unseen.addAll(children("/components/headers"));
		children("/components/responses").forEach(this::expect);
		for (String path : children("/paths")) {
			children(path).forEach((operation) -> children(operation + "/responses").forEach(this::expect));
		}
	}

	private void expect(String response) {
		this.unseen.add(response);
		this.unseen.addAll(children(resolved(response) + "/headers"));
		for (String content : children(resolved(response) + "/content")) {
			this.unseen.add(content);
			this.unseen.addAll(children(content + "/examples"));
		}
	}

	static JsonNode yaml(String text) {
		return json.valueToTree(new Yaml().load(text));
	}

	Set<String> paths() {
		return Set.copyOf(this.document.get("paths").propertyNames());
	}

	JsonNode get(String path) {
		return this.document.at("/paths/" + escaped(path) + "/get");
	}

	/** The media types of a successful GET. */
	Set<String> mediaTypes(String path) {
		return Set.copyOf(get(path).at("/responses/200/content").propertyNames());
	}

	/**
	 * Compares a response with the document. The responses to other methods and paths are
	 * in {@code components}.
	 */
	void see(String method, String target, HttpResponse<String> response) {
		String request = "%s %s %d".formatted(method, target, response.statusCode());
		String operation = "/paths/" + escaped(target.replaceFirst("\\?.*", "")) + "/"
				+ method.toLowerCase(Locale.ROOT);
		String pointer = (has(operation) ? operation : "/components") + "/responses/" + response.statusCode();
		if (!has(pointer)) {
			this.contradictions.add(request + ": undescribed status");
			return;
		}
		ObjectNode actual = actual(response);
		String described = resolved(pointer);
		ObjectNode schema = json.createObjectNode().put("additionalProperties", false);
		for (String headers : List.of("/components/headers/", described + "/headers/")) {
			this.document.at(headers.replaceFirst("/$", "")).forEachEntry((name, header) -> {
				add(schema, name.toLowerCase(Locale.ROOT), header.path("required").asBoolean(false),
						reference(headers + name + "/schema"));
				if (actual.has(name.toLowerCase(Locale.ROOT))) {
					this.unseen.remove(headers + name);
				}
			});
		}
		JsonNode contents = this.document.at(described + "/content");
		if (!contents.isMissingNode()) {
			add(schema, "content-type", true, json.valueToTree(Map.of("enum", contents.propertyNames())));
		}
		String type = actual.path("content-type").asString("");
		String content = described + "/content/" + escaped(type);
		if (contents.has(type)) {
			add(schema, "body", true, reference(content + "/schema"));
		}
		validate(schema, actual).forEach((error) -> this.contradictions.add(request + error));
		this.unseen.removeAll(List.of(pointer, described, content));
		// An example may omit members, such as ids.
		children(content + "/examples").stream()
			.filter((example) -> this.document.at(example + "/value")
				.propertyStream()
				.allMatch((member) -> member.getValue().equals(actual.path("body").get(member.getKey()))))
			.forEach(this.unseen::remove);
	}

	/** The headers, in lower case, and the body. */
	private static ObjectNode actual(HttpResponse<String> response) {
		ObjectNode actual = json.createObjectNode();
		response.headers()
			.map()
			.forEach((name, values) -> actual.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
		String type = actual.path("content-type").asString("");
		String body = response.body();
		if (!body.isEmpty()) {
			actual.set("body", type.endsWith("json") ? json.readTree(body)
					: type.endsWith("yaml") ? yaml(body) : json.valueToTree(body));
		}
		return actual.remove(HTTP);
	}

	private static void add(ObjectNode schema, String name, boolean required, JsonNode property) {
		schema.withObject("properties").set(name, property);
		if (required) {
			schema.withArray("required").add(name);
		}
	}

	/** A schema that refers to one of the document. */
	static ObjectNode reference(String pointer) {
		return json.createObjectNode().put("$ref", ID + "#" + pointer);
	}

	/** Why the value does not match the schema. */
	List<String> validate(JsonNode schema, JsonNode value) {
		return this.schemas.getSchema(schema).validate(value).stream().map(Object::toString).toList();
	}

	private boolean has(String pointer) {
		return !this.document.at(pointer).isMissingNode();
	}

	private List<String> children(String pointer) {
		return this.document.at(pointer).propertyNames().stream().map((name) -> pointer + "/" + escaped(name)).toList();
	}

	private String resolved(String pointer) {
		return this.document.at(pointer).path("$ref").asString("#" + pointer).substring(1);
	}

	private static String escaped(String name) {
		return name.replace("~", "~0").replace("/", "~1");
	}

}
