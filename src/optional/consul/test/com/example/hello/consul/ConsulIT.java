package com.example.hello.consul;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Execution(ExecutionMode.CONCURRENT)
class ConsulIT {

	private static final Duration TWO_PERIODS = Duration.ofSeconds(25);

	@Test
	void registersWithMetadataAndACheckAndLeavesBeforeTheDrain() throws Exception {
		try (ConsulAgent agent = new ConsulAgent(0);
				ServiceProcess service = start(agent.port(), Map.of("MANAGEMENT_SERVER_PORT", "0"))) {
			await().until(() -> !agent.services.isEmpty());
			JsonNode entry = agent.services.get("hello-service-pod-7-0");
			assertThat(entry.get("Name").asString()).isEqualTo("hello-service");
			assertThat(entry.get("Port").asInt()).isEqualTo(service.port(0));
			assertThat(entry.at("/Meta/version").asString()).isEqualTo("1.0.0");
			assertThat(entry.at("/Meta/management-port").asString()).isEqualTo("0");
			String check = entry.at("/Check/HTTP").asString();
			assertThat(check).isEqualTo("http://%s:%d/readyz", entry.get("Address").asString(), service.port(0));
			await().until(() -> service.get("/readyz").statusCode() == 200);
			service.terminate();
			await().atMost(Duration.ofSeconds(2)).until(agent.services::isEmpty);
			assertThat(service.get("/hello").statusCode()).as("still serves").isEqualTo(200);
			assertThat(service.waitFor()).isIn(0, 143);
			assertThat(agent.requests).last().isEqualTo("PUT /v1/agent/service/deregister/hello-service-pod-7-0 200");
			assertThat(service.log()).allMatch((line) -> line.get("log.level").asString().equals("INFO"));
		}
	}

	@Test
	void servesWithoutAnAgentAndRegistersOnceThereIsOne() throws Exception {
		int port = ServiceProcess.freePort();
		try (ServiceProcess service = start(port, Map.of())) {
			service.awaitLog((line) -> line.get("message").asString().startsWith("Consul agent, register"));
			assertReady(service);
			try (ConsulAgent agent = new ConsulAgent(port)) {
				await().atMost(TWO_PERIODS).until(() -> !agent.services.isEmpty());
				// As after a restart without its data.
				agent.services.clear();
				await().atMost(TWO_PERIODS).until(() -> !agent.services.isEmpty());
			}
			assertReady(service);
			service.terminate();
			assertThat(service.waitFor()).isIn(0, 143);
			assertThat(service.log().stream().filter((line) -> !line.get("log.level").asString().equals("INFO")))
				.as("one line when the agent is gone, and one because it was not told of the end")
				.hasSize(2)
				.allMatch((line) -> line.get("message").asString().startsWith("Consul agent, "))
				.allMatch((line) -> !line.has("error.stack_trace"));
		}
	}

	private static ServiceProcess start(int agentPort, Map<String, String> environment) {
		Map<String, String> all = new HashMap<>(
				Map.of("HOSTNAME", "pod-7", "LIFECYCLE_DRAINPERIOD", "3s", "SPRING_CLOUD_CONSUL_ENABLED", "true", "SPRING_CLOUD_CONSUL_PORT", "" + agentPort));
		all.putAll(environment);
		return ServiceProcess.start(all);
	}

	private static void assertReady(ServiceProcess service) {
		assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
		assertThat(service.get("/livez").statusCode()).isEqualTo(200);
		assertThat(service.get("/actuator/health").statusCode()).isEqualTo(200);
		assertThat(service.get("/hello").statusCode()).isEqualTo(200);
	}

}
