package com.example.hello.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.example.hello.ServiceProcess;
import com.example.hello.http.Http2Connection.Frame;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static com.example.hello.http.Http2Connection.CONTINUATION;
import static com.example.hello.http.Http2Connection.DATA;
import static com.example.hello.http.Http2Connection.END_HEADERS;
import static com.example.hello.http.Http2Connection.END_STREAM;
import static com.example.hello.http.Http2Connection.GOAWAY;
import static com.example.hello.http.Http2Connection.HEADERS;
import static com.example.hello.http.Http2Connection.PING;
import static com.example.hello.http.Http2Connection.PRIORITY;
import static com.example.hello.http.Http2Connection.RST_STREAM;
import static com.example.hello.http.Http2Connection.SETTINGS;
import static com.example.hello.http.Http2Connection.WINDOW_UPDATE;
import static com.example.hello.http.Http2Connection.get;
import static com.example.hello.http.Http2Connection.header;
import static com.example.hello.http.Http2Connection.join;
import static com.example.hello.http.Http2Connection.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * The limits of HTTP/2: Tomcat's own. Without TLS, so that the frames are plain to see.
 */
class Http2IT {

	private static final int PROTOCOL_ERROR = 1;

	private static final int REFUSED_STREAM = 7;

	private static final int ENHANCE_YOUR_CALM = 11;

	private static ServiceProcess service;

