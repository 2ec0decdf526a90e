/**
 * The reference Spring Boot microservice.
 */
@NullMarked
package com.example.hello;

import org.jspecify.annotations.NullMarked;
