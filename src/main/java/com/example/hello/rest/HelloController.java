package com.example.hello.rest;

import java.util.Locale;

import com.example.hello.greeting.Greeting;
import com.example.hello.greeting.GreetingService;
import com.example.hello.greeting.Transport;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class HelloController {

	private final GreetingService greetings;

	HelloController(GreetingService greetings) {
		this.greetings = greetings;
	}

	/**
	 * Greets in JSON. Returns the body alone: Spring MVC flushes a {@code ResponseEntity}
	 * before Tomcat knows its length, and then chunks cost a second write to the socket,
	 * a tenth of all processor time.
	 */
	@GetMapping(path = "/hello", produces = MediaType.APPLICATION_JSON_VALUE)
	Hello hello(@RequestParam(required = false) @Nullable String name, Locale language, HttpServletResponse response) {
		Greeting greeting = this.greetings.greet(name, language, Transport.REST);
		response.addHeader(HttpHeaders.CONTENT_LANGUAGE, greeting.language().toLanguageTag());
		response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
		return new Hello(greeting.message());
	}

	private record Hello(String message) {
	}

}
