package com.example.hello.eureka;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.autoconfigure.RefreshAutoConfiguration;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.cloud.netflix.eureka.EurekaClientAutoConfiguration;
import org.springframework.cloud.netflix.eureka.EurekaDiscoveryClientConfiguration;
import org.springframework.cloud.netflix.eureka.config.DiscoveryClientOptionalArgsConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Execution(ExecutionMode.CONCURRENT)
class EurekaIT {

	/** The client repeats what failed every 30 s. */
	private static final Duration TWO_PERIODS = Duration.ofSeconds(70);

	@Test
	void isFoundByAClientUntilTheDrainBegins() throws Exception {
		String port = String.valueOf(ServiceProcess.freePort());
		String management = String.valueOf(ServiceProcess.freePort());
		try (EurekaServer server = new EurekaServer(ServiceProcess.freePort());
				ServiceProcess service = start(server.uri(),
						Map.of("SERVER_PORT", port, "MANAGEMENT_SERVER_PORT", management));
				ConfigurableApplicationContext client = client(server.uri())) {
			DiscoveryClient registry = client.getBean(DiscoveryClient.class);
			ServiceInstance found = await().atMost(Duration.ofSeconds(20))
				.until(() -> registry.getInstances("hello-service"), (instances) -> !instances.isEmpty())
				.get(0);
			assertThat(found.getPort()).hasToString(port);
			assertThat(found.getMetadata()).containsEntry("management.port", management)
				.containsEntry("version", "1.0.0");
			assertThat(server.instances()).singleElement()
				.satisfies((instance) -> assertThat(instance.get("healthCheckUrl").asString())
					.isEqualTo("http://%s:%s/actuator/health/readiness", found.getHost(), management));
			service.terminate();
			await().atMost(Duration.ofSeconds(5)).until(() -> registry.getInstances("hello-service").isEmpty());
			assertThat(service.get("/hello").statusCode()).as("still serves").isEqualTo(200);
			assertThat(service.waitFor()).isIn(0, 143);
			await().until(() -> server.instances().isEmpty());
			assertThat(service.log()).allMatch((line) -> line.get("log.level").asString().equals("INFO"));
		}
	}

	@Test
	void servesWithoutARegistryAndRegistersOnceThereIsOne() throws Exception {
		int port = ServiceProcess.freePort();
		try (ServiceProcess service = start(URI.create("http://localhost:%d/eureka/".formatted(port)), Map.of())) {
			await().atMost(Duration.ofSeconds(20)).until(() -> calls(service, "outcome=\"UNKNOWN\"") > 0);
			assertReady(service);
			try (EurekaServer server = new EurekaServer(port)) {
				await().atMost(TWO_PERIODS).until(() -> !server.instances().isEmpty());
				assertThat(server.instances().get(0).at("/port/$").asInt()).isEqualTo(service.port(0));
			}
			double failed = calls(service, "outcome=\"UNKNOWN\"");
			await().atMost(TWO_PERIODS).until(() -> calls(service, "outcome=\"UNKNOWN\"") > failed);
			assertReady(service);
			service.terminate();
			assertThat(service.waitFor()).isIn(0, 143);
			assertThat(service.log()).allMatch((line) -> line.get("log.level").asString().equals("INFO"));
		}
	}

	private static double calls(ServiceProcess service, String label) {
		return service.scrape()
			.entrySet()
			.stream()
			.filter((sample) -> sample.getKey().startsWith("http_client_requests_seconds_count")
					&& sample.getKey().contains(label))
			.mapToDouble(Map.Entry::getValue)
			.sum();
	}

	private static ServiceProcess start(URI registry, Map<String, String> environment) {
		Map<String, String> all = new HashMap<>(
				Map.of("EUREKA_CLIENT_ENABLED", "true", "EUREKA_URL", registry.toString(), "LIFECYCLE_DRAINPERIOD", "5s"));
		all.putAll(environment);
		return ServiceProcess.start(all);
	}

	private static void assertReady(ServiceProcess service) {
		for (String path : List.of("/readyz", "/livez", "/actuator/health", "/hello")) {
			assertThat(service.get(path).statusCode()).as(path).isEqualTo(200);
		}
	}

	private static ConfigurableApplicationContext client(URI registry) {
		return new SpringApplicationBuilder(Client.class).web(WebApplicationType.NONE)
			.properties("spring.config.name=none", "spring.main.banner-mode=off",
"eureka.client.jersey.enabled=false", "eureka.client.register-with-eureka=false",
					"eureka.client.registry-fetch-interval-seconds=1",
					"eureka.client.service-url.defaultZone=" + registry)
			.run();
	}

	@ImportAutoConfiguration({ UtilAutoConfiguration.class, RefreshAutoConfiguration.class,
			DiscoveryClientOptionalArgsConfiguration.class, EurekaClientAutoConfiguration.class,
			EurekaDiscoveryClientConfiguration.class })
	static class Client {

	}

}
