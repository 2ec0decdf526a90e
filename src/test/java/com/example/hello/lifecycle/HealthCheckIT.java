package com.example.hello.lifecycle;

import java.time.Duration;
import java.util.Map;

import com.example.hello.HelloService;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class HealthCheckIT {

	@Test
	void isHealthyUntilReadinessGoesDown() {
		HelloService service = HelloService.start(Map.of("LIFECYCLE_DRAINPERIOD", "8s"));
		String port = String.valueOf(service.port(0));
		assertThat(check(port)).isZero();
		service.terminate();
		await().atMost(Duration.ofSeconds(5)).until(() -> service.get("/readyz").statusCode() == 503);
		assertThat(check(port)).isOne();
		service.close();
		assertThat(check(port)).isOne();
	}

	private static int check(String port) {
		HelloService check = HelloService.run(HealthCheck.class, Map.of("SERVER_PORT", port));
		assertThat(check.output()).isEmpty();
		return check.waitFor();
	}

}
