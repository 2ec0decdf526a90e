package com.example.hello.grpc;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;

import com.example.hello.ServiceProcess;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/** The profiles tls and mtls, which gRPC shares with HTTP. */
@Execution(ExecutionMode.CONCURRENT)
class GrpcTlsIT {

	private static final String PASSWORD = "changeit";

	@TempDir
	private Path directory;

	@Test
	void servesTlsToCallersOfTheAuthorityAndNamesThemInTheLog() throws Exception {
		for (String name : new String[] { "tls", "caller", "stranger" }) {
			identity(name);
		}
		try (ServiceProcess service = ServiceProcess.start(Map.of("SPRING_PROFILES_ACTIVE", "tls,mtls",
				"SPRING_SSL_BUNDLE_PEM_WEB_KEYSTORE_CERTIFICATE", "file:" + file("tls.crt"),
				"SPRING_SSL_BUNDLE_PEM_WEB_KEYSTORE_PRIVATEKEY", "file:" + file("tls.key"),
				"SPRING_SSL_BUNDLE_PEM_WEB_TRUSTSTORE_CERTIFICATE", "file:" + file("caller.crt")))) {
			try (GrpcClient caller = new GrpcClient(service, as("caller"))) {
				assertThat(caller.sayHello("Ada", "", "x-request-id", "caller").getMessage()).isEqualTo("Hello, Ada!");
				assertThat(service.awaitAccessLog("caller").get("tls.client.subject").asString()).isEqualTo("CN=caller");
			}
			ChannelCredentials nobody = TlsChannelCredentials.newBuilder().trustManager(file("tls.crt")).build();
			for (ChannelCredentials refused : new ChannelCredentials[] { as("stranger"), nobody,
					InsecureChannelCredentials.create() }) {
				try (GrpcClient client = new GrpcClient(service, refused)) {
					assertThat(client.refusal("Ada").getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
				}
			}
			assertThat(service.log()).allMatch((line) -> line.get("log.level").asString().equals("INFO"));
		}
	}

	private File file(String name) {
		return this.directory.resolve(name).toFile();
	}

	private ChannelCredentials as(String name) throws Exception {
		return TlsChannelCredentials.newBuilder()
			.trustManager(file("tls.crt"))
			.keyManager(file(name + ".crt"), file(name + ".key"))
			.build();
	}

	/** A self-signed certificate and its key. */
	private void identity(String name) throws Exception {
		Path store = this.directory.resolve(name + ".p12");
		new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
				"-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=dns:localhost", "-keystore",
				store.toString(), "-storepass", PASSWORD)
			.start()
			.waitFor();
		KeyStore identity = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
		pem(name + ".crt", "CERTIFICATE", identity.getCertificate(name).getEncoded());
		pem(name + ".key", "PRIVATE KEY", identity.getKey(name, PASSWORD.toCharArray()).getEncoded());
	}

	private void pem(String file, String type, byte[] der) throws Exception {
		Files.writeString(this.directory.resolve(file), "-----BEGIN " + type + "-----\n"
				+ Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(der) + "\n-----END " + type + "-----\n");
	}

}
