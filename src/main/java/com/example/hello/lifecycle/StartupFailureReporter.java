package com.example.hello.lifecycle;

import ch.qos.logback.classic.LoggerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/**
 * Says in one line why the service did not start. Takes the place of Spring Boot's own
 * reporter, whose report is a banner over many lines.
 */
class StartupFailureReporter implements FailureAnalysisReporter {

	private static final Logger log = LoggerFactory.getLogger(StartupFailureReporter.class);

	@Override
	public void report(FailureAnalysis failure) {
		log.error("The service did not start. {} {}", line(failure.getDescription()), line(failure.getAction()));
		// The JVM is about to end, and Spring Boot may not have come to register the hook
		// that empties the buffer.
		((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
	}

	private static String line(@Nullable String text) {
		return (text != null) ? text.strip().replaceAll("\\s+", " ") : "";
	}

}
