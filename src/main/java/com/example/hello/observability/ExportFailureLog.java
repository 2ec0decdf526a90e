package com.example.hello.observability;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs once that spans cannot be exported, and once that they can again. OpenTelemetry's
 * own exporter, whose logger is off for that reason, says so every minute.
 */
class ExportFailureLog implements SpanExporter {

	private static final Logger log = LoggerFactory.getLogger(ExportFailureLog.class);

	private final SpanExporter exporter;

	private final AtomicBoolean failing = new AtomicBoolean();

	ExportFailureLog(SpanExporter exporter) {
		this.exporter = exporter;
	}

	@Override
	public CompletableResultCode export(Collection<SpanData> spans) {
		CompletableResultCode result = this.exporter.export(spans);
		result.whenComplete(() -> {
			boolean failed = !result.isSuccess();
			if (this.failing.getAndSet(failed) != failed) {
				log.atLevel(failed ? Level.WARN : Level.INFO)
					.log(failed ? "Spans cannot be exported and are lost: {}" : "Spans are exported again",
							String.valueOf(result.getFailureThrowable()));
			}
		});
		return result;
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
