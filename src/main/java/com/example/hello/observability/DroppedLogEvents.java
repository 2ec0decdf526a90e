package com.example.hello.observability;

import java.util.concurrent.atomic.LongAdder;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import net.logstash.logback.appender.listener.AppenderListener;

/**
 * Counts the log events that did not fit into the buffer, for the metric
 * {@code log_events_dropped_total}. Public, with a static count, because Logback creates
 * it by name before the application context exists.
 */
public final class DroppedLogEvents implements AppenderListener<ILoggingEvent> {

	static final LongAdder count = new LongAdder();

	@Override
	public void eventAppendFailed(Appender<ILoggingEvent> appender, ILoggingEvent event, Throwable reason) {
		count.increment();
	}

}
