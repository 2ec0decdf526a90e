package com.example.hello.greeting;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Greets a person by name in their language. Every transport calls it.
 */
public final class GreetingService {

	private final NameRules names;

	private final Languages languages;

	private final Phrases phrases;

	private final GreetingCounter counter;

	GreetingService(NameRules names, Languages languages, Phrases phrases, GreetingCounter counter) {
		this.names = names;
		this.languages = languages;
		this.phrases = phrases;
		this.counter = counter;
	}

	/**
	 * Greets somebody, or the world.
	 * @param name any Unicode text; surrounding white space is removed. A blank name
	 * greets the world.
	 * @param language the preferred language; an unsupported one falls back to
	 * {@link Languages#DEFAULT}
	 * @param transport how the request arrived
	 * @return the greeting. The name appears in it as it is, with nothing interpreted.
	 * @throws InvalidNameException if the name is too long, or contains a control
	 * character or an unpaired surrogate
	 */
	public Greeting greet(@Nullable String name, Locale language, Transport transport) {
		String checked = (name != null) ? this.names.check(name) : "";
		Locale spoken = this.languages.supportedOrDefault(language);
		this.counter.increment(transport, spoken);
		return new Greeting(this.phrases.hello(checked, spoken), spoken);
	}

}
