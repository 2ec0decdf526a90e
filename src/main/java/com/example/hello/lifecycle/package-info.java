/**
 * How the service starts, refuses to start, and stops.
 */
@NullMarked
package com.example.hello.lifecycle;

import org.jspecify.annotations.NullMarked;
