package com.example.hello.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The profiles tls and mtls, with the files as Kubernetes mounts a Secret. */
class TlsIT {

	private static final char[] PASSWORD = "changeit".toCharArray();

	@TempDir
	private static Path directory;

	private static final Map<String, KeyStore> identities = new HashMap<>();

	private static ServiceProcess service;

	@BeforeAll
	static void start() throws Exception {
		for (String name : List.of("first", "second", "caller", "stranger")) {
			identities.put(name, identity(name));
		}
		KeyStore empty = KeyStore.getInstance("PKCS12");
		empty.load(null);
		identities.put("nobody", empty);
		mount("first", "first");
		for (String file : List.of("tls.crt", "tls.key", "ca.crt")) {
			Files.createSymbolicLink(directory.resolve(file), Path.of("..data", file));
		}
		service = ServiceProcess
			.start(Map.of("SPRING_PROFILES_ACTIVE", "tls,mtls", "SPRING_SSL_BUNDLE_PEM_WEB_KEYSTORE_CERTIFICATE",
					"file:" + directory.resolve("tls.crt"), "SPRING_SSL_BUNDLE_PEM_WEB_KEYSTORE_PRIVATEKEY",
					"file:" + directory.resolve("tls.key"), "SPRING_SSL_BUNDLE_PEM_WEB_TRUSTSTORE_CERTIFICATE",
					"file:" + directory.resolve("ca.crt"), "SPRING_SSL_BUNDLE_WATCH_FILE_QUIETPERIOD", "200ms",
					"LIFECYCLE_READINESSFILE", directory.resolve("readyz").toString()));
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	/** A self-signed certificate and its key. */
	private static KeyStore identity(String name) throws Exception {
		Path file = directory.resolve(name + ".p12");
		new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
				"-alias", name, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name + ",O=Example",
				"-ext", "san=dns:localhost", "-keystore", file.toString(), "-storepass", new String(PASSWORD))
			.start()
			.waitFor();
		return KeyStore.getInstance(file.toFile(), PASSWORD);
	}

	/** Replaces all three files at once, by a rename. */
	private static void mount(String name, String keyOf) throws Exception {
		Path version = Files.createDirectory(directory.resolve(".." + name + keyOf));
		Files.writeString(version.resolve("tls.crt"),
				pem("CERTIFICATE", identities.get(name).getCertificate(name).getEncoded()));
		Files.writeString(version.resolve("tls.key"),
				pem("PRIVATE KEY", identities.get(keyOf).getKey(keyOf, PASSWORD).getEncoded()));
		Files.writeString(version.resolve("ca.crt"),
				pem("CERTIFICATE", identities.get("caller").getCertificate("caller").getEncoded()));
		Path link = Files.createSymbolicLink(directory.resolve("..tmp"), version.getFileName());
		Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
	}

	private static String pem(String type, byte[] der) {
		return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(der)
				+ "\n-----END " + type + "-----\n";
	}

