package com.example.hello.rest;

import com.example.hello.greeting.GreetingService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/** The REST slice alone; over HTTP it is met in {@link HelloIT} and {@link ProblemIT}. */
@WebMvcTest(HelloController.class)
@Import({ GreetingService.class, AcceptLanguageResolver.class, SimpleMeterRegistry.class })
class HelloControllerTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void greetsTheWorldUnlessItIsGivenAName() {
		assertThat(this.mvc.get().uri("/hello")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{"message":"Hello, World!"}""");
		assertThat(this.mvc.get().uri("/hello?name={name}", "Ada")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{"message":"Hello, Ada!"}""");
	}

	@Test
	void answersABadNameWithAProblem() {
		assertThat(this.mvc.get().uri("/hello?name={name}", "\u0007")).hasStatus(400)
			.hasContentType("application/problem+json");
	}

}
