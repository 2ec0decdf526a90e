package com.example.hello.graphql;

import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The limits of a GraphQL document, each at least 1.
 *
 * @param maxLength UTF-16 code units
 * @param maxTokens names, punctuators and values
 * @param maxDepth nested fields
 * @param maxComplexity fields and fragment spreads; each spread counts its whole fragment
 * @param maxAliases aliased fields, counted the same way
 */
@ConfigurationProperties("graphql")
record QueryProperties(int maxLength, int maxTokens, int maxDepth, int maxComplexity, int maxAliases) {

	QueryProperties {
		Map.of("max-length", maxLength, "max-tokens", maxTokens, "max-depth", maxDepth, "max-complexity", maxComplexity,
				"max-aliases", maxAliases)
			.forEach((name, limit) -> {
				if (limit < 1) {
					throw new InvalidConfigurationPropertyValueException("graphql." + name, limit,
							"It must be at least 1.");
				}
			});
	}

}
