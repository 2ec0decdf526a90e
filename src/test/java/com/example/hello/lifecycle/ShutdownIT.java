package com.example.hello.lifecycle;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import com.example.hello.HelloService;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ShutdownIT {

	@Test
	void finishesTheRequestsUnderWay() {
		HelloService service = HelloService.startWithTestHandlers(Map.of("LIFECYCLE_DRAINPERIOD", "0s"));
		int requests = 50;
		ExecutorService callers = Executors.newFixedThreadPool(requests);
		List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, requests)
			.mapToObj((i) -> CompletableFuture.supplyAsync(() -> service.get("/slow"), callers))
			.toList();
		await().atMost(Duration.ofSeconds(10))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> service.get("/begun").body().equals(String.valueOf(requests)));
		assertThat(answers).anyMatch((answer) -> !answer.isDone());
		service.terminate();
		assertThat(answers).allSatisfy((answer) -> assertThat(answer.join().statusCode()).isEqualTo(200));
		callers.shutdown();
		assertThat(service.waitFor()).isIn(0, 143);
		assertThat(service.log().stream().filter((line) -> line.path("url.path").asString("").equals("/slow")))
			.hasSize(requests)
			.allMatch((line) -> line.get("http.response.status_code").asInt() == 200);
	}

	@Test
	void takesReadinessDownFirstAndGoesOnAnswering() {
		HelloService service = HelloService.start(Map.of());
		assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
		service.terminate();
		await().atMost(Duration.ofSeconds(2))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> service.get("/readyz").statusCode() == 503);
		assertThat(service.get("/livez").statusCode()).isEqualTo(200);
		assertThat(service.get("/hello").statusCode()).isEqualTo(200);
		assertThat(service.waitFor()).isIn(0, 143);
		assertThat(service.output()).last().asString().contains("Graceful shutdown complete");
	}

}
