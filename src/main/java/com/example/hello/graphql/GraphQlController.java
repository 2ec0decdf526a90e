package com.example.hello.graphql;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.server.support.SerializableGraphQlRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * GraphQL over HTTP (the GraphQL Foundation's draft of that name). A resource like any
 * other, in place of Spring for GraphQL's own handler: that one overlooks a media type in
 * {@code Accept} that has a quality value or a charset, answers 415 where 406 is due, and
 * has no problem details.
 */
@RestController
class GraphQlController {

	private static final String GRAPHQL_RESPONSE = "application/graphql-response+json";

	private final WebGraphQlHandler handler;

	GraphQlController(ExecutionGraphQlService service) {
		this.handler = WebGraphQlHandler.builder(service).build();
	}

	@PostMapping(path = "/graphql", consumes = MediaType.APPLICATION_JSON_VALUE,
			produces = { MediaType.APPLICATION_JSON_VALUE, GRAPHQL_RESPONSE })
	CompletableFuture<ResponseEntity<Map<String, Object>>> execute(@RequestBody SerializableGraphQlRequest request,
			@RequestHeader HttpHeaders headers, Locale language) {
		MediaType type = preferred(headers.getAccept());
		return this.handler
			.handleRequest(new WebGraphQlRequest(URI.create("/graphql"), headers, new LinkedMultiValueMap<>(), null,
					Map.of(), request, UUID.randomUUID().toString(), language))
			.map((response) -> ResponseEntity.status(status(response, type))
				.contentType(new MediaType(type, StandardCharsets.UTF_8))
				.body(response.toMap()))
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

	private static HttpStatus status(WebGraphQlResponse response, MediaType type) {
		boolean executed = response.getExecutionResult().isDataPresent();
		return (executed || type.equals(MediaType.APPLICATION_JSON)) ? HttpStatus.OK : HttpStatus.BAD_REQUEST;
	}

}
