/**
 * The greeting over message brokers: RabbitMQ and Kafka, each by its own Maven profile.
 */
@NullMarked
package com.example.hello.messaging;

import org.jspecify.annotations.NullMarked;
