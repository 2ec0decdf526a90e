package com.example.hello;

import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.graphql.autoconfigure.servlet.GraphQlWebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

// Without what graphql.GraphQlController stands in for, and without a page that answers a browser's
// errors in HTML: see rest.ProblemReportValve.
@SpringBootApplication(proxyBeanMethods = false,
		exclude = { ErrorMvcAutoConfiguration.class, GraphQlWebMvcAutoConfiguration.class })
class HelloApplication {

	public static void main(String[] args) {
		// The JVM's own handler prints a stack trace to stderr, where no log parser
		// expects it.
		Thread.setDefaultUncaughtExceptionHandler((thread, exception) -> LoggerFactory.getLogger(HelloApplication.class)
			.error("Thread {} died of an uncaught exception", thread.getName(), exception));
		SpringApplication.run(HelloApplication.class, args);
	}

}
