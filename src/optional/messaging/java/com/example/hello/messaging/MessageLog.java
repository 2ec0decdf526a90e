package com.example.hello.messaging;

import com.example.hello.greeting.InvalidNameException;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.RequestReplyReceiverContext;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

import org.springframework.stereotype.Component;

/**
 * Logs each message when its processing ends, like the access log of HTTP. A sender's
 * mistake is not our error, and has no stack trace.
 */
@Component
class MessageLog implements ObservationHandler<ReceiverContext<?>> {

	private static final Logger log = LoggerFactory.getLogger("access");

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof ReceiverContext && !(context instanceof RequestReplyReceiverContext);
	}

	@Override
	public void onStart(ReceiverContext<?> context) {
		context.put(MessageLog.class, System.nanoTime());
	}

	@Override
	public void onStop(ReceiverContext<?> context) {
		long nanoseconds = System.nanoTime() - context.<Long>getRequired(MessageLog.class);
		Throwable error = cause(context.getError());
		boolean ours = error != null && !isOfSender(error);
		LoggingEventBuilder line = log.atLevel(ours ? Level.ERROR : Level.INFO);
		String outcome = (error != null) ? "failure" : "success";
		add(line, "event.outcome", outcome);
		add(line, "error.type", (error != null) ? error.getClass().getSimpleName() : null);
		add(line, "event.duration", nanoseconds);
		add(line, MessageGreeter.CONVERSATION, value(context.getHighCardinalityKeyValue(MessageGreeter.CONVERSATION)));
		TracingContext tracing = context.get(TracingContext.class);
		// Kafka's observation ends inside its scope, where every line has them.
		if (tracing != null && tracing.getSpan() != null && MDC.get("traceId") == null) {
			TraceContext trace = tracing.getSpan().context();
			add(line, "trace_id", trace.traceId());
			add(line, "span_id", trace.spanId());
		}
		if (ours) {
			line = line.setCause(error);
		}
		line.log("{} {}", context.getContextualName(), outcome);
	}

	private static void add(LoggingEventBuilder line, String field, @Nullable Object value) {
		if (value != null) {
			line.addKeyValue(field, value);
		}
	}

	private static @Nullable String value(@Nullable KeyValue pair) {
		return (pair != null) ? pair.getValue() : null;
	}

	/** The sender's mistake, inside the exceptions of the listener, or the error. */
	private static @Nullable Throwable cause(@Nullable Throwable error) {
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			if (isOfSender(cause)) {
				return cause;
			}
		}
		return error;
	}

	private static boolean isOfSender(Throwable error) {
		return error instanceof InvalidNameException || error instanceof UnreadableMessageException;
	}

}
