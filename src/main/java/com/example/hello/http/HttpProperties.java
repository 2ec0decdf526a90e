package com.example.hello.http;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * What the server offers its clients.
 *
 * @param corsOrigins the origins whose pages may read responses, or {@code *}
 * @param instanceHeader the header that names the instance, or empty
 * @param connectionsPerAddress connections of one client address, or 0 for any number
 * @param minimumRate how much of a message has to move in a second, once
 * {@code server.tomcat.connection-timeout} is over, or 0 to wait as long as bytes move
 * @param concurrentRequests requests at the same time, or 0 for any number
 */
@ConfigurationProperties("http")
record HttpProperties(List<String> corsOrigins, String instanceHeader, int connectionsPerAddress, DataSize minimumRate,
		int concurrentRequests) {

	HttpProperties {
		for (String origin : corsOrigins) {
			check(origin.matches("\\*|https?://[^/*]+"), "cors-origins", origin,
					"An origin is a scheme and a host, as in https://app.example.com.");
		}
		check(instanceHeader.matches("[A-Za-z0-9-]*"), "instance-header", instanceHeader,
				"It must be a name of letters, digits and dashes.");
		check(connectionsPerAddress >= 0, "connections-per-address", connectionsPerAddress, "It cannot be negative.");
		check(!minimumRate.isNegative(), "minimum-rate", minimumRate, "It cannot be negative.");
		check(concurrentRequests >= 0, "concurrent-requests", concurrentRequests, "It cannot be negative.");
	}

	private static void check(boolean valid, String name, Object value, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException("http." + name, value, reason);
		}
	}

}
