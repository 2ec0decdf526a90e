package com.example.hello.rest;

import java.util.Locale;

import com.example.hello.greeting.Greeting;
import com.example.hello.greeting.GreetingService;
import com.example.hello.greeting.Transport;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class HelloController {

	private final GreetingService greetings;

	HelloController(GreetingService greetings) {
		this.greetings = greetings;
	}

	@GetMapping(path = "/hello", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Hello> hello(@RequestParam(required = false) @Nullable String name, Locale language) {
		Greeting greeting = this.greetings.greet(name, language, Transport.REST);
		return ResponseEntity.ok()
			.header(HttpHeaders.CONTENT_LANGUAGE, greeting.language().toLanguageTag())
			.header(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE)
			.body(new Hello(greeting.message()));
	}

	private record Hello(String message) {
	}

}
