package com.example.hello.observability;

import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.observation.ObservationPredicate;

import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.thread.Threading;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.ServerRequestObservationContext;

@Configuration(proxyBeanMethods = false)
class ObservabilityConfiguration {

	private static final Pattern PROBE_OR_SCRAPE = Pattern
		.compile("/livez|/readyz|/actuator/(health(/liveness|/readiness)?|prometheus)");

	/**
	 * Whether a request is made by the platform and not by a user: every few seconds,
	 * forever. Counted, such requests would drown the users' own.
	 */
	static boolean isProbeOrScrape(String path) {
		return PROBE_OR_SCRAPE.matcher(path).matches();
	}

	@Bean
	ObservationPredicate usersRequestsOnly() {
		return (name, context) -> !(context instanceof ServerRequestObservationContext server
				&& server.getCarrier() != null && isProbeOrScrape(server.getCarrier().getRequestURI()));
	}

	@Bean
	WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> accessLog() {
		return (factory) -> factory.addEngineValves(new AccessLogValve());
	}

	@Bean
	MeterBinder droppedLogEvents() {
		return (registry) -> FunctionCounter.builder("log.events.dropped", DroppedLogEvents.count, LongAdder::sum)
			.description("Log events dropped because stdout was not read fast enough")
			.register(registry);
	}

	/** There is no pool to report on: Tomcat says -1. */
	@Bean
	@ConditionalOnThreading(Threading.VIRTUAL)
	MeterFilter withoutTomcatThreads() {
		return MeterFilter.denyNameStartsWith("tomcat.threads");
	}

}
