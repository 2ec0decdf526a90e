/**
 * Who may call what, and the headers that keep an answer from being misused.
 */
@NullMarked
package com.example.hello.security;

import org.jspecify.annotations.NullMarked;
