package com.example.hello.graphql;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import graphql.ExecutionInput;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.execution.preparsed.PreparsedDocumentProvider;

/**
 * Keeps documents that are valid and within the limits. Without it a request allocates
 * 2.5 times as much, to parse and validate what clients repeat (bench/allocation).
 */
class DocumentCache implements PreparsedDocumentProvider {

	private static final int MOST = 100;

	/** In UTF-16 code units. A parsed document takes up to 200 bytes for each. */
	private static final int LONGEST = 500;

	private final Map<String, PreparsedDocumentEntry> documents = Collections
		.synchronizedMap(new LinkedHashMap<>(MOST, 0.75f, true) {

			@Override
			protected boolean removeEldestEntry(Map.Entry<String, PreparsedDocumentEntry> eldest) {
				return size() > MOST;
			}

		});

	@Override
	public CompletableFuture<PreparsedDocumentEntry> getDocumentAsync(ExecutionInput input,
			Function<ExecutionInput, PreparsedDocumentEntry> parser) {
		PreparsedDocumentEntry document = this.documents.get(input.getQuery());
		if (document == null) {
			document = parser.apply(input);
			if (!document.hasErrors() && input.getQuery().length() <= LONGEST) {
				this.documents.put(input.getQuery(), document);
			}
		}
		return CompletableFuture.completedFuture(document);
	}

}
