package com.example.hello.greeting;

import java.io.IOException;
import java.util.Locale;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What no caller over HTTP can send, but one over another transport may. */
class GreetingServiceTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final GreetingService greetings = new GreetingService(new NameRules(5), this.registry);

	GreetingServiceTests() throws IOException {
	}

	@Test
	void speaksAtLeastFifteenLanguages() {
		assertThat(this.greetings.languages()).extracting(Locale::toLanguageTag)
			.contains("en", "de", "fr", "es", "pt", "it", "nl", "pl", "uk", "tr", "ar", "hi", "ja", "ko", "zh");
	}

	@Test
	void greetsInEnglishWhereItDoesNotSpeakTheLanguage() {
		assertThat(this.greetings.greet("Ada", Locale.forLanguageTag("tlh"), Transport.REST))
			.isEqualTo(new Greeting("Hello, Ada!", Locale.ENGLISH));
	}

	@Test
	void refusesHalfASurrogatePair() {
		assertThatExceptionOfType(InvalidNameException.class)
			.isThrownBy(() -> this.greetings.greet("a\ud83d", Locale.ENGLISH, Transport.REST))
			.withMessageContaining("surrogate");
	}

	@Test
	void takesTheLengthOfANameFromItsSettings() {
		assertThatExceptionOfType(InvalidNameException.class)
			.isThrownBy(() -> this.greetings.greet("abcdef", Locale.ENGLISH, Transport.REST))
			.withMessage("The name is 6 characters long. Send one of at most 5.");
	}

	@Test
	void doesNotCountARefusedGreeting() {
		assertThatExceptionOfType(InvalidNameException.class)
			.isThrownBy(() -> this.greetings.greet("\u0007", Locale.ENGLISH, Transport.REST));
		assertThat(this.registry.get("greetings").tags("language", "en", "transport", "rest").counter().count())
			.isZero();
	}

}
