package com.example.hello.graphql;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import graphql.ErrorType;
import graphql.GraphqlErrorBuilder;
import graphql.execution.AbortExecutionException;
import graphql.execution.instrumentation.InstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
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

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * Refuses a document that asks for too much: while it is parsed (length, tokens), then
 * before it is validated (depth, aliases, complexity), because validating and even
 * measuring a hostile document can take longer than any answer: fragments that spread
 * each other double the work with every one of them. Counting therefore stops at the
 * limit.
 */
@Component
@EnableConfigurationProperties(QueryProperties.class)
class QueryLimits extends SimplePerformantInstrumentation {

	private final QueryProperties limits;

	QueryLimits(QueryProperties limits) {
		this.limits = limits;
		ParserOptions.setDefaultOperationParserOptions(ParserOptions.newParserOptions()
			.maxCharacters(limits.maxLength())
			.maxTokens(limits.maxTokens())
			.maxWhitespaceTokens(limits.maxLength())
			.captureIgnoredChars(false)
			.captureLineComments(false)
			.build());
	}

	@Override
	public @Nullable InstrumentationContext<List<ValidationError>> beginValidation(
			InstrumentationValidationParameters parameters, InstrumentationState state) {
		Document document = parameters.getDocument();
		Count count = new Count(document.getDefinitionsOfType(FragmentDefinition.class)
			.stream()
			.collect(Collectors.toMap(FragmentDefinition::getName, Function.identity(), (first, second) -> first)));
		for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
			count.add(operation.getSelectionSet(), 1);
		}
		return null;
	}

	private final class Count {

		private final Map<String, FragmentDefinition> fragments;

		private int complexity;

		private int aliases;

		Count(Map<String, FragmentDefinition> fragments) {
			this.fragments = fragments;
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
				Object selecting = (selection instanceof FragmentSpread spread) ? this.fragments.get(spread.getName())
						: selection;
				if (selecting instanceof SelectionSetContainer<?> container) {
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
