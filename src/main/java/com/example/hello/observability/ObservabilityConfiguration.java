package com.example.hello.observability;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationPredicate;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.ServerRequestObservationContext;

@Configuration(proxyBeanMethods = false)
class ObservabilityConfiguration {

	static {
		// For spring.task.execution.propagate-context: log lines of other threads.
		ContextRegistry.getInstance()
			.registerThreadLocalAccessor(new Slf4jThreadLocalAccessor(AccessLogValve.REQUEST_ID));
	}

	/**
	 * The requests that the platform makes every few seconds, forever: neither counted
	 * nor logged, because they would drown those of users. The paths include neither the
	 * context path nor the servlet path.
	 */
	@Bean
	Predicate<HttpServletRequest> probesAndScrapes(WebEndpointProperties actuator) {
		String base = actuator.getBasePath();
		Set<String> paths = Set.of("/livez", "/readyz", base + "/health", base + "/health/liveness",
				base + "/health/readiness", base + "/prometheus");
		return (request) -> paths
			.contains(Objects.requireNonNullElse(request.getPathInfo(), String.valueOf(request.getServletPath())));
	}

	@Bean
	ObservationPredicate ignoreProbesAndScrapes(Predicate<HttpServletRequest> probesAndScrapes) {
		return (name, context) -> !(context instanceof ServerRequestObservationContext server
				&& server.getCarrier() != null && probesAndScrapes.test(server.getCarrier()));
	}

	@Bean
	MeterBinder droppedLogEvents() {
		return (registry) -> FunctionCounter.builder("log.events.dropped", DroppedLogEvents.count, LongAdder::sum)
			.description("Log events dropped because stdout was not read fast enough")
			.register(registry);
	}

}
