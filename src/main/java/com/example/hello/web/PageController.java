package com.example.hello.web;

import java.io.IOException;
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
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.resource.NoResourceFoundException;

@RestController
class PageController {

	private final Pages pages;

	private final JsonNode index;

	PageController(Pages pages, GreetingService greetings, JsonMapper json, Environment environment)
			throws IOException {
		this.pages = pages;
		ObjectNode links = json.readValue(new ClassPathResource("pages/links.json").getContentAsByteArray(),
				ObjectNode.class);
		if (!environment.getRequiredProperty("spring.graphql.graphiql.enabled", Boolean.class)) {
			links.remove("graphiql");
		}
		if (ManagementPortType.get(environment) != ManagementPortType.SAME) {
			links.remove(List.of("health", "info", "metrics"));
		}
		this.index = json.createObjectNode()
			.<ObjectNode>set("_links", links)
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

	@GetMapping(path = { "/", "/docs", "/graphiql" }, produces = MediaType.TEXT_HTML_VALUE)
	ResponseEntity<Resource> page(HttpServletRequest request) throws NoResourceFoundException {
		return this.pages.at(request.getServletPath());
	}

	@GetMapping("/assets/{hash}/{name}")
	ResponseEntity<Resource> asset(HttpServletRequest request) throws NoResourceFoundException {
		return this.pages.at(request.getServletPath());
	}

}
