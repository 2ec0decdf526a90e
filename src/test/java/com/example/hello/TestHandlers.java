package com.example.hello;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.example.hello.graphql.TestQueries;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Handlers that the service itself does not have: slow ones, failing ones, ones that read
 * a body or stream.
 */
@TestConfiguration(proxyBeanMethods = false)
class TestHandlers {

	public static void main(String[] args) {
		SpringApplication.from(HelloApplication::main)
			.with(TestHandlers.class, Handlers.class)
			.with(TestQueries.class)
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

		private final Semaphore next = new Semaphore(0);

		private final Semaphore pool = new Semaphore(50);

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

		/** Calls another service, and returns its response. */
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

		/** Sends the first event, and the second once {@code /stream/next} is called. */
		@GetMapping("/stream/events")
		SseEmitter events() throws IOException {
			SseEmitter events = new SseEmitter();
			events.send(Map.of("part", 1));
			new Thread(() -> {
				try {
					this.next.acquire();
					events.send(Map.of("part", 2));
					events.complete();
				}
				catch (Exception ex) {
					events.completeWithError(ex);
				}
			}).start();
			return events;
		}

		/** The same in chunks, from the request's own thread. */
		@GetMapping("/stream/chunks")
		void chunks(HttpServletResponse response) throws Exception {
			response.getOutputStream().print("part 1\n");
			response.flushBuffer();
			this.next.acquire();
			response.getOutputStream().print("part 2\n");
		}

		@GetMapping("/stream/next")
		void next() {
			this.next.release();
		}

		/**
		 * Waits for one of 50 connections to a peer that takes 100 ms (bench/overload).
		 */
		@GetMapping("/pooled")
		String pooled() throws InterruptedException {
			this.pool.acquire();
			try {
				Thread.sleep(100);
				return "done";
			}
			finally {
				this.pool.release();
			}
		}

		/** More than the buffers between the service and its client hold. */
		@GetMapping("/large")
		void large(HttpServletResponse response) throws IOException {
			for (int i = 0; i < 1024; i++) {
				response.getOutputStream().write(new byte[65536]);
			}
		}

		@PostMapping(path = "/reads-json", consumes = MediaType.APPLICATION_JSON_VALUE)
		Map<String, Object> readsJson(@RequestBody Map<String, Object> body) {
			return body;
		}

	}

}
