package com.example.hello.grpc;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Limits of calls.
 *
 * @param longestCall how long a call may take, whatever deadline its caller sets
 * @param callsPerConnection how many calls a connection may have at the same time
 */
@ConfigurationProperties("grpc")
record GrpcProperties(Duration longestCall, int callsPerConnection) {

	GrpcProperties {
		if (longestCall.isNegative() || longestCall.isZero()) {
			throw new InvalidConfigurationPropertyValueException("grpc.longest-call", longestCall,
					"It must be positive.");
		}
		if (callsPerConnection < 1) {
			throw new InvalidConfigurationPropertyValueException("grpc.calls-per-connection", callsPerConnection,
					"It must be at least 1.");
		}
	}

}
