package com.example.hello.graphql;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The limits of a GraphQL document.
 *
 * @param maxLength of its text, in UTF-16 code units
 * @param maxTokens its names, punctuators, and values
 * @param maxDepth fields within fields
 * @param maxComplexity fields, and fragments with all that is in them each time they are
 * spread
 * @param maxAliases fields under another name, counted in the same way
 */
@ConfigurationProperties("graphql")
record QueryProperties(int maxLength, int maxTokens, int maxDepth, int maxComplexity, int maxAliases) {
}
