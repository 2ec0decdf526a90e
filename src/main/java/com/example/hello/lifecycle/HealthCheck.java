package com.example.hello.lifecycle;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * The container's health check: a program of its own, for an image without a shell. Ends
 * with 0 if the service on this host is ready, with 1 if not.
 */
class HealthCheck {

	public static void main(String[] args) {
		String port = System.getenv().getOrDefault("SERVER_PORT", "8080");
		System.exit(isReady(URI.create("http://localhost:" + port + "/readyz")) ? 0 : 1);
	}

	private static boolean isReady(URI readiness) {
		try {
			HttpURLConnection connection = (HttpURLConnection) readiness.toURL().openConnection();
			connection.setConnectTimeout(1000);
			connection.setReadTimeout(3000);
			return connection.getResponseCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
