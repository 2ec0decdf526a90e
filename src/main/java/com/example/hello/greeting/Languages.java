package com.example.hello.greeting;

import java.util.Locale;
import java.util.Set;

/**
 * The languages that the service speaks.
 *
 * @param supported the languages, {@link #DEFAULT} among them (BCP 47)
 */
public record Languages(Set<Locale> supported) {

	/** Spoken to callers whose own languages are not supported. */
	public static final Locale DEFAULT = Locale.ENGLISH;

	Locale supportedOrDefault(Locale language) {
		return this.supported.contains(language) ? language : DEFAULT;
	}

}
