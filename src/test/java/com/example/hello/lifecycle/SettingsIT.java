package com.example.hello.lifecycle;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.example.hello.ServiceProcess;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@Execution(ExecutionMode.CONCURRENT)
class SettingsIT {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			SERVER_PORT                 | 70000               | [SERVER_PORT]
			SERVER_SSL_BUNDLE           | nope                | [SERVER_SSL_BUNDLE]
			GREETING_MAXNAMELENGTH      | 0                   | greeting.max-name-length
			GRAPHQL_MAXDEPTH            | -1                  | graphql.max-depth
			HTTP_INSTANCEHEADER         | X Instance          | http.instance-header
			HTTP_CORSORIGINS            | app.example         | http.cors-origins
			HTTP_CONNECTIONSPERADDRESS  | -1                  | http.connections-per-address
			HTTP_MINIMUMRATE            | -1KB                | http.minimum-rate
			HTTP_CONCURRENTREQUESTS     | -1                  | http.concurrent-requests
			LIFECYCLE_DRAINPERIOD       | -1s                 | lifecycle.drain-period
			LOGGING_LEVEL_ROOT          | loud                | logging.level.root
			OTEL_EXPORTER_OTLP_ENDPOINT | collector:4318      | [OTEL_EXPORTER_OTLP_ENDPOINT]
			OTEL_EXPORTER_OTLP_PROTOCOL | grpc                | [OTEL_EXPORTER_OTLP_PROTOCOL]
			OTEL_EXPORTER_OTLP_HEADERS  | a=%zz               | OTEL_EXPORTER_OTLP_HEADERS
			SPRING_APPLICATION_JSON     | {bad                | SPRING_APPLICATION_JSON
			SPRING_CONFIG_LOCATION      | file:/nope.yaml     | file:/nope.yaml
			SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUERURI | ''           | resourceserver.jwt.issuer-uri
			SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_AUDIENCES | hello        | resourceserver.jwt.issuer-uri
			JAVA_TOOL_OPTIONS           | -Djava.io.tmpdir=/x | java.io.tmpdir
			""")
	void endsTheStartWithOneLineThatNamesTheWrongSetting(String variable, String value, String setting) {
		Map<String, String> environment = new HashMap<>(Map.of("SPRING_DATASOURCE_PASSWORD", "unrelated secret"));
		environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317");
		environment.put(variable, value);
		ServiceProcess service = ServiceProcess.startAndFail(environment);
		assertThat(service.waitFor()).isEqualTo(1);
		assertThat(service.stderr())
			.allMatch((line) -> line.matches("Picked up JAVA_TOOL_OPTIONS.*|WARNING: java.io.tmpdir .*"));
		assertOneComplaint(service).contains(setting).doesNotContain("unrelated secret");
	}

	@Test
	void leavesSpringsAndTomcatsSettingsToThem() {
		try (ServiceProcess service = ServiceProcess
			.start(Map.of("SERVER_TOMCAT_CONNECTIONTIMEOUT", "-1", "SERVER_TOMCAT_KEEPALIVETIMEOUT", "-1",
					"SPRING_JACKSON_FACTORY_CONSTRAINTS_READ_MAXDOCUMENTLENGTH", "-1"))) {
			assertThat(service.get("/hello").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void reportsThatItsPortIsTaken() {
		String port = String.valueOf(ServiceProcess.shared().port(0));
		ServiceProcess service = ServiceProcess.startAndFail(Map.of("SERVER_PORT", port));
		assertThat(service.waitFor()).isEqualTo(1);
		assertOneComplaint(service).contains("Port " + port + " was already in use");
	}

	@Test
	void movesActuatorToAPortOfItsOwnAndKeepsTheProbes() {
		ServiceProcess service = ServiceProcess.sharedWithManagementPort();
		int management = service.awaitPort(1);
		assertThat(service.get("/livez").statusCode()).isEqualTo(200);
		assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
		assertThat(service.get("/actuator/prometheus").statusCode()).isEqualTo(404);
		assertThat(ServiceProcess.send("GET", management, "/actuator/prometheus").statusCode()).isEqualTo(200);
		HttpResponse<String> unknown = ServiceProcess.send("GET", management, "/nope", "Accept", "text/html");
		assertThat(unknown.statusCode()).isEqualTo(404);
		assertThat(unknown.headers().firstValue("Content-Type")).hasValue("application/problem+json");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void warnsThatItDoesNotUseItsAotCache() {
		try (ServiceProcess service = ServiceProcess
			.start(Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=off -XX:AOTCache=hello.aot"))) {
			service.awaitLog((line) -> line.get("message").asString().contains("does not use its AOT cache"));
		}
	}

	private static AbstractStringAssert<?> assertOneComplaint(ServiceProcess service) {
		List<JsonNode> complaints = service.log()
			.stream()
			.filter((line) -> !line.get("log.level").asString().equals("INFO"))
			.toList();
		assertThat(complaints).hasSize(1);
		assertThat(complaints.get(0).get("log.level").asString()).isEqualTo("ERROR");
		return assertThat(complaints.get(0).get("message").asString());
	}

}
