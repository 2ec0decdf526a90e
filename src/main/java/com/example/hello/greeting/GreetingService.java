package com.example.hello.greeting;

import java.io.IOException;
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
import org.springframework.core.io.support.EncodedResource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.stereotype.Service;

/**
 * Greets people by name in their language. Every transport greets through it.
 */
@Service
@EnableConfigurationProperties(NameRules.class)
public final class GreetingService {

	/** The language of a caller whose own languages are all unknown here. */
	public static final Locale DEFAULT_LANGUAGE = Locale.ENGLISH;

	private final Map<Locale, Words> words = new HashMap<>();

	private final NameRules rules;

	GreetingService(NameRules rules, MeterRegistry registry) throws IOException {
		this.rules = rules;
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
		String checked = (name != null) ? this.rules.check(name) : "";
		Locale spoken = this.words.containsKey(language) ? language : DEFAULT_LANGUAGE;
		Words texts = Objects.requireNonNull(this.words.get(spoken));
		Objects.requireNonNull(texts.greetings().get(transport)).increment();
		return new Greeting(
				texts.hello().replace("{name}", checked.isEmpty() ? transport.audience(texts.world()) : checked),
				spoken);
	}

	private record Words(String hello, String world, Map<Transport, Counter> greetings) {

		static Words read(Resource file, String language, MeterRegistry registry) throws IOException {
			Properties texts = PropertiesLoaderUtils.loadProperties(new EncodedResource(file, StandardCharsets.UTF_8));
			Map<Transport, Counter> greetings = new EnumMap<>(Transport.class);
			for (Transport transport : Transport.values()) {
				// At the start, so that the first greeting is an increase from zero.
				greetings.put(transport,
						Counter.builder("greetings")
							.description("Greetings given")
							.tags("transport", transport.label(), "language", language)
							.register(registry));
			}
			return new Words(Objects.requireNonNull(texts.getProperty("hello")),
					Objects.requireNonNull(texts.getProperty("world")), greetings);
		}

	}

}
