package com.example.hello.graphql;

import java.util.List;
import java.util.Map;

import graphql.ErrorType;
import graphql.ExecutionResult;
import graphql.GraphqlErrorBuilder;
import graphql.execution.AbortExecutionException;
import graphql.execution.instrumentation.InstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationExecutionParameters;
import graphql.execution.instrumentation.parameters.InstrumentationValidationParameters;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.SelectionSetContainer;
import graphql.parser.ParserOptions;
import graphql.validation.ValidationError;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Refuses documents that ask for too much. The parser checks length and tokens. Depth,
 * aliases and complexity are checked before validation, and counting stops at the limit:
 * fragments that spread each other double the work with every level, so validating or
 * even fully measuring a hostile document could take forever.
 */
@Component
class QueryLimits extends SimplePerformantInstrumentation {

	private final QueryProperties limits;

	QueryLimits(QueryProperties limits) {
		this.limits = limits;
		ParserOptions.setDefaultOperationParserOptions(ParserOptions.getDefaultOperationParserOptions()
			.transform((options) -> options.maxCharacters(limits.maxLength())
				.maxTokens(limits.maxTokens())
				.maxWhitespaceTokens(limits.maxLength())));
	}

	/** Clients with automatic persisted queries then send the whole document. */
	@Override
	public @Nullable InstrumentationContext<ExecutionResult> beginExecution(
			InstrumentationExecutionParameters parameters, InstrumentationState state) {
		if ("PersistedQueryMarker".equals(parameters.getQuery())) {
			throw new AbortExecutionException(List.of(GraphqlErrorBuilder.newError()
				.message("PersistedQueryNotSupported")
				.extensions(Map.of("code", "PERSISTED_QUERY_NOT_SUPPORTED"))
				.build()));
		}
		return null;
	}

	@Override
	public @Nullable InstrumentationContext<List<ValidationError>> beginValidation(
			InstrumentationValidationParameters parameters, InstrumentationState state) {
		Count count = new Count(parameters.getDocument());
		count.document.getDefinitionsOfType(OperationDefinition.class)
			.forEach((operation) -> count.add(operation.getSelectionSet(), 1));
		return null;
	}

	private final class Count {

		private final Document document;

		private int complexity;

		private int aliases;

		Count(Document document) {
			this.document = document;
		}

		void add(@Nullable SelectionSet selected, int depth) {
			if (selected == null) {
				return;
			}
			check("depth", depth, QueryLimits.this.limits.maxDepth());
			for (Selection<?> selection : selected.getSelections()) {
				check("complexity", ++this.complexity, QueryLimits.this.limits.maxComplexity());
				if (selection instanceof Field field && field.getAlias() != null) {
					check("number of aliases", ++this.aliases, QueryLimits.this.limits.maxAliases());
				}
				if (selection instanceof FragmentSpread spread) {
					this.document.getDefinitionsOfType(FragmentDefinition.class)
						.stream()
						.filter((fragment) -> fragment.getName().equals(spread.getName()))
						.findFirst()
						.ifPresent((fragment) -> add(fragment.getSelectionSet(), depth));
				}
				else if (selection instanceof SelectionSetContainer<?> container) {
					add(container.getSelectionSet(), depth + ((selection instanceof Field) ? 1 : 0));
				}
			}
		}

		private void check(String what, int value, int limit) {
			if (value > limit) {
				throw new AbortExecutionException(List.of(GraphqlErrorBuilder.newError()
					.errorType(ErrorType.ValidationError)
					.message("The %s of the query is over %d. Ask for less at a time.", what, limit)
					.build()));
			}
		}

	}

}
