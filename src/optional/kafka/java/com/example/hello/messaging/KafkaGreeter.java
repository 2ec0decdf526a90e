package com.example.hello.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ExecutionException;

import com.example.hello.greeting.Greeting;
import com.example.hello.greeting.Transport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Turns names into greetings with the same key and, as a CloudEvent in binary mode, the
 * same id: who reads one twice can tell. A name counts as done once the broker has
 * confirmed its greeting. A listener's return value would be sent without waiting for
 * that, and a greeting could be lost.
 */
@Component
class KafkaGreeter {

	static final String NAMES = "names";

	private static final String GREETINGS = "greetings";

	private static final String CLOUD_EVENT = "ce_";

	private final MessageGreeter greeter;

	private final KafkaTemplate<byte[], byte[]> kafka;

	KafkaGreeter(MessageGreeter greeter, KafkaTemplate<byte[], byte[]> kafka) {
		this.greeter = greeter;
		this.kafka = kafka;
	}

	@KafkaListener(id = NAMES, idIsGroup = false, topics = NAMES)
	void greet(ConsumerRecord<byte[], byte[]> name) throws ExecutionException, InterruptedException {
		String id = text(name, "ce_id");
		if (id == null) {
			id = "%s-%d@%d".formatted(name.topic(), name.partition(), name.offset());
		}
		Greeting greeting = this.greeter.greet(name.value(), text(name, MessageGreeter.ACCEPT_LANGUAGE), id,
				Transport.KAFKA);
		ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(GREETINGS, name.key(),
				this.greeter.json(new MessageGreeter.Hello(greeting.message())));
		for (Header header : name.headers()) {
			if (header.key().startsWith(CLOUD_EVENT)) {
				record.headers().add(header);
			}
		}
		set(record.headers(), "ce_specversion", "1.0");
		set(record.headers(), "ce_id", id);
		set(record.headers(), "ce_source", "/hello-service");
		set(record.headers(), "ce_type", "com.example.hello.greeting");
		set(record.headers(), "ce_time", Instant.now().toString());
		set(record.headers(), "content-type", MediaType.APPLICATION_JSON_VALUE);
		set(record.headers(), MessageGreeter.CONTENT_LANGUAGE, greeting.language().toLanguageTag());
		send(record);
	}

	private void send(ProducerRecord<byte[], byte[]> greeting) throws ExecutionException, InterruptedException {
		try {
			this.kafka.send(greeting).get();
		}
		catch (ExecutionException | KafkaException ex) {
			if (NestedExceptionUtils.getMostSpecificCause(ex) instanceof RecordTooLargeException) {
				throw new UnreadableMessageException("The message is too large. Send smaller headers.");
			}
			throw ex;
		}
	}

	private static @Nullable String text(ConsumerRecord<?, ?> name, String key) {
		Header header = name.headers().lastHeader(key);
		return (header != null && header.value() != null) ? new String(header.value(), StandardCharsets.UTF_8) : null;
	}

	private static void set(Headers headers, String key, String value) {
		headers.remove(key).add(key, value.getBytes(StandardCharsets.UTF_8));
	}

}
