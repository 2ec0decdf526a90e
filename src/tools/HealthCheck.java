import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * The container's health check, because the image has no shell. Exits with 0 if the service on this host is ready, otherwise
 * with 1. Trusts any certificate, as it asks its own container. A service that requires a client certificate, or has its
 * probes elsewhere, is healthy when it responds.
 */
class HealthCheck implements X509TrustManager {

	public static void main(String[] args) throws Exception {
		URI readiness = URI.create(Files.readString(Path.of(System.getenv("LIFECYCLE_READINESSFILE"))));
		HttpURLConnection connection = (HttpURLConnection) readiness.toURL().openConnection();
		if (connection instanceof HttpsURLConnection https) {
			SSLContext tls = SSLContext.getInstance("TLS");
			tls.init(null, new TrustManager[] { new HealthCheck() }, null);
			https.setSSLSocketFactory(tls.getSocketFactory());
			https.setHostnameVerifier((host, session) -> true);
		}
		try {
			System.exit((connection.getResponseCode() < 500) ? 0 : 1);
		}
		catch (SSLException | SocketException ex) {
			// With TLS 1.3 the refusal may arrive as a reset, after the handshake.
			System.exit((connection instanceof HttpsURLConnection && !(ex instanceof ConnectException)) ? 0 : 1);
		}
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String type) {
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String type) {
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return null;
	}

}
