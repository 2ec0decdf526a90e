package com.example.hello.web;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import com.example.hello.greeting.GreetingService;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.ContentVersionStrategy;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** The pages, and the files that they name, as the build left them (src/build/Pages). */
@RestController
class PageController implements WebMvcConfigurer {

	private final ObjectNode links;

	private final JsonNode index;

	PageController(GreetingService greetings, JsonMapper json, Environment environment) throws IOException {
		this.links = json.readValue(new ClassPathResource("pages/links.json").getContentAsByteArray(),
				ObjectNode.class);
		if (!environment.getRequiredProperty("spring.graphql.graphiql.enabled", Boolean.class)) {
			this.links.remove("graphiql");
		}
		if (ManagementPortType.get(environment) != ManagementPortType.SAME) {
			this.links.remove(List.of("health", "info", "metrics"));
		}
		this.index = json.createObjectNode()
			.<ObjectNode>set("_links", this.links)
			.set("languages",
					json.valueToTree(greetings.languages().stream().map(Locale::toLanguageTag).sorted().toList()));
	}

	/**
	 * What a program gets, {@code curl} included: of two types that the Accept header
	 * wants alike, as it does with no more than a wildcard in it, Spring MVC takes the
	 * first in the alphabet. A browser names {@code text/html}.
	 */
	@GetMapping(path = "/", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<JsonNode> index() {
		return ResponseEntity.ok().cacheControl(CacheControl.noCache()).varyBy(HttpHeaders.ACCEPT).body(this.index);
	}

	@GetMapping(path = { "/", "/docs", "/graphiql" }, produces = "text/html;charset=UTF-8")
	ResponseEntity<Resource> page(HttpServletRequest request) throws NoResourceFoundException {
		String name = request.getServletPath().substring(1);
		if (name.equals("graphiql") && !this.links.has(name)) {
			throw new NoResourceFoundException(HttpMethod.GET, request.getServletPath(), name);
		}
		Resource page = new ClassPathResource("pages/" + (name.isEmpty() ? "index" : name) + ".html");
		// A weak tag, because Tomcat compresses nothing that has a strong one.
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noCache())
			.varyBy(HttpHeaders.ACCEPT)
			.eTag("W/\"" + new ContentVersionStrategy().getResourceVersion(page) + "\"")
			.body(page);
	}

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		registry.addResourceHandler("/assets/**")
			.addResourceLocations("classpath:/pages/assets/")
			.setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
	}

}
