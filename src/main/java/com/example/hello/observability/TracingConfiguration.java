package com.example.hello.observability;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.resources.ResourceBuilder;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanExporters;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetryProperties;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetryResourceAttributes;
import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class TracingConfiguration {

	private static final Logger log = LoggerFactory.getLogger(TracingConfiguration.class);

	/**
	 * Adds the trace (W3C Trace Context) to the response, and to the request's attributes
	 * for the access log and problem details. Runs next to the filter that starts the
	 * span, so that refusals of other filters have it, too.
	 */
	@Bean
	@FilterRegistration(order = Ordered.HIGHEST_PRECEDENCE + 2)
	Filter traceIds(Tracer tracer) {
		return (request, response, chain) -> {
			Span span = tracer.currentSpan();
			TraceContext trace = (span != null) ? span.context() : TraceContext.NOOP;
			if (!trace.traceId().isEmpty()) {
				request.setAttribute(AccessLogValve.TRACE_ID, trace.traceId());
				request.setAttribute(AccessLogValve.SPAN_ID, trace.spanId());
				((HttpServletResponse) response).setHeader("traceresponse", "00-" + trace.traceId() + "-"
						+ trace.spanId() + (Boolean.TRUE.equals(trace.sampled()) ? "-01" : "-00"));
			}
			chain.doFilter(request, response);
		};
	}

	@Bean
	SpanExporters spanExporters(ObjectProvider<SpanExporter> exporters) {
		return SpanExporters.of(exporters.stream()
			.<SpanExporter>map((exporter) -> new ExportFailureLog(exporter, new AtomicBoolean()))
			.toList());
	}

	/**
	 * The environment overrides {@code application.yaml}, and a malformed
	 * {@code OTEL_RESOURCE_ATTRIBUTES} is discarded, as OpenTelemetry specifies. Spring
	 * Boot prefers the file, and does not start.
	 */
	@Bean
	Resource resource(Environment environment, OpenTelemetryProperties properties) {
		Map<String, String> attributes = new HashMap<>(properties.getResourceAttributes());
		try {
			new OpenTelemetryResourceAttributes(environment, null).applyTo(attributes::put);
		}
		catch (IllegalArgumentException ex) {
			log.warn("Ignoring the malformed OTEL_RESOURCE_ATTRIBUTES: {}", ex.getMessage());
			attributes.put("service.name", environment.getProperty("spring.application.name", ""));
		}
		ResourceBuilder resource = Resource.getDefault().toBuilder();
		attributes.forEach(resource::put);
		return resource.build();
	}

	/** Without an endpoint, Spring Boot would still queue every sampled span. */
	@Bean
	static BeanFactoryPostProcessor noSpanQueueWithoutExporter() {
		return (beans) -> {
			if (beans.getBeanNamesForType(SpanExporter.class, true, false).length == 0) {
				for (String queue : beans.getBeanNamesForType(BatchSpanProcessor.class, true, false)) {
					((BeanDefinitionRegistry) beans).removeBeanDefinition(queue);
				}
			}
		};
	}

}
