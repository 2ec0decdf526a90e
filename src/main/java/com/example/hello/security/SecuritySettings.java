package com.example.hello.security;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Turns security on if any {@code spring.security} setting exists, even a wrong or empty
 * one, so a mistake never leaves the service open. Without a setting, Spring Boot would
 * close everything with a login page. Actuator's {@code loggers} exists only with
 * security.
 */
class SecuritySettings implements AutoConfigurationImportFilter, Condition, EnvironmentAware {

	private boolean exist;

	@Override
	public void setEnvironment(Environment environment) {
		this.exist = Binder.get(environment)
			.bind("spring.security", Bindable.mapOf(String.class, Object.class))
			.isBound();
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurations, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[autoConfigurations.length];
		for (int i = 0; i < matches.length; i++) {
			String name = String.valueOf(autoConfigurations[i]);
			matches[i] = this.exist || Stream.of(".security.", ".LoggersEndpoint").noneMatch(name::contains);
		}
		return matches;
	}

	@Override
	public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
		setEnvironment(context.getEnvironment());
		return this.exist;
	}

}
