package com.example.hello.graphql;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.support.SerializableGraphQlRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * GraphQL over HTTP (the GraphQL Foundation's draft). Replaces Spring for GraphQL's own
 * handler, which ignores a media type in {@code Accept} with a quality value or a
 * charset, returns 415 instead of 406, and has no problem details.
 */
@RestController
class GraphQlController {

	private static final String GRAPHQL_RESPONSE = "application/graphql-response+json";

	private final WebGraphQlHandler handler;

	private final JsonMapper json;

	GraphQlController(ExecutionGraphQlService service, JsonMapper json) {
		this.json = json;
		this.handler = WebGraphQlHandler.builder(service).build();
	}

	@PostMapping(path = "/graphql", consumes = MediaType.APPLICATION_JSON_VALUE,
			produces = { MediaType.APPLICATION_JSON_VALUE, GRAPHQL_RESPONSE })
	CompletableFuture<ResponseEntity<byte[]>> execute(@RequestBody SerializableGraphQlRequest request,
			@RequestHeader HttpHeaders headers, Locale language) {
		MediaType type = preferred(headers.getAccept());
		return this.handler
			.handleRequest(new WebGraphQlRequest(URI.create("/graphql"), headers, new LinkedMultiValueMap<>(), null,
					Map.of(), request, UUID.randomUUID().toString(), language))
			.map((response) -> ResponseEntity
				.status((type.equals(MediaType.APPLICATION_JSON) || response.getExecutionResult().isDataPresent()) ? 200
						: 400)
				.contentType(new MediaType(type, StandardCharsets.UTF_8))
				// Bytes, so the response has a Content-Length.
				.body(this.json.writeValueAsBytes(response.toMap())))
			.toFuture();
	}

	private static MediaType preferred(List<MediaType> accepted) {
		MimeTypeUtils.sortBySpecificity(accepted);
		return accepted.stream()
			.flatMap((range) -> List.of(MediaType.APPLICATION_JSON, MediaType.valueOf(GRAPHQL_RESPONSE))
				.stream()
				.filter(range::includes))
			.findFirst()
			.orElse(MediaType.APPLICATION_JSON);
	}

}
