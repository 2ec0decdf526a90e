package com.example.hello.consul;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationProperties;
import org.springframework.cloud.consul.ConsulAutoConfiguration;
import org.springframework.cloud.consul.ConsulAutoConfiguration.ConsulClientSettings;
import org.springframework.cloud.consul.ConsulClient;
import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties;
import org.springframework.cloud.consul.discovery.HeartbeatProperties;
import org.springframework.cloud.consul.serviceregistry.ConsulAutoRegistration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;

/**
 * Registers the service every 10 s, which keeps the status of its check, and deregisters
 * it before the drain. Spring Cloud registers once, so an agent that starts later, or
 * forgets, never knows the service; and it deregisters after the port has closed, so
 * callers are sent to it until then.
 */
@Component
@ConditionalOnBooleanProperty(name = "spring.cloud.consul.enabled", matchIfMissing = true)
class ConsulMembership {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Logger log = LoggerFactory.getLogger(ConsulMembership.class);

	private final ConsulClient agent;

	private final ConsulAutoRegistration registration;

	private final String token;

	/** An agent that hangs delays neither the start nor the drain. */
	private final ScheduledExecutorService caller = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "consul");
		thread.setDaemon(true);
		return thread;
	});

	private @Nullable Future<?> task;

	private String lastOutcome = "";

	ConsulMembership(ConsulClientSettings settings, AutoServiceRegistrationProperties registration,
			ConsulDiscoveryProperties discovery, HeartbeatProperties heartbeat, ApplicationContext context) {
		// Spring Cloud's client waits without limit, so one lost response would end the
		// registrations.
		HttpClientSettings limits = HttpClientSettings.defaults()
			.withTimeouts(TIMEOUT, TIMEOUT)
			.orElse(settings.httpClientSettings());
		this.agent = ConsulAutoConfiguration.createNewConsulClient(RestClientAdapter.create(RestClient.builder()
			.baseUrl(settings.baseUrl())
			.requestFactory(ClientHttpRequestFactoryBuilder.detect().build(limits))
			.build()));
		this.registration = ConsulAutoRegistration.registration(registration, discovery, context, List.of(), List.of(),
				heartbeat);
		this.token = discovery.getAclToken();
	}

	@EventListener
	void join(WebServerInitializedEvent opened) {
		if (opened.getApplicationContext().getServerNamespace() == null) {
			this.registration.initializePort(opened.getWebServer().getPort());
			this.task = this.caller.scheduleWithFixedDelay(
					() -> call("register", () -> this.agent.agentServiceRegister(this.token,
							this.registration.getService())),
					0, 10, TimeUnit.SECONDS);
		}
	}

	@EventListener
	@Order(0)
	void leave(ContextClosedEvent closed) {
		if (closed.getApplicationContext().getParent() == null && this.task != null) {
			this.task.cancel(true);
			this.caller.execute(() -> call("deregister", () -> this.agent
				.agentServiceDeregister(this.registration.getInstanceId(), this.token)));
		}
	}

	private void call(String what, Supplier<ResponseEntity<Void>> request) {
		String failure = "";
		try {
			request.get();
		}
		catch (RuntimeException ex) {
			failure = ": " + ex;
		}
		// Not every 10 s.
		String outcome = what + " " + this.registration.getInstanceId() + failure;
		if (!outcome.equals(this.lastOutcome)) {
			this.lastOutcome = outcome;
			log.atLevel(failure.isEmpty() ? Level.INFO : Level.WARN).log("Consul agent, {}", outcome);
		}
	}

}
