package com.example.hello.greeting;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The way a greeting was asked for. A closed set: it is a label of the
 * {@code greetings_total} metric, and no caller may add a time series.
 */
public enum Transport {

	/** A resource over HTTP. */
	REST(null),

	/** A GraphQL query over HTTP. */
	GRAPHQL("GraphQL");

	private final @Nullable String audience;

	Transport(@Nullable String audience) {
		this.audience = audience;
	}

	/**
	 * Whom a greeting without a name is for.
	 * @param world the world, in the language of the greeting
	 */
	String audience(String world) {
		return (this.audience != null) ? this.audience : world;
	}

	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
