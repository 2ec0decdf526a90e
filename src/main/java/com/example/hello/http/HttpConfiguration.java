package com.example.hello.http;

import java.util.function.Predicate;

import com.example.hello.observability.AccessLogValve;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What every HTTP request passes, in order. Applies to the application's web server and,
 * through {@code ManagementContextConfiguration.imports}, to Actuator's own.
 */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatWebServerFactory> valves(Predicate<HttpServletRequest> ignored,
			MessageSource messages, JsonMapper json, @Value("${http.instance-header}") String instanceHeader,
			@Value("${info.instance}") String instance) {
		return (factory) -> {
			factory.setProtocol(DrainingProtocol.class.getName());
			factory.addEngineValves(new ResponseHeadersValve(instanceHeader, instance), new AccessLogValve(ignored));
			factory.addContextCustomizers((context) -> {
				context.getParent().getPipeline().addValve(new ProblemReportValve(messages, json));
				context.getPipeline().addValve(new RequestValve());
			});
			// RequestValve refuses TRACE, with the right Allow header.
			factory.addConnectorCustomizers((connector) -> connector.setAllowTrace(true));
		};
	}

}
