package com.example.hello.observability;

import java.util.List;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanExporters;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanProcessors;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/**
 * Puts the ids of a trace (W3C Trace Context) where they are looked for: into the answer,
 * and into the request's attributes, for the access log and for problem details.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OpenTelemetryTracingProperties.class)
class TracingConfiguration {

	/** In log lines, as OpenTelemetry has them outside its own protocol. */
	static final String TRACE_ID = "trace_id";

	static final String SPAN_ID = "span_id";

	@Bean
	ObservationHandler<ServerRequestObservationContext> traceIdsInAnswers() {
		return new ObservationHandler<>() {

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof ServerRequestObservationContext;
			}

			@Override
			public void onStart(ServerRequestObservationContext context) {
				TracingContext tracing = context.get(TracingContext.class);
				Span span = (tracing != null) ? tracing.getSpan() : null;
				HttpServletRequest request = context.getCarrier();
				HttpServletResponse response = context.getResponse();
				if (span != null && request != null && response != null) {
					TraceContext trace = span.context();
					request.setAttribute(TRACE_ID, trace.traceId());
					request.setAttribute(SPAN_ID, trace.spanId());
					response.setHeader("traceresponse", "00-" + trace.traceId() + "-" + trace.spanId()
							+ (Boolean.TRUE.equals(trace.sampled()) ? "-01" : "-00"));
				}
			}

		};
	}

	@Bean
	ExportCircuitBreaker exportCircuitBreaker() {
		return new ExportCircuitBreaker();
	}

	@Bean
	SpanExporters spanExporters(ExportCircuitBreaker breaker, ObjectProvider<SpanExporter> exporters) {
		return SpanExporters.of(exporters.orderedStream().map(breaker::before).toList());
	}

	/**
	 * Spring Boot's own goes through Micrometer's composite exporter, which gives each
	 * span a resource anew: a batch of 512 would have it in it 512 times.
	 */
	@Bean
	BatchSpanProcessor spanQueue(SpanExporters exporters, OpenTelemetryTracingProperties properties) {
		OpenTelemetryTracingProperties.Export export = properties.getExport();
		return BatchSpanProcessor.builder(SpanExporter.composite(exporters.list()))
			.setExportUnsampledSpans(export.isIncludeUnsampled())
			.setExporterTimeout(export.getTimeout())
			.setMaxExportBatchSize(export.getMaxBatchSize())
			.setMaxQueueSize(export.getMaxQueueSize())
			.setScheduleDelay(export.getScheduleDelay())
			.build();
	}

	/** None without an endpoint: Spring Boot would queue spans all the same. */
	@Bean
	SpanProcessors spanProcessors(ExportCircuitBreaker breaker, SpanExporters exporters,
			ObjectProvider<SpanProcessor> processors) {
		return SpanProcessors
			.of(exporters.list().isEmpty() ? List.of() : processors.orderedStream().map(breaker::before).toList());
	}

}
