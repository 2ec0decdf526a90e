/**
 * The greeting as a resource over HTTP, and what turns every error into a problem detail
 * (RFC 9457).
 */
@NullMarked
package com.example.hello.rest;

import org.jspecify.annotations.NullMarked;
