package com.example.hello.messaging;

import java.util.Map;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The service without its broker. {@code .ci/messaging-check} has the tests with one: no
 * AMQP broker for the JVM runs on every supported JDK (Qpid Broker-J 9 ends with 23).
 */
class RabbitIT {

	private static ServiceProcess service;

	@BeforeAll
	static void start() {
		service = ServiceProcess
			.start(Map.of("SPRING_RABBITMQ_LISTENER_SIMPLE_AUTOSTARTUP", "true", "MANAGEMENT_HEALTH_RABBIT_ENABLED",
					"true", "SPRING_RABBITMQ_ADDRESSES", "no-such-host.invalid:5672"));
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	@Test
	void staysReadyAndServesHttpWhileTheBrokerIsDown() {
		for (String path : new String[] { "/hello", "/readyz", "/livez" }) {
			assertThat(service.get(path).statusCode()).as(path).isEqualTo(200);
		}
	}

	@Test
	void saysInHealthAndMetricsThatTheBrokerIsDown() {
		assertThat(service.get("/actuator/health/rabbitmq").body())
			.isEqualTo("{\"components\":{\"rabbit\":{\"status\":\"DOWN\"}},\"status\":\"DOWN\"}");
		assertThat(service.scrape()).anySatisfy((sample, value) -> {
			assertThat(sample).startsWith("rabbitmq_connections{");
			assertThat(value).isZero();
		});
	}

	@Test
	void triesAgainLessAndLessOften() {
		await().until(() -> service.log()
			.stream()
			.filter((line) -> line.get("log.level").asString().equals("WARN"))
			.count() >= 8);
		assertThat(service.log()).noneMatch((line) -> line.get("log.level").asString().equals("ERROR"));
	}

}
