package com.example.hello.greeting;

/**
 * How a request for a greeting arrived. A closed set, because it is a label of the
 * {@code greetings_total} metric: no caller may add a time series.
 */
public enum Transport {

	/** GraphQL over HTTP. */
	GRAPHQL,

	/** gRPC. */
	GRPC,

	/** A stream of names in Kafka. */
	KAFKA,

	/** Request and reply over RabbitMQ. */
	RABBITMQ,

	/** HTTP with JSON. */
	REST

}
