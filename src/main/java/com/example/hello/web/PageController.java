package com.example.hello.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.example.hello.greeting.GreetingService;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.resource.NoResourceFoundException;

@RestController
class PageController {

	private static final CacheControl FOR_EVER = CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

	private static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";

	private final Pages pages;

	private final Index index;

	private final boolean graphiql;

	PageController(Pages pages, GreetingService greetings, Environment environment) {
		this.pages = pages;
		this.graphiql = environment.getRequiredProperty("spring.graphql.graphiql.enabled", Boolean.class);
		Map<String, Link> links = new LinkedHashMap<>();
		links.put("hello", new Link("/hello{?name}"));
		links.put("graphql", new Link("/graphql"));
		if (this.graphiql) {
			links.put("graphiql", new Link("/graphiql"));
		}
		links.put("docs", new Link("/docs"));
		links.put("openapi", new Link("/openapi.yaml"));
		links.put("live", new Link("/livez"));
		links.put("ready", new Link("/readyz"));
		if (ManagementPortType.get(environment) == ManagementPortType.SAME) {
			links.put("health", new Link("/actuator/health"));
			links.put("info", new Link("/actuator/info"));
			links.put("metrics", new Link("/actuator/prometheus"));
		}
		this.index = new Index(links, greetings.languages().stream().map(Locale::toLanguageTag).sorted().toList());
	}

	/**
	 * What a program gets, {@code curl} included: of two types that the Accept header
	 * wants alike, as it does with no more than a wildcard in it, Spring MVC takes the
	 * first in the alphabet. A browser names {@code text/html}.
	 */
	@GetMapping(path = "/", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Index> index() {
		return revalidated().body(this.index);
	}

	@GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
	ResponseEntity<String> face() {
		return page("index");
	}

	@GetMapping(path = "/docs", produces = MediaType.TEXT_HTML_VALUE)
	ResponseEntity<String> docs() {
		return page("docs");
	}

	/**
	 * Whenever GraphiQL opens a dialog, it writes a style sheet into the page that keeps
	 * the page from scrolling, so it is allowed to: here and nowhere else.
	 */
	@GetMapping(path = "/graphiql", produces = MediaType.TEXT_HTML_VALUE)
	ResponseEntity<String> graphiql(HttpServletResponse response) throws NoResourceFoundException {
		if (!this.graphiql) {
			throw new NoResourceFoundException(HttpMethod.GET, "/graphiql", "graphiql");
		}
		response.setHeader(CONTENT_SECURITY_POLICY, response.getHeader(CONTENT_SECURITY_POLICY)
			.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"));
		return page("graphiql");
	}

	@GetMapping("/assets/{hash}/{name}")
	ResponseEntity<Resource> asset(@PathVariable String hash, @PathVariable String name)
			throws NoResourceFoundException {
		String url = "assets/" + hash + "/" + name;
		Resource file = this.pages.asset(url);
		if (file == null) {
			throw new NoResourceFoundException(HttpMethod.GET, "/" + url, url);
		}
		return ResponseEntity.ok()
			.cacheControl(FOR_EVER)
			.eTag("W/\"" + hash + "\"")
			.contentType(MediaTypeFactory.getMediaType(file).orElseThrow())
			.body(file);
	}

	private ResponseEntity<String> page(String name) {
		String html = this.pages.html(name);
		// Weak, because Tomcat compresses nothing that has a strong one.
		return revalidated().eTag("W/\"" + DigestUtils.md5DigestAsHex(html.getBytes(StandardCharsets.UTF_8)) + "\"")
			.contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
			.body(html);
	}

	private static ResponseEntity.BodyBuilder revalidated() {
		return ResponseEntity.ok().cacheControl(CacheControl.noCache()).varyBy(HttpHeaders.ACCEPT);
	}

	/** Links as HAL has them, and the languages that the greeting can be had in. */
	private record Index(@JsonProperty("_links") Map<String, Link> links, List<String> languages) {
	}

	@JsonInclude(JsonInclude.Include.NON_DEFAULT)
	private record Link(String href) {

		@JsonProperty
		boolean templated() {
			return this.href.contains("{");
		}

	}

}
