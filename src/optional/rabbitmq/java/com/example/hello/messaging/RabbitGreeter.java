package com.example.hello.messaging;

import java.time.Duration;
import java.util.Objects;

import com.example.hello.greeting.Greeting;
import com.example.hello.greeting.InvalidNameException;
import com.example.hello.greeting.Transport;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.amqp.AmqpException;
import org.springframework.amqp.ImmediateRequeueAmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Sends the greeting, or what is wrong with the name, to the queue that the request
 * names. A request counts as done once the broker has confirmed the reply; before that,
 * the broker delivers it again. A listener's return value would be sent without waiting
 * for a confirm, and a reply could be lost.
 */
@Component
class RabbitGreeter {

	private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(5);

	private final MessageGreeter greeter;

	private final RabbitTemplate rabbit;

	private final ObservationRegistry observations;

	RabbitGreeter(MessageGreeter greeter, RabbitTemplate rabbit, ObservationRegistry observations) {
		this.greeter = greeter;
		this.rabbit = rabbit;
		this.observations = observations;
	}

	@RabbitListener(queues = RabbitConfiguration.QUEUE)
	void greet(Message request) {
		String replyTo = request.getMessageProperties().getReplyTo();
		if (replyTo == null) {
			throw new UnreadableMessageException("The message has no reply_to. Name the queue for the greeting there.");
		}
		Message reply = reply(request);
		try {
			this.rabbit.invoke((channel) -> {
				channel.send("", replyTo, reply);
				channel.waitForConfirmsOrDie(CONFIRM_TIMEOUT.toMillis());
				return true;
			});
		}
		catch (AmqpException ex) {
			throw new ImmediateRequeueAmqpException("The broker has not confirmed the reply", ex);
		}
	}

	private Message reply(Message request) {
		MessageProperties asked = request.getMessageProperties();
		MessageProperties reply = new MessageProperties();
		reply.setCorrelationId(asked.getCorrelationId());
		Object language = asked.getHeaders().get(MessageGreeter.ACCEPT_LANGUAGE);
		try {
			Greeting greeting = this.greeter.greet(request.getBody(), (language instanceof String text) ? text : null,
					asked.getCorrelationId(), Transport.RABBITMQ);
			reply.setContentType(MediaType.APPLICATION_JSON_VALUE);
			reply.setHeader(MessageGreeter.CONTENT_LANGUAGE, greeting.language().toLanguageTag());
			return new Message(this.greeter.json(new MessageGreeter.Hello(greeting.message())), reply);
		}
		catch (InvalidNameException ex) {
			Objects.requireNonNullElse(this.observations.getCurrentObservation(), Observation.NOOP).error(ex);
			reply.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
			return new Message(this.greeter.json(new Problem("Bad Request", 400, String.valueOf(ex.getMessage()))),
					reply);
		}
	}

	/** As over HTTP (RFC 9457). */
	private record Problem(String title, int status, String detail) {
	}

}