	/** Trusts both of the service's certificates, and presents one of its own. */
	private static SSLContext as(String caller) throws Exception {
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null);
		for (String name : List.of("first", "second")) {
			trusted.setCertificateEntry(name, identities.get(name).getCertificate(name));
		}
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(identities.get(caller), PASSWORD);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
		return context;
	}

	private static HttpResponse<String> get(String caller, HttpClient.Version version, String path, String... headers)
			throws Exception {
		HttpClient client = HttpClient.newBuilder().sslContext(as(caller)).version(version).build();
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + service.port(0) + path))
			.timeout(Duration.ofSeconds(10));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	@ParameterizedTest
	@EnumSource(HttpClient.Version.class)
	void sendsTheSameHeadersAndProblemsAndNamesTheCallerInTheLog(HttpClient.Version version) throws Exception {
		for (String path : List.of("/hello", "/nope", "/hello/")) {
			String id = "as" + version + path;
			HttpResponse<String> response = get("caller", version, path, "X-Request-Id", id);
			assertThat(response.version()).isEqualTo(version);
			assertThat(response.headers().firstValue("X-Request-Id")).hasValue(id);
			assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
			assertThat(response.headers().firstValue("Content-Security-Policy")).isPresent();
			assertThat(response.headers().firstValue("Content-Type"))
				.hasValue(path.equals("/hello") ? "application/json" : "application/problem+json");
			assertThat(service.awaitAccessLog(id).get("tls.client.subject").asString())
				.isEqualTo("CN=caller,O=Example");
		}
	}

	@ParameterizedTest
	@CsvSource({ "nobody, HTTP_2", "nobody, HTTP_1_1", "stranger, HTTP_2", "stranger, HTTP_1_1" })
	void refusesACallerWithoutACertificateOfTheAuthority(String caller, HttpClient.Version version) {
		assertThatThrownBy(() -> get(caller, version, "/hello")).isInstanceOf(IOException.class);
	}

	/** The last two are what remains: the hello itself is sound. */
	@ParameterizedTest
	@CsvSource({ "TLS 1.0, 0301, c009c013002f, 15", "TLS 1.1, 0302, c009c013002f, 15",
			"RSA key exchange, 0303, 009c009d002f0035, 15", "CBC, 0303, c009c00ac023c024c013c014c027c028, 15",
			"3DES and RC4, 0303, c008c012000a0005, 15", "anonymous, 0303, 00340018c018c019, 15",
			"AES-GCM, 0303, c02b, 16", "ChaCha20, 0303, cca9, 16" })
	void acceptsNoOldProtocolOrCipher(String what, String version, String ciphers, String answer) throws Exception {
		// Groups x25519 and secp256r1; signatures ECDSA and RSA-PSS with SHA-256.
		String extensions = "000a00060004001d0017" + "000b00020100" + "000d00060004" + "04030804";
		String body = version + "00".repeat(32) + "00" + hex(2, ciphers) + ciphers + "0100" + hex(2, extensions)
				+ extensions;
		String message = "01" + hex(3, body) + body;
		try (Socket socket = new Socket("localhost", service.port(0))) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write(HexFormat.of().parseHex("160301" + hex(2, message) + message));
			assertThat(HexFormat.of().formatHex(socket.getInputStream().readNBytes(1))).isEqualTo(answer);
		}
	}

	private static String hex(int bytes, String lengthOf) {
		return ("%0" + 2 * bytes + "x").formatted(lengthOf.length() / 2);
	}

	@Test
	void reloadsChangedFilesWithoutAFailedRequest() throws Exception {
		SSLContext context = as("caller");
		try (SSLSocket kept = (SSLSocket) context.getSocketFactory().createSocket("localhost", service.port(0))) {
			assertThat(name(kept)).isEqualTo("first");
			greet(kept);
			mount("second", "second");
			List<String> seen = new ArrayList<>();
			await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20)).until(() -> {
				try (SSLSocket fresh = (SSLSocket) as("caller").getSocketFactory()
					.createSocket("localhost", service.port(0))) {
					greet(fresh);
					seen.add(name(fresh));
				}
				greet(kept);
				return seen.contains("second");
			});
			assertThat(seen).startsWith("first");
			greet(kept);
			assertThat(name(kept)).isEqualTo("first");
		}
		// A certificate with another key is refused, and the last one stays.
		mount("first", "second");
		service.awaitLog((line) -> line.get("message").asString().equals("Unexpected SSL reload error"));
		try (SSLSocket fresh = (SSLSocket) as("caller").getSocketFactory().createSocket("localhost", service.port(0))) {
			greet(fresh);
			assertThat(name(fresh)).isEqualTo("second");
		}
	}

	private static String name(SSLSocket socket) throws IOException {
		Certificate certificate = socket.getSession().getPeerCertificates()[0];
		return ((X509Certificate) certificate).getSubjectX500Principal().getName().replaceAll("CN=([^,]*),.*", "$1");
	}

	private static void greet(SSLSocket socket) throws IOException {
		socket.setSoTimeout(10_000);
		socket.getOutputStream()
			.write("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		InputStream in = socket.getInputStream();
		StringBuilder response = new StringBuilder();
		while (response.indexOf("World!\"}") < 0) {
			int next = in.read();
			assertThat(next).as("%s", response).isNotNegative();
			response.append((char) next);
		}
		assertThat(response).startsWith("HTTP/1.1 200 ");
	}

	@Test
	void isHealthyWithoutACertificateForTheHealthCheck() {
		Map<String, String> readiness = Map.of("LIFECYCLE_READINESSFILE", directory.resolve("readyz").toString());
		assertThat(ServiceProcess.run("HealthCheck", readiness).waitFor()).isZero();
	}

	@Test
	void saysWhatIsWrongWithThePlainProtocol() {
		assertThat(service.sendRaw("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 400 ");
	}

}
