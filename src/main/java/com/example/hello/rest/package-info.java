/**
 * The greeting as an HTTP resource.
 */
@NullMarked
package com.example.hello.rest;

import org.jspecify.annotations.NullMarked;
