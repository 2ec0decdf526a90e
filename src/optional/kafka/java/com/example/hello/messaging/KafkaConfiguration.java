package com.example.hello.messaging;

import com.example.hello.greeting.InvalidNameException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer.HeaderNames.HeadersToAdd;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.support.ExponentialBackOffWithMaxRetries;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.util.backoff.ExponentialBackOff;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
class KafkaConfiguration {

	private static final int RETRIES = 5;

	/**
	 * A sender's mistake is a dead letter at once, another failure after retries. While
	 * the broker is at fault it would be wrong to give up on a name.
	 */
	@Bean
	DefaultErrorHandler errorHandler(KafkaTemplate<byte[], byte[]> kafka) {
		DeadLetterPublishingRecoverer deadLetters = new DeadLetterPublishingRecoverer(kafka,
				(record, exception) -> new TopicPartition(record.topic() + ".DLT", -1));
		deadLetters.excludeHeader(HeadersToAdd.EX_STACKTRACE);
		DefaultErrorHandler handler = new DefaultErrorHandler(
				(record, exception) -> setAside(record, exception, deadLetters),
				new ExponentialBackOffWithMaxRetries(RETRIES));
		handler.addNotRetryableExceptions(InvalidNameException.class, UnreadableMessageException.class);
		handler.setBackOffFunction((record, exception) -> (NestedExceptionUtils
			.getMostSpecificCause(exception) instanceof RetriableException) ? new ExponentialBackOff(500, 2) : null);
		return handler;
	}

	/**
	 * With its headers, the dead letter of a large name can be too large for its topic,
	 * which would block the partition forever. Then it only says where the name is. If
	 * that fails, too, the broker is at fault.
	 */
	private static void setAside(ConsumerRecord<?, ?> name, Exception exception,
			DeadLetterPublishingRecoverer deadLetters) {
		try {
			deadLetters.accept(name, exception);
		}
		catch (KafkaException ex) {
			deadLetters.accept(new ConsumerRecord<>(name.topic(), name.partition(), name.offset(), null, null),
					exception);
		}
	}

	/** Spring Boot has none for Kafka. Asks no broker, so it cannot hang. */
	@Bean
	@ConditionalOnEnabledHealthIndicator("kafka")
	HealthIndicator kafkaConsumerHealthIndicator(MeterRegistry registry) {
		return () -> {
			double connections = registry.find("kafka.consumer.connection.count")
				.gauges()
				.stream()
				.mapToDouble(Gauge::value)
				.sum();
			return ((connections > 0) ? Health.up() : Health.down()).withDetail("connections", connections).build();
		};
	}

}
