package com.example.hello.observability;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;

/**
 * Writes log events to stdout, and can be stopped while a write is blocked by a pipe that
 * nobody reads: {@link ConsoleAppender} would wait for that write forever, and with it
 * the shutdown of the JVM. Public because Logback makes it by name.
 */
public final class StdoutAppender extends ConsoleAppender<ILoggingEvent> {

	@Override
	public void stop() {
		if (this.streamWriteLock.tryLock()) {
			try {
				super.stop();
			}
			finally {
				this.streamWriteLock.unlock();
			}
		}
	}

}
