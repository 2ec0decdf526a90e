package com.example.hello.security;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts the valve into each web server: the application's, and Actuator's own where it has
 * one (see {@code ManagementContextConfiguration.imports}).
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	@Bean
	WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> securityHeaders() {
		return (factory) -> factory.addEngineValves(new HeadersValve());
	}

}
