package com.example.hello.greeting;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts greetings by transport and language, for the metric {@code greetings_total}.
 */
class GreetingCounter {

	private final Map<List<?>, Counter> counters = new HashMap<>();

	/** Registers every counter now, so the first greeting is an increase from zero. */
	GreetingCounter(Languages languages, MeterRegistry registry) {
		for (Transport transport : Transport.values()) {
			for (Locale language : languages.supported()) {
				this.counters.put(List.of(transport, language),
						Counter.builder("greetings")
							.description("Greetings given")
							.tag("transport", transport.name().toLowerCase(Locale.ROOT))
							.tag("language", language.toLanguageTag())
							.register(registry));
			}
		}
	}

	void increment(Transport transport, Locale language) {
		Objects.requireNonNull(this.counters.get(List.of(transport, language))).increment();
	}

}
