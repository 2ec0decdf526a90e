package com.example.hello;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * What the service itself does not have: handlers that are slow, that fail and that read
 * a body.
 */
@TestConfiguration(proxyBeanMethods = false)
class TestHandlers {

	public static void main(String[] args) {
		SpringApplication.from(HelloApplication::main)
			.with(TestHandlers.class, Handlers.class, Queries.class)
			.run("--spring.graphql.schema.additional-files=classpath:test.graphqls");
	}

	@Bean
	Filter failingFilter() {
		return (request, response, chain) -> {
			HttpServletRequest http = (HttpServletRequest) request;
			if (http.getRequestURI().equals("/fails-in-a-filter") || http.getHeader("X-Fails-In-A-Filter") != null) {
				throw new IllegalStateException("secret of the filter");
			}
			chain.doFilter(request, response);
		};
	}

	@RestController
	@TestConfiguration(proxyBeanMethods = false)
	static class Handlers {

		private final AtomicInteger begun = new AtomicInteger();

		private final RestClient client;

		Handlers(ObservationRegistry observations) {
			this.client = RestClient.builder().observationRegistry(observations).build();
		}

		@GetMapping("/begun")
		int begun() {
			return this.begun.get();
		}

		@GetMapping("/slow")
		Map<String, String> slow() throws InterruptedException {
			this.begun.incrementAndGet();
			new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
			return Map.of("slow", "done");
		}

		/** Calls another service, and tells which of the given headers that one got. */
		@GetMapping("/calls")
		String calls(@RequestParam String url) {
			return String.valueOf(this.client.get().uri(url).retrieve().body(String.class));
		}

		@GetMapping("/headers")
		Map<String, String> headers(@RequestHeader Map<String, String> headers) {
			return headers;
		}

		@GetMapping("/starts-a-thread-that-dies")
		void startsAThreadThatDies() {
			new Thread(() -> {
				throw new IllegalStateException("died");
			}).start();
		}

		@GetMapping("/fails")
		String fails() {
			throw new IllegalStateException("secret of the handler",
					new IllegalArgumentException("secret of the cause"));
		}

		@PostMapping(path = "/reads-json", consumes = MediaType.APPLICATION_JSON_VALUE)
		Map<String, Object> readsJson(@RequestBody Map<String, Object> body) {
			return body;
		}

	}

	@Controller
	@TestConfiguration(proxyBeanMethods = false)
	static class Queries {

		@QueryMapping
		String fails() {
			LoggerFactory.getLogger(Queries.class).info("A query fails");
			throw new IllegalStateException("secret of the query");
		}

		@QueryMapping
		String slow() throws InterruptedException {
			new CountDownLatch(1).await(3, TimeUnit.SECONDS);
			return "done";
		}

		@QueryMapping
		Map<String, Object> nested() {
			return Map.of();
		}

	}

}
