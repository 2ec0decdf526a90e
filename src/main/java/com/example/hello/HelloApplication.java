package com.example.hello;

import java.lang.management.ManagementFactory;

import ch.qos.logback.classic.LoggerContext;
import com.sun.management.OperatingSystemMXBean;
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

	private static final int MINIMUM_MEGABYTES = 160;

	public static void main(String[] args) {
		// The JVM's own handler prints a stack trace to stderr, outside the JSON log.
		Logger log = LoggerFactory.getLogger(HelloApplication.class);
		Thread.setDefaultUncaughtExceptionHandler((thread, exception) -> {
			// Perhaps the thread that accepts. The log would come too late.
			if (exception instanceof OutOfMemoryError) {
				try {
					System.err.println(exception);
				}
				finally {
					Runtime.getRuntime().halt(3);
				}
			}
			log.error("Uncaught exception in thread {}", thread.getName(), exception);
		});
		// Below, the kernel would kill the process during its start, without a word.
		long memory = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize() >> 20;
		if (memory < MINIMUM_MEGABYTES) {
			log.error("The container has {} MB of memory. Give it at least {} MB.", memory, MINIMUM_MEGABYTES);
			System.exit(1);
		}
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
