package com.example.hello.http;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import com.example.hello.observability.AccessLogValve;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http2.Http2Protocol;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.CorsFilter;

/**
 * What every HTTP request passes, in order. Applies to the application's web server and,
 * through {@code ManagementContextConfiguration.imports}, to Actuator's own.
 */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

	/**
	 * Which pages of other origins may call. No credentials, because tokens need none,
	 * and no list of methods, because each path has its own.
	 */
	@Bean
	CorsConfiguration cors(@Value("${http.cors-origins}") String origins) {
		CorsConfiguration cors = new CorsConfiguration();
		for (String origin : StringUtils.tokenizeToStringArray(origins, ", ")) {
			if (!origin.matches("\\*|https?://[^/*]+")) {
				throw new InvalidConfigurationPropertyValueException("http.cors-origins", origin,
						"An origin is a scheme and a host, as in https://app.example.com.");
			}
			cors.addAllowedOrigin(origin);
		}
		cors.setAllowedMethods(List.of(CorsConfiguration.ALL));
		cors.setAllowedHeaders(List.of(CorsConfiguration.ALL));
		cors.setExposedHeaders(
				List.of("Content-Language", "Retry-After", "traceresponse", "WWW-Authenticate", "X-Request-Id"));
		return cors;
	}

	/** Before security, because a preflight has no token. */
	@Bean
	FilterRegistrationBean<CorsFilter> corsFilter(CorsConfiguration cors) {
		FilterRegistrationBean<CorsFilter> filter = new FilterRegistrationBean<>(new CorsFilter((request) -> cors));
		filter.setEnabled(cors.getAllowedOrigins() != null);
		filter.setOrder(-101);
		return filter;
	}

	@Bean
	WebServerFactoryCustomizer<TomcatWebServerFactory> valves(Predicate<HttpServletRequest> ignored,
			CorsConfiguration cors, MessageSource messages, JsonMapper json,
			@Value("${http.instance-header}") String instanceHeader, @Value("${info.instance}") String instance) {
		return (factory) -> {
			factory.setProtocol(DrainingProtocol.class.getName());
			factory.addEngineValves(new ResponseHeadersValve(instanceHeader, instance), new AccessLogValve(ignored));
			factory.addContextCustomizers((context) -> {
				context.getParent().getPipeline().addValve(new ProblemReportValve(messages, json));
				context.getPipeline().addValve(new RequestValve(cors));
			});
			// RequestValve refuses TRACE, with the right Allow header.
			factory.addConnectorCustomizers((connector) -> {
				connector.setAllowTrace(true);
				for (UpgradeProtocol protocol : connector.findUpgradeProtocols()) {
					// Its first PING logs an error if the client has already gone. The
					// drain time, which it measures, then needs a value.
					((Http2Protocol) protocol).setInitiatePingDisabled(true);
					((Http2Protocol) protocol).setDrainTimeout(Duration.ofSeconds(1).toNanos());
				}
			});
		};
	}

}
