package com.example.hello.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.resource.ContentVersionStrategy;

/**
 * The pages in {@code pages/}, and the files that they name: <code>asset:</code> and a
 * path on the classpath, with {@code *} for the version of a WebJar. Each such file has a
 * URL with the hash of its content in it, so that a browser may keep it for ever; a file
 * that no page names has none. All are read when the first is asked for, so that the
 * start costs nothing.
 */
@Component
class Pages {

	private static final Pattern ASSET = Pattern.compile("asset:([^\"]+)");

	private final SingletonSupplier<Content> content = SingletonSupplier.of(Content::read);

	/** The page as it is sent, each link to a file with its hash. */
	String html(String page) {
		return Objects.requireNonNull(this.content.obtain().html().get(page));
	}

	@Nullable Resource asset(String url) {
		return this.content.obtain().assets().get(url);
	}

	private record Content(Map<String, String> html, Map<String, Resource> assets) {

		static Content read() {
			Content content = new Content(new HashMap<>(), new HashMap<>());
			try {
				for (String page : List.of("index", "docs", "graphiql")) {
					String template = new ClassPathResource("pages/" + page + ".html")
						.getContentAsString(StandardCharsets.UTF_8);
					content.html.put(page,
							ASSET.matcher(template).replaceAll((link) -> content.addAsset(link.group(1))));
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			return content;
		}

		/** The URL is relative: a proxy may serve the pages under a prefix. */
		private String addAsset(String path) {
			try {
				Resource file = new PathMatchingResourcePatternResolver().getResources("classpath:" + path)[0];
				String url = "assets/" + new ContentVersionStrategy().getResourceVersion(file) + "/"
						+ file.getFilename();
				this.assets.put(url, file);
				return url;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
