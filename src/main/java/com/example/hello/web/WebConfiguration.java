package com.example.hello.web;

import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Keeps what the pages do not use of the WebJars (READMEs, sources, other builds) from
 * being served. Ordered before Spring Boot, which leaves alone a path that is taken;
 * without this the servlet container would serve them as well.
 */
@Configuration(proxyBeanMethods = false)
@Order(-1)
class WebConfiguration implements WebMvcConfigurer {

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		registry.addResourceHandler("/webjars/**").addResourceLocations("classpath:/static/webjars/");
	}

}
