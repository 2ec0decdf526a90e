package com.example.hello.observability;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Drops spans for a while after an export failed, without trying: each try takes
 * processor time from requests, keeps spans in memory, and would have the end of the
 * process wait for it. Logs once that spans are lost, and once that they no longer are;
 * OpenTelemetry's own exporter, whose logger is off for that reason, says so every
 * minute.
 */
class ExportCircuitBreaker implements SpanExporter {

	private static final Logger log = LoggerFactory.getLogger(ExportCircuitBreaker.class);

	/** Also the longest that spans are lost after the receiver has come back. */
	private static final long PAUSE = TimeUnit.SECONDS.toNanos(5);

	private final SpanExporter exporter;

	private final AtomicBoolean failing = new AtomicBoolean();

	private volatile long failedAt;

	ExportCircuitBreaker(SpanExporter exporter) {
		this.exporter = exporter;
	}

	@Override
	public CompletableResultCode export(Collection<SpanData> spans) {
		if (this.failing.get() && System.nanoTime() - this.failedAt < PAUSE) {
			return CompletableResultCode.ofFailure();
		}
		CompletableResultCode result = this.exporter.export(spans);
		result.whenComplete(() -> {
			boolean failed = !result.isSuccess();
			if (failed) {
				this.failedAt = System.nanoTime();
			}
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
