package com.example.hello.lifecycle;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.apache.catalina.connector.Connector;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Keeps the service running for a while after SIGTERM. Spring Boot has already turned
 * readiness off; load balancers need this time to notice and send new requests elsewhere.
 *
 * @param drainPeriod how long to keep serving
 */
@ConfigurationProperties("lifecycle")
record Drain(Duration drainPeriod) implements SmartLifecycle {

	/**
	 * For requests on connections that were just accepted, and for the last responses.
	 */
	private static final Duration GRACE = Duration.ofMillis(200);

	Drain {
		if (drainPeriod.isNegative()) {
			throw new InvalidConfigurationPropertyValueException("lifecycle.drain-period", drainPeriod,
					"It cannot be negative.");
		}
	}

	/**
	 * Drains, then closes the port. Spring Boot pauses the connector before it closes the
	 * port: a request that arrives in between gets a 503.
	 */
	@EventListener
	void drain(ContextClosedEvent closed) throws InterruptedException {
		// Once, not again for the child context of Actuator's own port.
		if (closed.getApplicationContext().getParent() == null
				&& closed.getApplicationContext() instanceof WebServerApplicationContext context
				&& context.getWebServer() instanceof TomcatWebServer server) {
			Thread.sleep(this.drainPeriod.toMillis());
			Stream.of(server.getTomcat().getService().findConnectors())
				.map(Connector::getProtocolHandler)
				.forEach((protocol) -> protocol.closeServerSocketGraceful());
			Thread.sleep(GRACE.toMillis());
		}
	}

	/**
	 * Tomcat counts a request as finished before it sends the response, and would stop in
	 * between.
	 */
	@Override
	public void stop() {
		LockSupport.parkNanos(GRACE.toNanos());
	}

	/** After Spring Boot has waited for the requests, before Tomcat stops. */
	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 1;
	}

	@Override
	public void start() {
		// Nothing to start.
	}

	@Override
	public boolean isRunning() {
		return true;
	}

}
