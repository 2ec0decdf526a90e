package com.example.hello.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Each client here sends or reads often enough for Tomcat's own timeouts, but slowly. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class SlowClientsIT {

	private static final int SHARE = 20;

	private static final Map<String, String> SETTINGS = Map.of("SERVER_TOMCAT_CONNECTIONTIMEOUT", "2s",
			"HTTP_CONNECTIONSPERADDRESS", String.valueOf(SHARE), "HTTP_MINIMUMRATE", "1KB");

	private static final ServiceProcess service = ServiceProcess.shared("slow clients",
			() -> ServiceProcess.startWithTestHandlers(SETTINGS));

	@ParameterizedTest
	@ValueSource(strings = { "GET /hello HTTP/1.1\r\nHost: x\r\nX-Slow: ", "GET /hello?name=", "\r\n", "\r" })
	void closesAConnectionWhoseHeaderTakesTooLong(String begin) throws IOException {
		try (Socket client = connect("127.0.0.3", begin)) {
			assertThat(trickle(client, "\r\n".startsWith(begin) ? "\r\n" : "x")).isEmpty();
		}
	}

	@Test
	void closesItAfterARequestToo() throws IOException {
		try (Socket client = connect("127.0.0.3", "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")) {
			await().pollDelay(Duration.ZERO).until(() -> client.getInputStream().available() > 0);
			client.getInputStream().skip(client.getInputStream().available());
			client.getOutputStream().write("GET /hello HTTP/1.1\r\nX-Slow:".getBytes(StandardCharsets.ISO_8859_1));
			assertThat(trickle(client, "x")).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 100000\r\n\r\n\"", "Transfer-Encoding: chunked\r\n\r\nffff\r\n\"" })
	void explainsThatABodyTakesTooLong(String lengthAndBody) throws IOException {
		try (Socket client = connect("127.0.0.3",
				"POST /reads-json HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + lengthAndBody)) {
			assertThat(trickle(client, "x")).startsWith("HTTP/1.1 408 ")
				.contains("\r\nContent-Type: application/problem+json")
				.contains("\r\nConnection: close\r\n");
		}
	}

	@Test
	void closesAConnectionWhoseUnreadBodyTakesTooLong() throws IOException {
		try (Socket client = connect("127.0.0.3",
				"POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nx")) {
			StringBuilder response = new StringBuilder();
			while (response.indexOf("0\r\n\r\n") < 0) { // the last chunk
				response.append((char) client.getInputStream().read());
			}
			assertThat(response).startsWith("HTTP/1.1 405 ");
			assertThat(trickle(client, "x")).isEmpty();
		}
	}

	@Test
	void readsABodyThatIsSlowButKeepsUpWithTheRate() throws IOException {
		int pieces = 40; // of 200 bytes, 4 s
		try (Socket client = connect("127.0.0.3",
				"POST /reads-json HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
						+ (8 + pieces * 200) + "\r\n\r\n{\"a\":\"")) {
			for (int i = 0; i < pieces; i++) {
				client.getOutputStream().write("x".repeat(200).getBytes(StandardCharsets.ISO_8859_1));
				pause();
			}
			client.getOutputStream().write("\"}".getBytes(StandardCharsets.ISO_8859_1));
			assertThat(rest(client)).startsWith("HTTP/1.1 200 ");
		}
	}

	@Test
	void stopsSendingToAClientThatHardlyReads() throws IOException {
		try (Socket client = connect("127.0.0.3",
				"GET /large HTTP/1.1\r\nHost: x\r\nX-Request-Id: slow-reader\r\n\r\n")) {
			long bytes = 0;
			for (int i = 0; service.stdout().stream().noneMatch((line) -> line.contains("slow-reader")); i++) {
				assertThat(i).as("tenths of a second").isLessThan(100);
				bytes += client.getInputStream().readNBytes(100).length;
				pause();
			}
			assertThat(bytes).isPositive();
		}
	}

	@Test
	void leavesAStreamAndAnIdleConnectionAlone() throws IOException {
		String hello = "GET /hello HTTP/1.1\r\nHost: x\r\n";
		try (Socket idle = connect("127.0.0.3", hello + "\r\n");
				Socket stream = connect("127.0.0.3",
						"GET /stream/chunks HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
			for (int i = 0; i < 40; i++) {
				pause();
			}
			service.get("/stream/next");
			assertThat(rest(stream)).contains("part 1").contains("part 2");
			idle.getOutputStream().write((hello + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
			assertThat(rest(idle).split("HTTP/1.1 200 ")).hasSize(3);
		}
	}

	@Test
	void refusesAnAddressMoreThanItsShareOfTheConnections() throws IOException {
		List<Socket> clients = new ArrayList<>();
		try {
			for (int i = 0; i < SHARE; i++) {
				clients.add(connect("127.0.0.4", ""));
			}
			assertThat(hello("127.0.0.4")).as("one more").isEmpty();
			assertThat(hello("127.0.0.5")).as("another address").startsWith("HTTP/1.1 200 ");
			clients.remove(0).close();
			await().until(() -> hello("127.0.0.4").startsWith("HTTP/1.1 200 "));
		}
		finally {
			for (Socket client : clients) {
				client.close();
			}
		}
	}

	@Test
	void hasNoneOfTheseLimitsIfTheyAreZero() throws IOException {
		List<Socket> clients = new ArrayList<>();
		try (ServiceProcess unlimited = ServiceProcess.start(Map.of("SERVER_TOMCAT_CONNECTIONTIMEOUT", "2s",
				"HTTP_CONNECTIONSPERADDRESS", "0", "HTTP_MINIMUMRATE", "0", "HTTP_CONCURRENTREQUESTS", "0"))) {
			for (int i = 0; i < 600; i++) { // more than the default
				clients.add(new Socket(InetAddress.getLoopbackAddress(), unlimited.port(0)));
			}
			Socket last = clients.get(clients.size() - 1);
			last.getOutputStream()
				.write("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Slow: "
					.getBytes(StandardCharsets.ISO_8859_1));
			for (int i = 0; i < 40; i++) {
				last.getOutputStream().write('x');
				pause();
			}
			last.getOutputStream().write("\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
			assertThat(rest(last)).startsWith("HTTP/1.1 200 ");
		}
		finally {
			for (Socket client : clients) {
				client.close();
			}
		}
	}

	@Test
	void holdsUnderTlsToo(@TempDir Path directory) throws Exception {
		String keyStore = directory.resolve("web.p12").toString();
		new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
				"-alias", "web", "-keyalg", "EC", "-dname", "CN=web", "-keystore", keyStore, "-storepass", "changeit")
			.start()
			.waitFor();
		try (ServiceProcess secure = ServiceProcess.start(Map.of("SERVER_TOMCAT_CONNECTIONTIMEOUT", "2s",
				"SERVER_SSL_KEYSTORE", keyStore, "SERVER_SSL_KEYSTOREPASSWORD", "changeit"))) {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { new TrustsAll() }, null);
			InetAddress local = InetAddress.getLoopbackAddress();
			try (Socket client = context.getSocketFactory().createSocket(local, secure.port(0))) {
				client.getOutputStream().write("GET /hello HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.ISO_8859_1));
				assertThat(trickle(client, "x")).isEmpty();
			}
			try (Socket client = new Socket(local, secure.port(0))) { // the start of a
																		// ClientHello
				client.getOutputStream().write(new byte[] { 22, 3, 1, 1, 0, 1, 0, 0, (byte) 252, 3, 3 });
				assertThat(trickle(client, "x")).doesNotContain("HTTP");
			}
		}
	}

	/** The time between two pieces of a slow client. */
	private static void pause() {
		LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
	}

	private static Socket connect(String address, String request) throws IOException {
		Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), service.port(0), InetAddress.getByName(address),
				0);
		socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
		return socket;
	}

	private static String hello(String address) throws IOException {
		try (Socket client = connect(address, "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
			return rest(client);
		}
		catch (SocketException ex) { // refused
			return "";
		}
	}

	/**
	 * Sends the text ten times a second, for ten seconds at most, until there is a
	 * response or the end of the connection.
	 */
	private static String trickle(Socket client, String text) throws IOException {
		for (int i = 0; i < 100; i++) {
			try {
				client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
				client.setSoTimeout(100);
				int first = client.getInputStream().read();
				return (first < 0) ? "" : (char) first + rest(client);
			}
			catch (SocketTimeoutException ex) {
				// not yet
			}
			catch (SocketException ex) { // reset
				return "";
			}
		}
		throw new AssertionError("still open");
	}

	private static String rest(Socket client) throws IOException {
		client.setSoTimeout(10_000);
		StringBuilder response = new StringBuilder();
		try {
			for (int next = client.getInputStream().read(); next >= 0; next = client.getInputStream().read()) {
				response.append((char) next);
			}
		}
		catch (SocketException ex) {
			// reset, because the service has not read everything
		}
		return response.toString();
	}

	private static final class TrustsAll extends X509ExtendedTrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
