package com.example.hello.http;

import java.util.List;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.CorsFilter;

/** CORS, closed unless {@code http.cors-origins} is set. */
@Configuration(proxyBeanMethods = false)
class CrossOriginConfiguration {

	/**
	 * Which pages of other origins may call. No credentials, because tokens need none,
	 * and no list of methods, because each path has its own.
	 */
	@Bean
	CorsConfiguration cors(HttpProperties settings) {
		CorsConfiguration cors = new CorsConfiguration();
		settings.corsOrigins().forEach(cors::addAllowedOrigin);
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

}
