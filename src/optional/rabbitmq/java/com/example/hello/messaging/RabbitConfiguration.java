package com.example.hello.messaging;

import io.micrometer.common.KeyValues;

import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.config.ContainerCustomizer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.amqp.rabbit.support.micrometer.RabbitMessageSenderContext;
import org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation.DefaultRabbitTemplateObservationConvention;
import org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation.TemplateLowCardinalityTags;
import org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservationConvention;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * The queues, which the service declares whenever it connects. They are replicated if the
 * broker is a cluster, and survive its restart.
 */
@Configuration(proxyBeanMethods = false)
class RabbitConfiguration {

	static final String QUEUE = "hello";

	private static final String DEAD_LETTERS = "hello.dead";

	/** Deliveries of a message before it is a dead letter, if it ends the service. */
	private static final int DELIVERIES = 20;

	/** Nobody can fill the broker's disk with nonsense. */
	private static final int MOST_DEAD_LETTERS = 10_000;

	/** The broker keeps a dead letter here until the other queue has confirmed it. */
	@Bean
	Queue hello() {
		return QueueBuilder.durable(QUEUE)
			.quorum()
			.deliveryLimit(DELIVERIES)
			.deadLetterExchange("")
			.deadLetterRoutingKey(DEAD_LETTERS)
			.withArgument("x-dead-letter-strategy", "at-least-once")
			.overflow(QueueBuilder.Overflow.rejectPublish)
			.build();
	}

	@Bean
	Queue deadLetters() {
		return QueueBuilder.durable(DEAD_LETTERS).quorum().maxLength(MOST_DEAD_LETTERS).build();
	}

	/**
	 * While the broker is down or refuses the password, tries again every 30 seconds: by
	 * default a password ends it for good. The queues are declared by connection; once
	 * more by consumer would log an error for each attempt.
	 */
	@Bean
	ContainerCustomizer<SimpleMessageListenerContainer> reconnects() {
		return (container) -> {
			ExponentialBackOff pauses = new ExponentialBackOff(500, 2);
			pauses.setMaxInterval(30_000);
			container.setRecoveryBackOff(pauses);
			container.setPossibleAuthenticationFailureFatal(false);
			container.setAutoDeclare(false);
		};
	}

	/**
	 * Without the routing key: it is the queue of a caller, and each would be a time
	 * series.
	 */
	@Bean
	RabbitTemplateObservationConvention replies() {
		return new DefaultRabbitTemplateObservationConvention() {
			@Override
			public KeyValues getLowCardinalityKeyValues(RabbitMessageSenderContext context) {
				return KeyValues.of(TemplateLowCardinalityTags.BEAN_NAME.asString(), context.getBeanName());
			}

			@Override
			public String getContextualName(RabbitMessageSenderContext context) {
				return "reply send";
			}
		};
	}

}
