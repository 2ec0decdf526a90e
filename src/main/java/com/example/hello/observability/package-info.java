/**
 * Logs, metrics and traces, and the names in them.
 */
@NullMarked
package com.example.hello.observability;

import org.jspecify.annotations.NullMarked;
