package com.example.hello.http;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

import com.example.hello.observability.AccessLogValve;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http2.Http2Protocol;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.RequestContextFilter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * What every HTTP request passes, in order. Applies to the application's web server and,
 * through {@code ManagementContextConfiguration.imports}, to Actuator's own.
 */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatWebServerFactory> valves(HttpProperties settings,
			Predicate<HttpServletRequest> probesAndScrapes, CorsConfiguration cors, MessageSource messages,
			JsonMapper json, @Value("${info.instance}") String instance) {
		return (factory) -> {
			factory.setProtocol(DrainingProtocol.class.getName());
			factory.addConnectorCustomizers((connector) -> limit(connector, settings));
			factory.addContextLifecycleListeners(new CarrierThreads());
			factory.addEngineValves(new ResponseHeadersValve(settings.instanceHeader(), instance),
					new AccessLogValve(probesAndScrapes));
			factory.addContextCustomizers((context) -> {
				context.getParent().getPipeline().addValve(new ProblemReportValve(messages, json));
				if (settings.concurrentRequests() > 0) {
					context.getPipeline().addValve(new OverloadValve(settings.concurrentRequests(), probesAndScrapes));
				}
				context.getPipeline().addValve(new RequestValve(cors));
			});
		};
	}

	private static void limit(Connector connector, HttpProperties settings) {
		// RequestValve refuses TRACE, with the right Allow header.
		connector.setAllowTrace(true);
		if (connector.getProtocolHandler() instanceof DrainingProtocol protocol) {
			protocol.clientLimits().set(settings.connectionsPerAddress(), settings.minimumRate().toBytes());
		}
		for (UpgradeProtocol protocol : connector.findUpgradeProtocols()) {
			// Its first PING logs an error if the client has already gone.
			// PINGs also measure the drain time, which needs a value without them.
			((Http2Protocol) protocol).setInitiatePingDisabled(true);
			((Http2Protocol) protocol).setDrainTimeout(Duration.ofSeconds(1).toNanos());
		}
	}

	/** Off: Spring MVC's servlet does the same, and no filter needs it. */
	@Bean
	FilterRegistrationBean<RequestContextFilter> requestContextFilter() {
		FilterRegistrationBean<RequestContextFilter> filter = new FilterRegistrationBean<>(new RequestContextFilter());
		filter.setEnabled(false);
		return filter;
	}

	/**
	 * Actuator's mappings have the order -100. If they came first, each request would be
	 * compared with every endpoint of Actuator.
	 */
	@Bean
	InitializingBean controllersFirst(
			@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping controllers) {
		return () -> controllers.setOrder(-101);
	}

	@Bean
	MeterBinder refusedRequests() {
		return (registry) -> FunctionCounter
			.builder("http.server.requests.refused", OverloadValve.refused, LongAdder::sum)
			.description("Requests refused because http.concurrent-requests were running")
			.register(registry);
	}

}
