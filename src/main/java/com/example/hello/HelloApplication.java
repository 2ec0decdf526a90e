package com.example.hello;

import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

// Without ErrorMvcAutoConfiguration: it answers a browser in HTML. See rest.ProblemReportValve.
@SpringBootApplication(proxyBeanMethods = false, exclude = ErrorMvcAutoConfiguration.class)
class HelloApplication {

	public static void main(String[] args) {
		// The JVM's own handler prints a stack trace to stderr, where no log parser
		// expects it.
		Thread.setDefaultUncaughtExceptionHandler((thread, exception) -> LoggerFactory.getLogger(HelloApplication.class)
			.error("Thread {} died of an uncaught exception", thread.getName(), exception));
		SpringApplication.run(HelloApplication.class, args);
	}

}
