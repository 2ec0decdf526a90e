/**
 * The greeting over GraphQL, and the limits of a query.
 */
@NullMarked
package com.example.hello.graphql;

import org.jspecify.annotations.NullMarked;
