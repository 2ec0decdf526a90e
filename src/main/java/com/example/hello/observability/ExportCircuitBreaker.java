package com.example.hello.observability;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Drops spans for a while after an export failed, without trying: each try takes
 * processor time from requests, and would have the end of the process wait for it. The
 * next try is made with one span: to encode a batch is slow in code that seldom runs.
 * Drops them before they are queued, also during that try: a queue full of spans makes
 * every garbage collection longer. Logs once that spans are lost, and once that they no
 * longer are; OpenTelemetry's own exporter, whose logger is off for that reason, says so
 * every minute.
 */
class ExportCircuitBreaker {

	private static final Logger log = LoggerFactory.getLogger(ExportCircuitBreaker.class);

	/** Also the longest that spans are lost after the receiver has come back. */
	private static final long PAUSE = TimeUnit.SECONDS.toNanos(5);

	private final AtomicBoolean failing = new AtomicBoolean();

	private volatile long openUntil;

	private boolean isOpen() {
		return this.failing.get() && System.nanoTime() - this.openUntil < 0;
	}

	SpanProcessor before(SpanProcessor queue) {
		return new SpanProcessor() {

			@Override
			public boolean isStartRequired() {
				return queue.isStartRequired();
			}

			@Override
			public void onStart(Context parent, ReadWriteSpan span) {
				queue.onStart(parent, span);
			}

			@Override
			public boolean isEndRequired() {
				return queue.isEndRequired();
			}

			@Override
			public void onEnd(ReadableSpan span) {
				if (!isOpen()) {
					queue.onEnd(span);
				}
			}

			@Override
			public CompletableResultCode forceFlush() {
				return queue.forceFlush();
			}

			@Override
			public CompletableResultCode shutdown() {
				return queue.shutdown();
			}

		};
	}

	SpanExporter before(SpanExporter exporter) {
		return new SpanExporter() {

			@Override
			public CompletableResultCode export(Collection<SpanData> spans) {
				return isOpen() ? CompletableResultCode.ofFailure() : watched(exporter, spans);
			}

			@Override
			public CompletableResultCode flush() {
				return exporter.flush();
			}

			@Override
			public CompletableResultCode shutdown() {
				return exporter.shutdown();
			}

		};
	}

	private CompletableResultCode watched(SpanExporter exporter, Collection<SpanData> spans) {
		// For the time of the try, which a failure prolongs.
		this.openUntil = System.nanoTime() + PAUSE;
		CompletableResultCode result = exporter.export(this.failing.get() ? List.of(spans.iterator().next()) : spans);
		return result.whenComplete(() -> {
			boolean failed = !result.isSuccess();
			if (failed) {
				this.openUntil = System.nanoTime() + PAUSE;
			}
			if (this.failing.getAndSet(failed) != failed) {
				log.atLevel(failed ? Level.WARN : Level.INFO)
					.log(failed ? "Spans cannot be exported and are lost: {}" : "Spans are exported again",
							String.valueOf(result.getFailureThrowable()));
			}
		});
	}

}
