/**
 * What is logged, measured and counted, and under which name.
 */
@NullMarked
package com.example.hello.observability;

import org.jspecify.annotations.NullMarked;
