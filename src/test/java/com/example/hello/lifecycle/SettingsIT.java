package com.example.hello.lifecycle;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import com.example.hello.HelloService;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class SettingsIT {

	@ParameterizedTest
	@CsvSource({ "SERVER_PORT, abc, server.port", "SERVER_PORT, 70000, server.port", "SERVER_PORT, -1, server.port",
			"MANAGEMENT_SERVER_PORT, 65536, management.server.port",
			"SERVER_TOMCAT_MAXCONNECTIONS, -5, server.tomcat.max-connections",
			"GREETING_MAXNAMELENGTH, many, greeting.max-name-length",
			"LIFECYCLE_DRAINPERIOD, soon, lifecycle.drain-period", "LOGGING_LEVEL_ROOT, loud, logging.level.root" })
	void endsTheStartWithOneLineThatNamesTheWrongSetting(String variable, String value, String setting) {
		HelloService service = HelloService.startAndFail(Map.of(variable, value));
		assertThat(service.waitFor()).isEqualTo(1);
		assertThat(service.stderr()).isEmpty();
		assertOneComplaint(service).contains(setting, value);
	}

	@Test
	void saysThatItsPortIsTaken() {
		String port = String.valueOf(HelloService.shared().port(0));
		HelloService service = HelloService.startAndFail(Map.of("SERVER_PORT", port));
		assertThat(service.waitFor()).isEqualTo(1);
		assertOneComplaint(service).contains("Port " + port + " was already in use");
	}

	@Test
	void movesActuatorToAPortOfItsOwnAndKeepsTheProbes() {
		try (HelloService service = HelloService.start(Map.of("MANAGEMENT_SERVER_PORT", "0"))) {
			int management = service.awaitPort(1);
			assertThat(service.get("/livez").statusCode()).isEqualTo(200);
			assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
			assertThat(service.get("/actuator/prometheus").statusCode()).isEqualTo(404);
			assertThat(HelloService.send("GET", management, "/actuator/prometheus").statusCode()).isEqualTo(200);
			HttpResponse<String> unknown = HelloService.send("GET", management, "/nope", "Accept", "text/html");
			assertThat(unknown.statusCode()).isEqualTo(404);
			assertThat(unknown.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		}
	}

	private static AbstractStringAssert<?> assertOneComplaint(HelloService service) {
		List<JsonNode> complaints = service.log()
			.stream()
			.filter((line) -> !line.get("log.level").asString().equals("INFO"))
			.toList();
		assertThat(complaints).hasSize(1);
		assertThat(complaints.get(0).get("log.level").asString()).isEqualTo("ERROR");
		return assertThat(complaints.get(0).get("message").asString()).doesNotContain("\n");
	}

}
