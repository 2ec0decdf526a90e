package com.example.hello.messaging;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

import com.example.hello.greeting.Greeting;
import com.example.hello.greeting.GreetingService;
import com.example.hello.greeting.Languages;
import com.example.hello.greeting.Transport;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Reads a message, greets, and writes the greeting: the same for every broker.
 */
@Component
class MessageGreeter {

	/** Span attribute and log field, from OpenTelemetry's semantic conventions. */
	static final String CONVERSATION = "messaging.message.conversation_id";

	/** As in HTTP; the names of message headers are case-sensitive. */
	static final String ACCEPT_LANGUAGE = "accept-language";

	static final String CONTENT_LANGUAGE = "content-language";

	private static final int LONGEST_ID = 255;

	private final GreetingService greetings;

	private final List<Locale> languages;

	private final JsonMapper json;

	private final ObservationRegistry observations;

	MessageGreeter(GreetingService greetings, Languages languages, JsonMapper json, ObservationRegistry observations) {
		this.greetings = greetings;
		this.languages = List.copyOf(languages.supported());
		this.json = json;
		this.observations = observations;
	}

	/**
	 * Greets the name in the message.
	 * @param body JSON, as in {@code {"name":"Ada"}}
	 * @param language the sender's languages, as in {@code Accept-Language}
	 * @param id what the sender knows the message by, for the log and the trace
	 */
	Greeting greet(byte @Nullable [] body, @Nullable String language, @Nullable String id, Transport transport) {
		if (id != null) {
			Objects.requireNonNullElse(this.observations.getCurrentObservation(), Observation.NOOP)
				.highCardinalityKeyValue(CONVERSATION, id.substring(0, Math.min(id.length(), LONGEST_ID)));
		}
		return this.greetings.greet(read(body).name(), preferred(language), transport);
	}

	private Name read(byte @Nullable [] body) {
		try {
			Name name = (body != null) ? this.json.readValue(body, Name.class) : null;
			if (name != null) {
				return name;
			}
		}
		catch (JacksonException ex) {
			// Its message quotes the input.
		}
		throw new UnreadableMessageException(
				"The message is malformed. Send a JSON object (RFC 8259) in UTF-8 whose \"name\" is a string.");
	}

	private Locale preferred(@Nullable String language) {
		try {
			Locale found = (language != null) ? Locale.lookup(Locale.LanguageRange.parse(language), this.languages)
					: null;
			return (found != null) ? found : Languages.DEFAULT;
		}
		catch (IllegalArgumentException ex) {
			return Languages.DEFAULT;
		}
	}

	byte[] json(Object value) {
		return this.json.writeValueAsBytes(value);
	}

	private record Name(@Nullable String name) {
	}

	/** The greeting as sent. */
	record Hello(String message) {
	}

}
