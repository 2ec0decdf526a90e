package com.example.hello.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.example.hello.greeting.Languages;
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
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.ContentVersionStrategy;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Serves the pages and the files that they link to, as src/build/Pages prepared them. */
@RestController
class PageController implements WebMvcConfigurer {

	private final ObjectNode links;

	private final JsonNode index;

	PageController(Languages languages, JsonMapper json, Environment environment) throws IOException {
		String actuator = environment.getProperty("management.endpoints.web.base-path", "/actuator").substring(1);
		this.links = json.readValue(new ClassPathResource("pages/links.json").getContentAsString(StandardCharsets.UTF_8)
			.replace("actuator/", actuator + "/"), ObjectNode.class);
		if (!environment.getProperty("spring.graphql.graphiql.enabled", Boolean.class, false)) {
			this.links.remove("graphiql");
		}
		if (ManagementPortType.get(environment) != ManagementPortType.SAME) {
			this.links.remove(List.of("health", "info", "metrics"));
		}
		this.index = json.valueToTree(Map.of("_links", this.links, "languages",
				languages.supported().stream().map(Locale::toLanguageTag).sorted().toList()));
	}

	/**
	 * The index for programs, {@code curl} among them: if {@code Accept} is a wildcard,
	 * Spring MVC picks JSON before HTML. Browsers ask for {@code text/html}.
	 */
	@GetMapping(path = "/", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<JsonNode> index() {
		return ResponseEntity.ok().cacheControl(CacheControl.noCache()).varyBy(HttpHeaders.ACCEPT).body(this.index);
	}

	@GetMapping(path = { "/", "/docs", "/graphiql" }, produces = "text/html;charset=UTF-8")
	ResponseEntity<byte[]> page(HttpServletRequest request) throws IOException, NoResourceFoundException {
		String path = String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
		String name = path.substring(1);
		Resource page = new ClassPathResource("pages/" + (name.isEmpty() ? "index" : name) + ".html");
		if (!page.exists() || (name.equals("graphiql") && !this.links.has(name))) {
			throw new NoResourceFoundException(HttpMethod.GET, path, name);
		}
		// Weak, because Tomcat does not compress a response with a strong tag.
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noCache())
			.varyBy(HttpHeaders.ACCEPT)
			.eTag("W/\"" + new ContentVersionStrategy().getResourceVersion(page) + "\"")
			.body(page.getContentAsByteArray());
	}

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		registry.addResourceHandler("/assets/**")
			.addResourceLocations("classpath:/pages/assets/")
			.setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
	}

}
