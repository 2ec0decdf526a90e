package com.example.hello.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.util.function.ThrowingFunction;
import org.springframework.util.function.ThrowingSupplier;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.ContentVersionStrategy;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * The pages in {@code pages/}, and the files that they name: <code>asset:</code> and a
 * path on the classpath, with {@code *} for the version of a WebJar. Each such file has a
 * URL with the hash of its content in it, so that a browser may keep it for ever; a file
 * that no page names has none. All are read when the first is asked for, so that the
 * start costs nothing.
 */
@Component
@Order(-1)
class Pages implements WebMvcConfigurer {

	private static final Pattern ASSET = Pattern.compile("asset:([^\"]+)");

	private static final CacheControl FOR_EVER = CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

	private final SingletonSupplier<Map<String, ResponseEntity<Resource>>> answers = SingletonSupplier
		.of(ThrowingSupplier.of(this::read));

	private final List<String> paths;

	Pages(@Value("${spring.graphql.graphiql.enabled}") boolean graphiql) {
		this.paths = graphiql ? List.of("/", "/docs", "/graphiql") : List.of("/", "/docs");
	}

	/** The page or the file at this path, as it is sent. */
	ResponseEntity<Resource> at(String path) throws NoResourceFoundException {
		ResponseEntity<Resource> answer = this.answers.obtain().get(path);
		if (answer == null) {
			throw new NoResourceFoundException(HttpMethod.GET, path, path.substring(1));
		}
		return answer;
	}

	private Map<String, ResponseEntity<Resource>> read() throws IOException {
		Map<String, ResponseEntity<Resource>> all = new HashMap<>();
		for (String path : this.paths) {
			String template = new ClassPathResource("pages" + (path.equals("/") ? "/index" : path) + ".html")
				.getContentAsString(StandardCharsets.UTF_8);
			String html = ASSET.matcher(template)
				.replaceAll(ThrowingFunction.of((link) -> addAsset(link.group(1), all)));
			Resource page = new ByteArrayResource(html.getBytes(StandardCharsets.UTF_8));
			all.put(path,
					answer(page, CacheControl.noCache()).varyBy(HttpHeaders.ACCEPT)
						.contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
						.body(page));
		}
		return all;
	}

	/** The URL is relative: a proxy may serve the pages under a prefix. */
	private static String addAsset(String path, Map<String, ResponseEntity<Resource>> all) throws IOException {
		Resource file = new PathMatchingResourcePatternResolver().getResources("classpath:" + path)[0];
		String url = "assets/" + hash(file) + "/" + file.getFilename();
		all.put("/" + url,
				answer(file, FOR_EVER).contentType(MediaTypeFactory.getMediaType(file).orElseThrow()).body(file));
		return url;
	}

	private static ResponseEntity.BodyBuilder answer(Resource content, CacheControl cacheControl) {
		// Weak, because Tomcat compresses nothing that has a strong one. With a
		// disposition, because Spring MVC would have a script saved as f.txt.
		return ResponseEntity.ok()
			.cacheControl(cacheControl)
			.eTag("W/\"" + hash(content) + "\"")
			.header(HttpHeaders.CONTENT_DISPOSITION, "inline");
	}

	private static String hash(Resource content) {
		return new ContentVersionStrategy().getResourceVersion(content);
	}

	/**
	 * Keeps the servlet container from serving all that is in the WebJars. Ordered before
	 * Spring Boot, which leaves alone a path that is taken.
	 */
	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		registry.addResourceHandler("/webjars/**").addResourceLocations("classpath:/static/webjars/");
	}

}
