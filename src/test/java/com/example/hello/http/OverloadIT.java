package com.example.hello.http;

import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import com.example.hello.ServiceProcess;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class OverloadIT {

	private static final int LIMIT = 2;

	private static final ServiceProcess service = ServiceProcess.shared("overload",
			() -> ServiceProcess.startWithTestHandlers(Map.of("HTTP_CONCURRENTREQUESTS", String.valueOf(LIMIT))));

	@Test
	void refusesMoreRequestsThanItMayHandleAtOnceAndRecovers() throws Exception {
		CountDownLatch arrived = new CountDownLatch(LIMIT);
		CountDownLatch release = new CountDownLatch(1);
		HttpServer peer = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		peer.setExecutor(Executors.newCachedThreadPool());
		peer.createContext("/", (exchange) -> {
			arrived.countDown();
			await().forever().until(() -> release.getCount() == 0);
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		});
		peer.start();
		try {
			String calls = "/calls?url=http://localhost:" + peer.getAddress().getPort();
			List<CompletableFuture<HttpResponse<String>>> waiting = Stream.generate(() -> calls)
				.limit(LIMIT)
				.map((path) -> CompletableFuture.supplyAsync(() -> service.get(path), Executors.newCachedThreadPool()))
				.toList();
			arrived.await();
			double before = refused();
			List<String> requests = List.of("GET /hello HTTP/1.1\r\nHost: x\r\nX-Request-Id: my-id\r\n\r\n",
					"GET /hello HTTP/1.1\r\nx-request-id: my-id\r\nHost: x\r\nConnection: close\r\n\r\n",
					"POST /graphql HTTP/1.1\r\nHost: x\r\nX-Request-Id: my-id\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
					"GET /hello HTTP/1.1\r\nHost: x\r\nX-Request-Id: my-id\r\nContent-Length: 2\r\n\r\nGE");
			for (String request : requests) {
				assertThat(service.sendRaw(request)).as(request)
					.startsWith("HTTP/1.1 503 ")
					.containsOnlyOnce("HTTP/1.1")
					.contains("\r\nRetry-After: 1\r\n", "\r\nContent-Type: application/problem+json",
							"\r\nX-Content-Type-Options: nosniff\r\n", "\r\nContent-Security-Policy: ",
							"\r\nReferrer-Policy: no-referrer\r\n", "\r\nX-Request-Id: my-id\r\n", "\"status\":503",
							"\"detail\":\"The service has too many requests");
			}
			assertThat(service.sendRaw("GET /hello HTTP/1.1\r\nHost: x\r\nX-Request-Id: my id\r\n\r\n"))
				.containsPattern("\r\nX-Request-Id: [0-9a-f-]{36}\r\n");
			assertThat(service.sendRaw("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 200 ");
			assertThat(refused()).isEqualTo(before + requests.size() + 1);
			assertThat(waiting).noneMatch(CompletableFuture::isDone);
			release.countDown();
			assertThat(waiting).allMatch((response) -> response.join().statusCode() == 200);
			// The response arrives just before its permit is back.
			await().until(() -> service.get("/hello").statusCode() == 200);
		}
		finally {
			release.countDown();
			peer.stop(0);
		}
	}

	private static double refused() {
		return service.scrape()
			.entrySet()
			.stream()
			.filter((sample) -> sample.getKey().startsWith("http_server_requests_refused_total"))
			.mapToDouble(Map.Entry::getValue)
			.sum();
	}

}
