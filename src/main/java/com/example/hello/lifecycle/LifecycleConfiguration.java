package com.example.hello.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.ConfigurableEnvironment;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LifecycleConfiguration.LifecycleProperties.class)
class LifecycleConfiguration {

	private final Duration drainPeriod;

	LifecycleConfiguration(LifecycleProperties properties) {
		this.drainPeriod = properties.drainPeriod();
	}

	/**
	 * Refuses to start with a negative value for a setting of {@code application.yaml},
	 * which Spring Boot would take for "not set", or with a port that does not exist,
	 * which would fail without naming the setting.
	 */
	@Bean
	static BeanFactoryPostProcessor settingsCheck(ConfigurableEnvironment environment) {
		return (beans) -> {
			Stream<String> settings = environment.getPropertySources()
				.stream()
				.filter(OriginTrackedMapPropertySource.class::isInstance)
				.map(OriginTrackedMapPropertySource.class::cast)
				.flatMap((file) -> Stream.of(file.getPropertyNames())
					.filter((name) -> !String.valueOf(file.getProperty(name)).startsWith("-")));
			Stream.concat(settings, Stream.of("server.port"))
				.forEach((name) -> refuse(environment, name, (value) -> value.startsWith("-"),
						"It cannot be negative."));
			for (String name : List.of("server.port", "management.server.port")) {
				refuse(environment, name, (value) -> value.matches("\\d{5,9}") && Integer.parseInt(value) > 65535,
						"A port is at most 65535.");
			}
		};
	}

	private static void refuse(ConfigurableEnvironment environment, String name, Predicate<String> wrong,
			String reason) {
		String value = environment.getProperty(name, "").strip();
		if (wrong.test(value)) {
			throw new InvalidConfigurationPropertyValueException(name, value, reason);
		}
	}

	/**
	 * Keeps the service answering for a while after it was told to stop. By then
	 * readiness says "no" (Spring Boot sees to that first); the while is what a load
	 * balancer needs to notice and to send new requests elsewhere. Only then does the web
	 * server close its port and wait for the requests under way.
	 */
	@EventListener
	void drain(ContextClosedEvent closed) throws InterruptedException {
		// Not a second time for the context of Actuator's own port.
		if (closed.getApplicationContext().getParent() == null) {
			TimeUnit.MILLISECONDS.sleep(this.drainPeriod.toMillis());
		}
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
