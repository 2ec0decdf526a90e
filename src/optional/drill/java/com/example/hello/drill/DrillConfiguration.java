package com.example.hello.drill;

import java.io.IOException;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Without {@code drill.enabled} there is nothing of a drill, and no endpoint. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("drill.enabled")
@Import({ Faults.class, DrillEndpoint.class })
class DrillConfiguration {

	/** Closes connections. A servlet could only cut a response short. */
	@Bean
	WebServerFactoryCustomizer<TomcatWebServerFactory> dropValve() {
		return (factory) -> factory.addContextValves(new ValveBase(true) {

			@Override
			public void invoke(Request request, Response response) throws IOException, ServletException {
				getNext().invoke(request, response);
				if (request.getAttribute(Faults.DROPPED) != null) {
					response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
				}
			}

		});
	}

}
