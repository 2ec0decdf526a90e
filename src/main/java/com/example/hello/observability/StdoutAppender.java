package com.example.hello.observability;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;

/**
 * Writes log events to stdout. It can stop while a write blocks on a full pipe:
 * {@link ConsoleAppender} would wait for that write forever, and so would the shutdown of
 * the JVM. Public because Logback creates it by name.
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
