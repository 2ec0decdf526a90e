package com.example.hello.grpc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.example.hello.ServiceProcess;
import com.example.hello.Tries;
import com.google.rpc.BadRequest;
import hello.v1.HelloServiceGrpc;
import hello.v1.SayHelloResponse;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class GrpcIT {

	private static ServiceProcess service;

	private static GrpcClient client;

	@BeforeAll
	static void start() {
		service = ServiceProcess.start(Map.of());
		client = new GrpcClient(service);
	}

	@AfterAll
	static void stop() {
		client.close();
		service.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Ada | de          | Hallo, Ada!   | de
			Ada | de-CH       | Hallo, Ada!   | de
			''  | ''          | Hello, World! | en
			Ada | xx, fr;q=.5 | Bonjour, Ada !| fr
			Ada | xx          | Hello, Ada!   | en
			Ada | ;;          | Hello, Ada!   | en
			""")
	void greetsInThePreferredLanguage(String name, String language, String message, String spoken) {
		SayHelloResponse response = client.sayHello(name, language);
		assertThat(response.getMessage().replaceAll("\\h", " ")).isEqualTo(message);
		assertThat(response.getLanguage()).isEqualTo(spoken);
	}

	@Test
	void namesTheWrongFieldInTheWordsOfRest() {
		JsonNode problem = new JsonMapper().readTree(service.get("/hello?name=%07").body());
		StatusRuntimeException refusal = client.refusal("\u0007");
		assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
		assertThat(refusal.getStatus().getDescription()).isEqualTo(problem.get("detail").asString());
		assertThat(StatusProto.fromThrowable(refusal).getDetailsList()).singleElement()
			.satisfies((detail) -> assertThat(detail.unpack(BadRequest.class).getFieldViolationsList()).singleElement()
				.satisfies((violation) -> {
					assertThat(violation.getField()).isEqualTo("name");
					assertThat(violation.getDescription()).isEqualTo(problem.get("detail").asString());
				}));
	}

	@Test
	void givesEveryNameBackVerbatimOrRefusesIt() {
		Tries.check(Tries::text, (text) -> {
			if (text.codePoints().anyMatch((c) -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
				return; // no UTF-8
			}
			String name = Tries.stripped(text);
			if (Tries.isName(name)) {
				assertThat(client.sayHello(text, "").getMessage())
					.isEqualTo("Hello, " + (name.isEmpty() ? "World" : name) + "!");
			}
			else {
				assertThat(client.refusal(text).getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
			}
		});
	}

	@Test
	void logsEachCallWithItsRequestIdAndTrace() {
		String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
		client.sayHello("Ada", "", "x-request-id", "id-1", "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
		assertThat(client.requestId()).isEqualTo("id-1");
		JsonNode line = service.awaitAccessLog("id-1");
		assertThat(line.get("message").asString()).isEqualTo("hello.v1.HelloService/SayHello OK");
		assertThat(line.get("rpc.method").asString()).isEqualTo("hello.v1.HelloService/SayHello");
		assertThat(line.get("rpc.response.status_code").asString()).isEqualTo("OK");
		assertThat(line.get("client.address").asString()).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
		assertThat(line.get("user_agent.original").asString()).startsWith("grpc-java-netty/");
		assertThat(line.get("http.response.body.bytes").asInt()).isPositive();
		assertThat(line.get("event.duration").asLong()).isPositive();
		assertThat(line.get("trace_id").asString()).isEqualTo(trace);
		assertThat(line.get("span_id").asString()).hasSize(16).isNotEqualTo("00f067aa0ba902b7");
		client.refusal("\u0007", "x-request-id", "not an id");
		assertThat(client.requestId()).hasSize(36);
		assertThat(service.awaitAccessLog(client.requestId()).get("rpc.response.status_code").asString())
			.isEqualTo("INVALID_ARGUMENT");
	}

	@Test
	void countsGreetingsAndCallsButNoProbes() {
		String greetings = "greetings_total{application=\"hello-service\",language=\"nl\",transport=\"grpc\",version=\"1.0.0\"}";
		double before = service.scrape().get(greetings);
		client.sayHello("Ada", "nl");
		client.refusal("\u0007");
		assertThat(client.health("")).isEqualTo(ServingStatus.SERVING);
		Map<String, Double> samples = service.scrape();
		assertThat(samples.get(greetings)).isEqualTo(before + 1);
		for (String status : List.of("OK", "INVALID_ARGUMENT")) {
			assertThat(samples.keySet())
				.anyMatch((series) -> series.startsWith("grpc_server_seconds_bucket{") && series.contains("SayHello")
						&& series.contains("grpc_status_code=\"" + status + "\"") && series.contains("le=\"0.25\""));
		}
		assertThat(samples.keySet()).noneMatch((series) -> series.contains("grpc.health"));
	}

	@Test
	void describesItself() {
		assertThat(client.health(HelloServiceGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.SERVING);
		BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call = ServerReflectionGrpc
			.newBlockingV2Stub(client.channel())
			.withDeadlineAfter(30, TimeUnit.SECONDS)
			.serverReflectionInfo();
		assertThat(exchange(call, ServerReflectionRequest.newBuilder().setListServices("").build())
			.getListServicesResponse()
			.getServiceList()).extracting(ServiceResponse::getName)
			.containsExactlyInAnyOrder("hello.v1.HelloService", "grpc.health.v1.Health",
					"grpc.reflection.v1.ServerReflection");
		call.halfClose();
	}

	private static ServerReflectionResponse exchange(
			BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call,
			ServerReflectionRequest request) {
		try {
			call.write(request);
			return call.read();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The caller's own deadline is later, and it never sends a message. */
	@Test
	void endsACallThatTakesTooLong() {
		long start = System.nanoTime();
		BlockingClientCall<byte[], byte[]> call = ClientCalls.blockingBidiStreamingCall(client.channel(),
				bytes("hello.v1.HelloService/SayHello"), CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS));
		StatusRuntimeException end = catchThrowableOfType(StatusRuntimeException.class, () -> {
			try {
				call.read();
			}
			catch (StatusException ex) {
				throw ex.getStatus().asRuntimeException();
			}
		});
		assertThat(end.getStatus().getCode()).isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(4),
				Duration.ofSeconds(25));
	}

	@ParameterizedTest
	@CsvSource({ "hello.v1.HelloService/SayHello, ffff, INTERNAL", "grpc.health.v1.Health/Check, ffff, UNKNOWN",
			"hello.v1.HelloService/SayGoodbye, '', UNIMPLEMENTED", "nope.Nope/Nope, '', UNIMPLEMENTED" })
	void refusesWhatItDoesNotUnderstandWithoutAWarning(String method, String hex, Status.Code code) {
		assertThat(status(method, HexFormat.of().parseHex(hex))).isEqualTo(code);
		assertNoWarning();
	}

	@Test
	void refusesALargeMessageWithoutAWarning() {
		assertThat(status("hello.v1.HelloService/SayHello", new byte[9000])).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
		assertNoWarning();
	}

	private static void assertNoWarning() {
		service.get("/hello", "X-Request-Id", "last");
		service.awaitAccessLog("last");
		assertThat(service.log()).allMatch((line) -> line.get("log.level").asString().equals("INFO"));
		assertThat(service.stderr()).isEmpty();
	}

	private static Status.Code status(String method, byte[] message) {
		return catchThrowableOfType(StatusRuntimeException.class,
				() -> ClientCalls.blockingUnaryCall(client.channel(), bytes(method),
						CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS), message))
			.getStatus()
			.getCode();
	}

	/** A method whose messages are whatever bytes the test likes. */
	private static MethodDescriptor<byte[], byte[]> bytes(String method) {
		MethodDescriptor.Marshaller<byte[]> raw = new MethodDescriptor.Marshaller<>() {

			@Override
			public InputStream stream(byte[] value) {
				return new ByteArrayInputStream(value);
			}

			@Override
			public byte[] parse(InputStream stream) {
				try (stream) {
					return stream.readAllBytes();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}

		};
		return MethodDescriptor.<byte[], byte[]>newBuilder(raw, raw)
			.setType(MethodDescriptor.MethodType.UNKNOWN)
			.setFullMethodName(method)
			.build();
	}

}
