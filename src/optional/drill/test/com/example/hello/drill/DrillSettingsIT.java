package com.example.hello.drill;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Execution(ExecutionMode.CONCURRENT)
class DrillSettingsIT {

	static final Map<String, String> ALLOWED = Map.of("DRILL_ENABLED", "true",
			"MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", "health,prometheus,drill");

	@ParameterizedTest
	@CsvSource({ "DRILL_LATENCY, -1s, drill.latency", "DRILL_MEMORYMEGABYTES, 999999999, drill.memory-megabytes" })
	void endsTheStartIfASettingIsWrong(String variable, String value, String setting) {
		ServiceProcess failed = ServiceProcess.startAndFail(Map.of(variable, value));
		assertThat(failed.waitFor()).isEqualTo(1);
		assertThat(failed.log()).last().matches((line) -> line.get("message").asString().contains(setting));
	}

	@Test
	void drillsBySettingsAloneWithoutTheEndpoint() {
		try (ServiceProcess drilled = ServiceProcess
			.start(Map.of("DRILL_ENABLED", "true", "DRILL_LATENCY", "300ms", "DRILL_REFUSEREADINESS", "true"))) {
			long start = System.nanoTime();
			assertThat(drilled.get("/hello").statusCode()).isEqualTo(200);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(300));
			assertThat(drilled.get("/readyz").statusCode()).isEqualTo(503);
			assertUnreachable(drilled.port(0));
			drilled.awaitLog((line) -> line.get("message").asString().startsWith("Fault drill started: "));
		}
	}

	@Test
	void isOffAndUnreachableUnlessEnabled() {
		try (ServiceProcess everything = ServiceProcess
			.start(Map.of("MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", "*", "MANAGEMENT_SERVER_PORT", "0",
					"MANAGEMENT_ENDPOINT_DRILL_ACCESS", "unrestricted", "DRILL_ERRORRATE", "1"))) {
			assertUnreachable(everything.port(0));
			assertUnreachable(everything.awaitPort(1));
			assertThat(everything.get("/hello").statusCode()).isEqualTo(200);
			assertThat(ServiceProcess.send("GET", everything.port(1), "/actuator/prometheus").body())
				.doesNotContain("drill_active");
		}
	}

	@Test
	void isUnreachableByDefaultAlsoOnActuatorsOwnPort() {
		assertUnreachable(ServiceProcess.shared().port(0));
		assertUnreachable(ServiceProcess.sharedWithManagementPort().port(0));
		assertUnreachable(ServiceProcess.sharedWithManagementPort().awaitPort(1));
	}

	private static void assertUnreachable(int port) {
		for (String method : List.of("GET", "DELETE", "POST")) {
			for (String path : List.of("/actuator/drill", "/actuator/drill/latency?value=1s")) {
				assertThat(ServiceProcess.send(method, port, path, "Content-Type", "application/json").statusCode())
					.as("%s %s", method, path)
					.isEqualTo(404);
			}
		}
	}

	@Test
	void endsTheProcessWithAnExitCode() {
		ServiceProcess crashing = ServiceProcess.start(ALLOWED);
		assertThatThrownBy(() -> crashing.post("/actuator/drill/exitCode", "{\"value\":42}"))
			.isInstanceOf(UncheckedIOException.class);
		assertThat(crashing.waitFor()).isEqualTo(42);
		assertThat(crashing.log()).last()
			.matches((line) -> line.get("message").asString().matches("Fault drill started: .*exitCode=42.*"));
	}

}
