package com.example.hello.lifecycle;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;

/**
 * Tells the health check (src/tools) where {@code /readyz} is, whichever setting moved
 * it.
 *
 * @param readinessFile the file to write the URL to; the Dockerfile sets it
 */
@ConfigurationProperties("lifecycle")
record ReadinessFile(@Nullable Path readinessFile) {

	private static final Logger log = LoggerFactory.getLogger(ReadinessFile.class);

	@EventListener
	void write(WebServerInitializedEvent event) throws URISyntaxException {
		if (this.readinessFile == null || event.getApplicationContext().getServerNamespace() != null) {
			return;
		}
		ApplicationContext context = event.getApplicationContext();
		ServerProperties server = context.getBean(ServerProperties.class);
		InetAddress address = server.getAddress();
		URI readiness = new URI(Ssl.isEnabled(server.getSsl()) ? "https" : "http", null,
				(address == null || address.isAnyLocalAddress()) ? "localhost" : address.getHostAddress(),
				event.getWebServer().getPort(), Objects.requireNonNullElse(server.getServlet().getContextPath(), "")
						+ context.getBean(DispatcherServletPath.class).getRelativePath("readyz"),
				null, null);
		try {
			Files.writeString(this.readinessFile, readiness.toASCIIString());
		}
		catch (IOException ex) {
			log.warn("The container's health check will fail: cannot write lifecycle.readiness-file", ex);
		}
	}

}
