package com.example.hello;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the service itself does not have: handlers that are slow, that fail and that read
 * a body.
 */
@TestConfiguration(proxyBeanMethods = false)
class TestHandlers {

	public static void main(String[] args) {
		SpringApplication.from(HelloApplication::main).with(TestHandlers.class, Handlers.class).run(args);
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

}
