package com.example.hello.greeting;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.example.hello.greeting.Phrases.Phrase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Input that HTTP cannot carry, but another transport can. */
class GreetingServiceTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final Phrases phrases = new Phrases(Map.of(Locale.ENGLISH, new Phrase("Hello, {name}!", "World")));

	private final GreetingService greetings = new GreetingConfiguration().greetingService(new NameRules(5),
			new Languages(Set.of(Locale.ENGLISH)), this.phrases, this.registry);

	@Test
	void greetsInEnglishIfItDoesNotSpeakTheLanguage() {
		assertThat(this.greetings.greet("Ada", Locale.forLanguageTag("tlh"), Transport.REST))
			.isEqualTo(new Greeting("Hello, Ada!", Locale.ENGLISH));
	}

	@Test
	void refusesAnUnpairedSurrogate() {
		assertThatExceptionOfType(InvalidNameException.class)
			.isThrownBy(() -> this.greetings.greet("a\ud83d", Locale.ENGLISH, Transport.REST))
			.withMessageContaining("U+D83D");
	}

	@Test
	void limitsTheLengthOfANameBySetting() {
		assertThatExceptionOfType(InvalidNameException.class)
			.isThrownBy(() -> this.greetings.greet("abcdef", Locale.ENGLISH, Transport.REST))
			.withMessage("The name is 6 characters long. Send at most 5.");
	}

	@Test
	@Timeout(5)
	void removesWhiteSpaceInLinearTime() {
		assertThatExceptionOfType(InvalidNameException.class)
			.isThrownBy(() -> this.greetings.greet("a" + " ".repeat(1_000_000) + "b", Locale.ENGLISH, Transport.REST));
	}

	@Test
	void doesNotCountARefusedGreeting() {
		assertThatExceptionOfType(InvalidNameException.class)
			.isThrownBy(() -> this.greetings.greet("\u0007", Locale.ENGLISH, Transport.REST));
		assertThat(this.registry.get("greetings").tags("language", "en", "transport", "rest").counter().count())
			.isZero();
	}

}
