package com.example.hello.greeting;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class GreetingConfiguration {

	@Bean
	Languages languages(Phrases phrases) {
		return new Languages(phrases.phrases().keySet());
	}

	@Bean
	GreetingService greetingService(NameRules names, Languages languages, Phrases phrases, MeterRegistry registry) {
		return new GreetingService(names, languages, phrases, new GreetingCounter(languages, registry));
	}

}
