package com.example.hello.greeting;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What the service says, as configured in {@code greetings.yaml}.
 *
 * @param phrases the words of each language
 */
@ConfigurationProperties("greeting")
record Phrases(Map<Locale, Phrase> phrases) {

	/** Greets by name, or the world if the name is empty. */
	String hello(String name, Locale language) {
		Phrase phrase = Objects.requireNonNull(this.phrases.get(language));
		return phrase.hello().replace("{name}", name.isEmpty() ? phrase.world() : name);
	}

	/** The greeting with {@code {name}} in it, and the name of the world. */
	record Phrase(String hello, String world) {
	}

}
