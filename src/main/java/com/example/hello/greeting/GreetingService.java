package com.example.hello.greeting;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Service;

/**
 * Greets people by name in their language. The one place that knows what a name may be:
 * every transport greets through it.
 */
@Service
@EnableConfigurationProperties(GreetingProperties.class)
public final class GreetingService {

	/** The language of a caller whose own languages are all unknown here. */
	public static final Locale DEFAULT_LANGUAGE = Locale.ENGLISH;

	private final Map<Locale, Words> words = new HashMap<>();

	private final int maxNameLength;

	GreetingService(GreetingProperties properties, MeterRegistry registry) throws IOException {
		this.maxNameLength = properties.maxNameLength();
		for (Resource file : new PathMatchingResourcePatternResolver()
			.getResources("classpath:greetings/*.properties")) {
			String language = Objects.requireNonNull(file.getFilename()).replace(".properties", "");
			this.words.put(Locale.forLanguageTag(language), Words.read(file, language, registry));
		}
	}

	/**
	 * The languages that a greeting can be had in: one for each file in
	 * {@code greetings/}, whose name is the language's tag (BCP 47).
	 * @return the languages, {@link #DEFAULT_LANGUAGE} among them
	 */
	public Set<Locale> languages() {
		return this.words.keySet();
	}

	/**
	 * Greets somebody, or the world.
	 * @param name whom to greet: any Unicode text. White space around it is removed; the
	 * world is greeted where nothing is left, over GraphQL GraphQL itself
	 * @param language one of {@link #languages()}; any other counts as
	 * {@link #DEFAULT_LANGUAGE}
	 * @param transport the way the greeting was asked for
	 * @return the greeting, which holds the name as it is: no character of it is
	 * interpreted
	 * @throws InvalidNameException if the name is too long, or has a control character or
	 * an unpaired surrogate in it
	 */
	public Greeting greet(@Nullable String name, Locale language, Transport transport) {
		String checked = (name != null) ? check(strip(name)) : "";
		Locale spoken = this.words.containsKey(language) ? language : DEFAULT_LANGUAGE;
		Words texts = Objects.requireNonNull(this.words.get(spoken));
		texts.count(transport);
		return new Greeting(
				texts.hello().replace("{name}", checked.isEmpty() ? transport.audience(texts.world()) : checked),
				spoken);
	}

	private String check(String name) {
		int length = name.codePointCount(0, name.length());
		if (length > this.maxNameLength) {
			throw new InvalidNameException(
					"The name is %d characters long. Send one of at most %d.".formatted(length, this.maxNameLength));
		}
		name.codePoints().forEach((codePoint) -> {
			switch (Character.getType(codePoint)) {
				case Character.CONTROL -> throw new InvalidNameException(
						"The name has the control character U+%04X in it. Send it without.".formatted(codePoint));
				case Character.SURROGATE -> throw new InvalidNameException(
						"The name has half a surrogate pair in it. Send well-formed Unicode.");
				default -> {
				}
			}
		});
		return name;
	}

	private static String strip(String name) {
		int start = 0;
		int end = name.length();
		while (start < end && isWhiteSpace(name.charAt(start))) {
			start++;
		}
		while (start < end && isWhiteSpace(name.charAt(end - 1))) {
			end--;
		}
		return name.substring(start, end);
	}

	/**
	 * Unicode's White_Space property (UAX 44). {@link String#strip()} would leave a
	 * no-break space.
	 */
	private static boolean isWhiteSpace(char character) {
		return Character.isSpaceChar(character) || (character >= '\t' && character <= '\r') || character == '\u0085';
	}

	private record Words(String hello, String world, Map<Transport, Counter> counters) {

		static Words read(Resource file, String language, MeterRegistry registry) throws IOException {
			Properties texts = new Properties();
			try (var reader = new InputStreamReader(file.getInputStream(), StandardCharsets.UTF_8)) {
				texts.load(reader);
			}
			Map<Transport, Counter> counters = new EnumMap<>(Transport.class);
			for (Transport transport : Transport.values()) {
				// Registered at the start, so that the first greeting is an increase from
				// zero.
				counters.put(transport,
						Counter.builder("greetings")
							.description("Greetings given")
							.tags("transport", transport.label(), "language", language)
							.register(registry));
			}
			return new Words(text(texts, "hello", file), text(texts, "world", file), counters);
		}

		private static String text(Properties texts, String key, Resource file) {
			return Objects.requireNonNull(texts.getProperty(key), () -> "%s has no '%s'".formatted(file, key));
		}

		void count(Transport transport) {
			Objects.requireNonNull(this.counters.get(transport)).increment();
		}

	}

}
