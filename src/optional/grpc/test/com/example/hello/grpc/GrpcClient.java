package com.example.hello.grpc;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.example.hello.ServiceProcess;
import hello.v1.HelloServiceGrpc;
import hello.v1.SayHelloRequest;
import hello.v1.SayHelloResponse;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A connection to a {@link ServiceProcess}. */
public final class GrpcClient implements AutoCloseable {

	private final ManagedChannel channel;

	private final AtomicReference<Metadata> headers = new AtomicReference<>();

	private final AtomicReference<Metadata> trailers = new AtomicReference<>();

	public GrpcClient(ServiceProcess service) {
		this(service, InsecureChannelCredentials.create());
	}

	GrpcClient(ServiceProcess service, ChannelCredentials credentials) {
		String started = service
			.awaitLog((line) -> line.get("message").asString().startsWith("gRPC Server started, listening"))
			.get("message")
			.asString();
		int port = Integer.parseInt(started.substring(started.lastIndexOf(' ') + 1));
		this.channel = Grpc.newChannelBuilderForAddress("localhost", port, credentials).build();
	}

	ManagedChannel channel() {
		return this.channel;
	}

	/** Greets, with metadata in pairs of name and value. */
	public SayHelloResponse sayHello(String name, String language, String... metadata) {
		return HelloServiceGrpc.newBlockingStub(this.channel)
			.withInterceptors(send(metadata), MetadataUtils.newCaptureMetadataInterceptor(this.headers, this.trailers))
			.withDeadlineAfter(30, TimeUnit.SECONDS)
			.sayHello(SayHelloRequest.newBuilder().setName(name).setLanguage(language).build());
	}

	/** Greets in vain. */
	public StatusRuntimeException refusal(String name, String... metadata) {
		return catchThrowableOfType(StatusRuntimeException.class, () -> sayHello(name, "", metadata));
	}

	/** The health of a service, or of all. */
	public ServingStatus health(String service) {
		return HealthGrpc.newBlockingStub(this.channel)
			.withDeadlineAfter(30, TimeUnit.SECONDS)
			.check(HealthCheckRequest.newBuilder().setService(service).build())
			.getStatus();
	}

	/** The request id of the last response. */
	String requestId() {
		Metadata.Key<String> key = Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
		Metadata sent = this.headers.get();
		return (sent != null && sent.containsKey(key)) ? sent.get(key) : this.trailers.get().get(key);
	}

	private static ClientInterceptor send(String... metadata) {
		Metadata sent = new Metadata();
		for (int i = 0; i < metadata.length; i += 2) {
			sent.put(Metadata.Key.of(metadata[i], Metadata.ASCII_STRING_MARSHALLER), metadata[i + 1]);
		}
		return MetadataUtils.newAttachHeadersInterceptor(sent);
	}

	@Override
	public void close() {
		this.channel.shutdownNow();
	}

}
