package com.example.hello.greeting;

import java.util.Locale;

/**
 * The way a greeting was asked for. A closed set: it is a label of the
 * {@code greetings_total} metric, and no caller may add a time series.
 */
public enum Transport {

	/** A resource over HTTP. */
	REST;

	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
