package com.example.hello.messaging;

import java.util.concurrent.TimeUnit;

import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Starts to listen, again and again until it succeeds. Spring Kafka tries once, and the
 * service would not start while the name of its broker does not resolve.
 */
@Component
class KafkaStart {

	private static final Logger log = LoggerFactory.getLogger(KafkaStart.class);

	private final KafkaListenerEndpointRegistry listeners;

	KafkaStart(KafkaListenerEndpointRegistry listeners) {
		this.listeners = listeners;
	}

	@Scheduled(fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
	void listen() {
		try {
			this.listeners.getListenerContainers()
				.stream()
				.filter((container) -> !container.isRunning())
				.forEach((container) -> container.start());
		}
		catch (KafkaException ex) {
			log.warn("Not listening to Kafka: {}", String.valueOf(ex.getCause()));
		}
	}

}
