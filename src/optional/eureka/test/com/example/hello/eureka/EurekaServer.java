package com.example.hello.eureka;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.netflix.eureka.server.EnableEurekaServer;

import static org.awaitility.Awaitility.await;

/**
 * Spring Cloud's Eureka server, in a process of its own whose class path is the test's
 * without the service.
 */
final class EurekaServer implements AutoCloseable {

	private static final HttpClient client = HttpClient.newHttpClient();

	private final Process process;

	private final URI uri;

	EurekaServer(int port) throws IOException {
		this.uri = URI.create("http://localhost:" + port);
		String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.matches(".*(hello-service.*jar|target.classes|security|graphql|opentelemetry|consul).*"))
			.collect(Collectors.joining(File.pathSeparator));
		this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath, Application.class.getName(),
				"--server.port=" + port, "--eureka.client.register-with-eureka=false",
				"--eureka.client.fetch-registry=false", "--eureka.server.response-cache-update-interval-ms=100")
			.redirectErrorStream(true)
			.redirectOutput(new File("target/eureka-server-" + port + ".log"))
			.start();
		await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> get("apps").statusCode() == 200);
	}

	URI uri() {
		return this.uri.resolve("/eureka/");
	}

	/** All instances of the service, whatever their status. */
	List<JsonNode> instances() throws IOException, InterruptedException {
		HttpResponse<String> response = get("apps/HELLO-SERVICE");
		return (response.statusCode() == 404) ? List.of()
				: new JsonMapper().readTree(response.body()).at("/application/instance").valueStream().toList();
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return client.send(HttpRequest.newBuilder(uri().resolve(path)).header("Accept", "application/json").build(),
				HttpResponse.BodyHandlers.ofString());
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit().join();
	}

	@EnableEurekaServer
	@SpringBootApplication(proxyBeanMethods = false)
	static class Application {

		public static void main(String[] args) {
			SpringApplication.run(Application.class, args);
		}

	}

}
