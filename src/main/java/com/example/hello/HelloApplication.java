package com.example.hello;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

// http.ProblemReportValve replaces the HTML error page.
@ConfigurationPropertiesScan
@SpringBootApplication(proxyBeanMethods = false, exclude = ErrorMvcAutoConfiguration.class)
class HelloApplication {

	public static void main(String[] args) {
		// The JVM's own handler prints a stack trace to stderr, outside the JSON log.
		Logger log = LoggerFactory.getLogger(HelloApplication.class);
		Thread.setDefaultUncaughtExceptionHandler(
				(thread, exception) -> log.error("Uncaught exception in thread {}", thread.getName(), exception));
		try {
			SpringApplication.run(HelloApplication.class, args);
		}
		catch (RuntimeException ex) {
			// Flushes the failure report: Spring Boot may not have come to register its
			// hook.
			((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
			throw ex;
		}
	}

}
