package com.example.hello.lifecycle;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;

/**
 * Tells {@link HealthCheck} where {@code /readyz} is, whichever setting moved it.
 *
 * @param readinessFile the file to write the URL to; the Dockerfile sets it
 */
@ConfigurationProperties("lifecycle")
record ReadinessFile(@Nullable Path readinessFile) {

	@EventListener
	void write(WebServerInitializedEvent event) throws IOException {
		if (this.readinessFile != null && event.getApplicationContext().getServerNamespace() == null) {
			ServerProperties server = event.getApplicationContext().getBean(ServerProperties.class);
			InetAddress address = server.getAddress();
			String host = (address == null || address.isAnyLocalAddress()) ? "localhost" : address.getHostAddress();
			String contextPath = server.getServlet().getContextPath();
			Files.writeString(this.readinessFile,
					"%s://%s:%d%s/readyz".formatted(Ssl.isEnabled(server.getSsl()) ? "https" : "http",
							host.contains(":") ? "[" + host + "]" : host, event.getWebServer().getPort(),
							(contextPath != null) ? contextPath : ""));
		}
	}

}
