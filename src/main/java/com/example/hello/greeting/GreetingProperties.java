package com.example.hello.greeting;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of the greeting.
 *
 * @param maxNameLength the longest name that is greeted, in Unicode code points
 */
@ConfigurationProperties("greeting")
record GreetingProperties(int maxNameLength) {
}