	@BeforeAll
	static void start() {
		service = ServiceProcess.startWithTestHandlers(Map.of("SERVER_HTTP2_ENABLED", "true"));
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	private static Http2Connection connect() throws IOException {
		return new Http2Connection(new Socket("localhost", service.port(0)));
	}

	@ParameterizedTest
	@CsvSource({ "/hello, Hello", "/nope, No resource exists", "/hello?name=%07, The name" })
	void responds(String path, String body) throws IOException {
		try (Http2Connection connection = connect()) {
			connection.get(1, path).send();
			List<Frame> frames = connection.readUntil((frame) -> frame.ends(1));
			assertThat(join(
					frames.stream().filter((frame) -> frame.type() == DATA).map(Frame::payload).toArray(byte[][]::new)))
				.asString(StandardCharsets.UTF_8)
				.contains(body);
		}
	}

	@Test
	void upgradesAConnectionIfAsked() throws IOException {
		try (Socket socket = new Socket("localhost", service.port(0))) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream()
				.write(("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
						+ "HTTP2-Settings: AAMAAABk\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			assertThat(socket.getInputStream().readNBytes(12)).asString(StandardCharsets.US_ASCII)
				.isEqualTo("HTTP/1.1 101");
		}
	}

	@ParameterizedTest
	@EnumSource(Flood.class)
	void endsAConnectionThatIsFlooded(Flood flood) throws IOException {
		try (Http2Connection connection = connect()) {
			connection.readUntil((frame) -> frame.type() == SETTINGS && frame.flags() == 0);
			int sent = 0;
			while (sent < 10_000) {
				for (int i = 0; i < 100; i++) {
					flood.frames.add(connection, sent++);
				}
				connection.send();
			}
			List<Frame> frames = connection.readUntil((frame) -> frame.type() == GOAWAY);
			Frame last = frames.get(frames.size() - 1);
			assertThat(last == Frame.CLOSED || last.error() == ENHANCE_YOUR_CALM).as(last.toString()).isTrue();
			assertThat(frames).as("responses").filteredOn((frame) -> frame.type() != SETTINGS).hasSizeLessThan(1000);
		}
		assertHealthy();
	}

	enum Flood {

		RAPID_RESET((connection, i) -> connection.get(2 * i + 1, "/hello").frame(RST_STREAM, 0, 2 * i + 1, number(8))),

		/** The client makes the server reset (CVE-2025-8671). */
		MADE_YOU_RESET((connection, i) -> connection.get(2 * i + 1, "/slow")
			.frame(WINDOW_UPDATE, 0, 2 * i + 1, number(Integer.MAX_VALUE))),

		SETTINGS_FRAMES((connection, i) -> connection.frame(SETTINGS, 0, 0)),

		PINGS((connection, i) -> connection.frame(PING, 0, 0, new byte[8])),

		PRIORITIES((connection, i) -> connection.frame(PRIORITY, 0, 2 * i + 1, new byte[] { 0, 0, 0, 0, 1 })),

		SMALL_WINDOW_UPDATES((connection, i) -> connection.frame(WINDOW_UPDATE, 0, 0, number(1))),

		EMPTY_DATA((connection, i) -> {
			if (i == 0) {
				connection.frame(HEADERS, END_HEADERS, 1, get("/hello"));
			}
			connection.frame(DATA, 0, 1);
		}),

		CONTINUATIONS((connection, i) -> connection.frame((i == 0) ? HEADERS : CONTINUATION, 0, 1,
				(i == 0) ? get("/hello") : header("a", "b", false))),

		EMPTY_CONTINUATIONS((connection, i) -> connection.frame((i == 0) ? HEADERS : CONTINUATION, 0, 1,
				(i == 0) ? get("/hello") : new byte[0])),

		STREAMS_BEYOND_THE_LIMIT((connection, i) -> connection.get(2 * i + 1, "/slow"));

		private final Frames frames;

		Flood(Frames frames) {
			this.frames = frames;
		}

	}

	interface Frames {

		void add(Http2Connection connection, int number);

	}

	@Test
	void refusesMoreThan100StreamsAtATime() throws IOException {
		try (Http2Connection connection = connect()) {
			IntStream.range(0, 105).forEach((i) -> connection.get(2 * i + 1, "/slow"));
			connection.send();
			List<Frame> frames = connection.readUntil((frame) -> frame.ends(199));
			assertThat(frames.get(0).payload()).as("SETTINGS_MAX_CONCURRENT_STREAMS").startsWith(0, 3, 0, 0, 0, 100);
			assertThat(frames.stream().filter((frame) -> frame.type() == RST_STREAM))
				.extracting(Frame::stream, Frame::error)
				.contains(tuple(201, REFUSED_STREAM));
		}
		assertHealthy();
	}

	@ParameterizedTest
	@EnumSource(Headers.class)
	void refusesHeadersThatAreTooLargeOrMany(Headers headers) throws IOException {
		try (Http2Connection connection = connect()) {
			connection.frame(HEADERS, END_STREAM | END_HEADERS, 1, join(get("/hello"), headers.bytes)).send();
			List<Frame> frames = connection.readUntil((frame) -> frame.ends(1) || frame.type() == GOAWAY);
			Frame last = frames.get(frames.size() - 1);
			assertThat(last == Frame.CLOSED || last.error() == ENHANCE_YOUR_CALM || last.error() == PROTOCOL_ERROR)
				.as("%s", frames)
				.isTrue();
			assertThat(frames).noneMatch((frame) -> frame.type() == HEADERS);
		}
		assertHealthy();
	}

	enum Headers {

		LARGE(header("a", "b".repeat(8192), false)),

		MANY(join(IntStream.range(0, 110).mapToObj((i) -> header("a" + i, "b", false)).toArray(byte[][]::new))),

		/**
		 * 1 KB that stands for 3.5 MB: a large header in the table, and references to it.
		 */
		BOMB(join(header("a", "b".repeat(3500), true), "\u00be".repeat(1000).getBytes(StandardCharsets.ISO_8859_1))),

		UPPER_CASE(header("Abc", "d", false)),

		LINE_FEED(header("a", "b\nc", false)),

		CONNECTION(header("connection", "keep-alive", false)),

		TRANSFER_ENCODING(header("transfer-encoding", "chunked", false));

		private final byte[] bytes;

		Headers(byte[] bytes) {
			this.bytes = bytes;
		}

	}

	@Test
	void saysGoodbyeAndFinishesTheStreamsUnderWay() throws IOException {
		try (ServiceProcess ending = ServiceProcess.startWithTestHandlers(Map.of("SERVER_HTTP2_ENABLED", "true"));
				Http2Connection connection = new Http2Connection(new Socket("localhost", ending.port(0)))) {
			connection.get(1, "/slow").send();
			await().atMost(Duration.ofSeconds(10)).until(() -> ending.get("/begun").body().equals("1"));
			ending.terminate();
			List<Frame> frames = connection.readUntil((frame) -> frame.ends(1));
			assertThat(frames).anyMatch((frame) -> frame.type() == GOAWAY && frame.error() == 0);
			assertThat(frames.get(frames.size() - 1).payload()).asString(StandardCharsets.UTF_8)
				.isEqualTo("{\"slow\":\"done\"}");
		}
	}

	/** The service responds at once, and nobody has written a warning. */
	private static void assertHealthy() {
		long start = System.nanoTime();
		String id = service.get("/hello").headers().firstValue("X-Request-Id").orElseThrow();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		service.awaitAccessLog(id);
		assertThat(service.log()).allMatch((line) -> line.get("log.level").asString().equals("INFO"));
	}

}
