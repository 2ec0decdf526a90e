package com.example.hello.grpc;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.example.hello.ServiceProcess;
import hello.v1.HelloServiceGrpc;
import hello.v1.SayHelloRequest;
import hello.v1.SayHelloResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Execution(ExecutionMode.CONCURRENT)
class GrpcShutdownIT {

	@Test
	void turnsHealthOffKeepsServingAndFinishesTheCallsInFlight() {
		ServiceProcess service = ServiceProcess.start(Map.of("LIFECYCLE_DRAINPERIOD", "3s"));
		try (GrpcClient client = new GrpcClient(service)) {
			Iterator<HealthCheckResponse> health = HealthGrpc.newBlockingStub(client.channel())
				.watch(HealthCheckRequest.newBuilder().setService(HelloServiceGrpc.SERVICE_NAME).build());
			assertThat(health.next().getStatus()).isEqualTo(ServingStatus.SERVING);
			service.terminate();
			assertThat(health.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
			assertThat(client.health("")).isEqualTo(ServingStatus.NOT_SERVING);
			assertThat(client.sayHello("Ada", "").getMessage()).isEqualTo("Hello, Ada!");
			CompletableFuture<Status> ended = new CompletableFuture<>();
			ClientCall<SayHelloRequest, SayHelloResponse> call = begin(client, ended);
			// The server no longer accepts calls, but has not finished this one.
			await().atMost(Duration.ofSeconds(20))
				.pollInterval(Duration.ofMillis(50))
				.until(() -> client.refusal("Ada") != null);
			assertThat(ended).isNotDone();
			call.halfClose();
			assertThat(ended.join()).isEqualTo(Status.OK);
			assertThat(service.waitFor()).isIn(0, 143);
		}
	}

	/** Sends a message, but not the end of the request. */
	private static ClientCall<SayHelloRequest, SayHelloResponse> begin(GrpcClient client,
			CompletableFuture<Status> ended) {
		ClientCall<SayHelloRequest, SayHelloResponse> call = client.channel()
			.newCall(HelloServiceGrpc.getSayHelloMethod(), CallOptions.DEFAULT);
		call.start(new ClientCall.Listener<>() {

			@Override
			public void onClose(Status status, Metadata trailers) {
				ended.complete(status);
			}

		}, new Metadata());
		call.request(2);
		call.sendMessage(SayHelloRequest.getDefaultInstance());
		return call;
	}

}
