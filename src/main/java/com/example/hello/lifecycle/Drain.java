package com.example.hello.lifecycle;

import java.time.Duration;
import java.util.List;

import org.apache.catalina.connector.Connector;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Keeps the service running for a while after SIGTERM. Spring Boot has already turned
 * readiness off; load balancers need this time to notice and send new requests elsewhere.
 *
 * @param drainPeriod how long to keep serving
 */
@ConfigurationProperties("lifecycle")
record Drain(Duration drainPeriod) {

	/** For requests on connections that were just accepted. */
	private static final Duration GRACE = Duration.ofMillis(200);

	Drain {
		if (drainPeriod.isNegative()) {
			throw new InvalidConfigurationPropertyValueException("lifecycle.drain-period", drainPeriod,
					"It cannot be negative.");
		}
	}

	/**
	 * Closes each connection after its next response (RFC 9112, section 9.6), so clients
	 * with a connection pool move to other instances. Then closes the port, and HTTP/2
	 * clients get a GOAWAY. Spring Boot would pause the connector first: a request that
	 * arrives before the port closes would get a 503.
	 */
	@EventListener
	void drain(ContextClosedEvent closed) throws InterruptedException {
		// Once, not again for the child context of Actuator's own port.
		if (closed.getApplicationContext().getParent() == null
				&& closed.getApplicationContext() instanceof WebServerApplicationContext context
				&& context.getWebServer() instanceof TomcatWebServer server) {
			List<Connector> connectors = List.of(server.getTomcat().getService().findConnectors());
			connectors.forEach((connector) -> connector.setProperty("maxKeepAliveRequests", "1"));
			Thread.sleep(this.drainPeriod.toMillis());
			connectors.forEach((connector) -> connector.getProtocolHandler().closeServerSocketGraceful());
			Thread.sleep(GRACE.toMillis());
		}
	}

}
