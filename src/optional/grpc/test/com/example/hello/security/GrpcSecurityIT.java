package com.example.hello.security;

import java.util.Map;

import com.example.hello.ServiceProcess;
import com.example.hello.grpc.GrpcClient;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/** In this package for the issuer. */
@Execution(ExecutionMode.CONCURRENT)
class GrpcSecurityIT {

	@Test
	void wantsATokenWithTheScopeForGreetingsAndNoneForHealth() {
		try (AuthorizationServer issuer = new AuthorizationServer(ServiceProcess.freePort()).start();
				ServiceProcess service = ServiceProcess
					.start(Map.of("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUERURI", issuer.issuer()));
				GrpcClient client = new GrpcClient(service)) {
			assertThat(client.sayHello("Ada", "", bearer(issuer.token("hello:read"))).getMessage())
				.isEqualTo("Hello, Ada!");
			assertThat(client.health("")).isEqualTo(ServingStatus.SERVING);
			assertThat(client.refusal("Ada").getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
			assertThat(client.refusal("Ada", bearer("nonsense")).getStatus().getCode())
				.isEqualTo(Status.Code.UNAUTHENTICATED);
			assertThat(client.refusal("Ada", bearer(issuer.token("hello:admin"))).getStatus().getCode())
				.isEqualTo(Status.Code.PERMISSION_DENIED);
			assertThat(service.log()).allMatch((line) -> line.get("log.level").asString().equals("INFO"));
		}
	}

	@Test
	void saysThatTheIssuerDoesNotRespond() {
		try (ServiceProcess service = ServiceProcess.start(Map.of("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUERURI",
				"http://localhost:" + ServiceProcess.freePort())); GrpcClient client = new GrpcClient(service)) {
			Status refusal = client.refusal("Ada", bearer("eyJhbGciOiJSUzI1NiJ9.e30.c2ln")).getStatus();
			assertThat(refusal.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
			assertThat(refusal.getDescription()).contains("the issuer does not respond");
		}
	}

	private static String[] bearer(String token) {
		return new String[] { "authorization", "Bearer " + token };
	}

}
