package com.example.hello.observability;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs once that spans are lost, and once that the collector is back. OpenTelemetry's own
 * exporter logs eight errors in the first minute and one in each further minute.
 */
record ExportFailureLog(SpanExporter exporter, AtomicBoolean failing) implements SpanExporter {

	private static final Logger log = LoggerFactory.getLogger(ExportFailureLog.class);

	@Override
	public CompletableResultCode export(Collection<SpanData> spans) {
		CompletableResultCode result = this.exporter.export(spans);
		return result.whenComplete(() -> {
			if (this.failing.compareAndSet(result.isSuccess(), !result.isSuccess())) {
				log.warn(result.isSuccess() ? "Spans are exported again" : "Cannot export spans; they are lost: {}",
						String.valueOf(result.getFailureThrowable()));
			}
		});
	}

	@Override
	public CompletableResultCode flush() {
		return this.exporter.flush();
	}

	@Override
	public CompletableResultCode shutdown() {
		return this.exporter.shutdown();
	}

}
