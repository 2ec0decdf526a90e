package com.example.hello.lifecycle;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.context.config.ConfigDataNotFoundException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;

/**
 * Explains the failed starts that no analyzer of Spring Boot explains: by the root cause,
 * and by the environment variables whose values the exceptions mention. Without it the
 * log shows a stack trace of 8 KB that names no setting.
 */
class StartupFailureAnalyzer implements FailureAnalyzer {

	/** What Spring Boot's own analyzers explain better. */
	private static final List<Class<?>> EXPLAINED = List.of(BindException.class, ConfigDataNotFoundException.class,
			InvalidConfigurationPropertyValueException.class, PortInUseException.class,
			NoSuchBeanDefinitionException.class, BeanCurrentlyInCreationException.class);

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		List<Throwable> causes = Stream.iterate(failure, (cause) -> cause != null, Throwable::getCause).toList();
		if (causes.stream().anyMatch((cause) -> EXPLAINED.stream().anyMatch((type) -> type.isInstance(cause)))) {
			return null;
		}
		String messages = causes.toString().toLowerCase(Locale.ROOT);
		List<String> settings = System.getenv()
			.keySet()
			.stream()
			.filter((name) -> name.matches("(SERVER|SPRING|MANAGEMENT|LOGGING|OTEL)_.*"))
			.toList();
		List<String> mentioned = settings.stream()
			.filter((name) -> System.getenv(name).length() > 2
					&& messages.contains(System.getenv(name).toLowerCase(Locale.ROOT)))
			.toList();
		return new FailureAnalysis(String.valueOf(causes.subList(Math.max(0, causes.size() - 2), causes.size())),
				"Correct one of these settings: " + (mentioned.isEmpty() ? settings : mentioned), failure);
	}

}
