package com.example.hello.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LifecycleConfiguration.LifecycleProperties.class)
class LifecycleConfiguration {

	private static final List<String> NEVER_NEGATIVE = List.of("greeting.max-name-length", "graphql.max-length",
			"graphql.max-tokens", "graphql.max-depth", "graphql.max-complexity", "graphql.max-aliases",
			"spring.jackson.factory.constraints.read.max-document-length",
			"spring.jackson.factory.constraints.read.max-nesting-depth",
			"spring.jackson.factory.constraints.read.max-token-count", "spring.mvc.async.request-timeout",
			"lifecycle.drain-period", "server.port", "server.max-http-request-header-size",
			"server.tomcat.max-connections", "server.tomcat.connection-timeout", "server.tomcat.keep-alive-timeout",
			"server.tomcat.max-parameter-count", "server.tomcat.max-http-form-post-size",
			"server.tomcat.max-swallow-size", "spring.lifecycle.timeout-per-shutdown-phase");

	/**
	 * Refuses to start with a negative limit, which Spring Boot would take for "not set",
	 * or with a port that does not exist, which would fail without naming the setting.
	 */
	@Bean
	static BeanFactoryPostProcessor settingsCheck(Environment environment) {
		return (beans) -> {
			for (String name : NEVER_NEGATIVE) {
				refuse(environment, name, (value) -> value.startsWith("-"), "It cannot be negative.");
			}
			for (String name : List.of("server.port", "management.server.port")) {
				refuse(environment, name, (value) -> value.matches("\\d{5,9}") && Integer.parseInt(value) > 65535,
						"A port is at most 65535.");
			}
		};
	}

	private static void refuse(Environment environment, String name, Predicate<String> wrong, String reason) {
		String value = environment.getProperty(name, "").strip();
		if (wrong.test(value)) {
			throw new InvalidConfigurationPropertyValueException(name, value, reason);
		}
	}

	@Bean
	DrainLifecycle drainLifecycle(LifecycleProperties properties) {
		return new DrainLifecycle(properties.drainPeriod());
	}

	/**
	 * The settings of starting and stopping.
	 *
	 * @param drainPeriod how long requests are still answered after readiness went down
	 */
	@ConfigurationProperties("lifecycle")
	record LifecycleProperties(Duration drainPeriod) {
	}

}
