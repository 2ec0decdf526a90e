/**
 * Starting, draining and stopping.
 */
@NullMarked
package com.example.hello.lifecycle;

import org.jspecify.annotations.NullMarked;
