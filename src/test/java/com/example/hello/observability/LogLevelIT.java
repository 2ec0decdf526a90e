package com.example.hello.observability;

import java.util.Map;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LogLevelIT {

	@Test
	void setsTheLevelOfAPackageInARunningServiceAndTakesItBack() {
		try (ServiceProcess service = ServiceProcess.start(Map.of())) {
			set(service, "org.springframework.web.servlet", "debug");
			service.get("/hello");
			service.awaitLog((line) -> line.get("log.level").asString().equals("DEBUG"));
			set(service, "org.springframework.web.servlet");
			long before = debugLines(service);
			service.awaitAccessLog(service.get("/hello").headers().firstValue("X-Request-Id").orElseThrow());
			assertThat(debugLines(service)).isEqualTo(before);
		}
	}

	@Test
	void isNotToBeHadOverHttp() {
		ServiceProcess service = ServiceProcess.shared();
		assertThat(service.get("/actuator/loggers").statusCode()).isEqualTo(404);
		assertThat(service.post("/actuator/loggers/ROOT", "{\"configuredLevel\":\"TRACE\"}").statusCode())
			.isEqualTo(404);
	}

	@Test
	void failsForALevelThatDoesNotExist() {
		ServiceProcess program = ServiceProcess.run("LogLevel", Map.of(), ServiceProcess.shared().processId(), "ROOT",
				"loud");
		assertThat(program.waitFor()).isEqualTo(1);
		assertThat(program.stderr()).anyMatch((line) -> line.contains("loud"));
	}

	private static void set(ServiceProcess service, String... packageAndLevel) {
		String[] arguments = new String[packageAndLevel.length + 1];
		arguments[0] = service.processId();
		System.arraycopy(packageAndLevel, 0, arguments, 1, packageAndLevel.length);
		ServiceProcess program = ServiceProcess.run("LogLevel", Map.of(), arguments);
		assertThat(program.waitFor()).as("%s", program.stderr()).isZero();
	}

	private static long debugLines(ServiceProcess service) {
		return service.log().stream().filter((line) -> line.get("log.level").asString().equals("DEBUG")).count();
	}

}
