package com.example.hello.http;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

class PagesIT {

	private static final Pattern LINK = Pattern.compile("(?:href|src|action)=\"([^\"]*)\"");

	private final ServiceProcess service = ServiceProcess.shared();

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | text/html
			text/html                                                       | text/html
			application/json;q=0.8,text/html;q=0.9                          | text/html
			application/json;q=0.9,text/html;q=0.8                          | application/json
			application/json                                                | application/json
			*/*                                                             | application/json
			""")
	void servesAPageToABrowserAndAnIndexToAProgram(String accept, String type) {
		for (String method : List.of("GET", "HEAD")) {
			HttpResponse<String> response = this.service.send(method, "/", "Accept", accept);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(header(response, "Content-Type")).startsWith(type);
			assertThat(header(response, "Vary").split(",")).anyMatch("Accept"::equalsIgnoreCase);
		}
	}

	@Test
	void servesTheIndexByDefault() {
		assertThat(header(this.service.get("/"), "Content-Type")).isEqualTo("application/json");
	}

	@Test
	void linksToWhatItServes() {
		JsonNode links = index(this.service).get("_links");
		assertThat(links.get("hello").toString()).isEqualTo("{\"href\":\"hello{?name}\",\"templated\":true}");
		assertThat(links.size()).isGreaterThan(5);
		links.forEach((link) -> {
			String path = "/" + link.get("href").asString().replace("{?name}", "");
			assertThat(this.service.get(path).statusCode()).as(path).isIn(200, 405);
		});
	}

	@Test
	void listsEveryLanguage() {
		index(this.service).get("languages").forEach((language) -> {
			String tag = language.asString();
			assertThat(header(this.service.get("/hello", "Accept-Language", tag), "Content-Language")).isEqualTo(tag);
		});
		assertThat(index(this.service).get("languages").size()).isGreaterThanOrEqualTo(15);
	}

	@ParameterizedTest
	@MethodSource("pages")
	void refusesOtherMethodsAndTypes(String path) {
		HttpResponse<String> refused = this.service.send("POST", path);
		assertThat(refused.statusCode()).isEqualTo(405);
		assertThat(header(refused, "Content-Type")).isEqualTo("application/problem+json");
		assertThat(this.service.get(path, "Accept", "image/png").statusCode()).isEqualTo(406);
	}

	@ParameterizedTest
	@MethodSource("pages")
	void revalidatesAPage(String path) {
		HttpResponse<String> page = page(path);
		assertThat(header(page, "Content-Type")).isEqualTo("text/html;charset=UTF-8");
		assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
		HttpResponse<String> again = this.service.get(path, "Accept", "text/html", "If-None-Match",
				header(page, "ETag"));
		assertThat(again.statusCode()).isEqualTo(304);
		assertThat(again.body()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksOnlyToItself(String path) {
		List<String> links = links(page(path));
		assertThat(links).isNotEmpty()
			.allMatch((link) -> link.matches("[\\w./-]+|#\\w+"))
			.noneMatch((link) -> link.startsWith("/"));
		assertThat(page(path).body()).doesNotContain("asset:").doesNotContain("<style").doesNotContain(" style=");
	}

	@ParameterizedTest
	@MethodSource("pages")
	void allowsAPageNothingFromElsewhereAndNothingInline(String path) {
		HttpResponse<String> page = this.service.get(path, "Accept", "text/html");
		assertThat(page(path).headers().allValues("Content-Security-Policy")).hasSize(1);
		assertThat(page(path).headers().firstValue("Content-Security-Policy").orElseThrow().split("; "))
			.contains("default-src 'none'", "script-src 'self'",
					path.equals("/graphiql") ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'",
					"connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'")
			.noneMatch((directive) -> directive.contains("http") || directive.contains("*")
					|| directive.contains("unsafe-eval"));
	}

	@ParameterizedTest
	@MethodSource("assets")
	void letsABrowserCacheAFileByItsHash(String asset) {
		HttpResponse<String> file = this.service.get(asset, "Accept-Encoding", "gzip");
		assertThat(file.statusCode()).isEqualTo(200);
		assertThat(header(file, "Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
		assertThat(file.headers().firstValue("Content-Disposition")).isEmpty();
		assertThat(header(file, "Content-Type")).isIn("text/css", "text/javascript", "image/svg+xml");
		HttpResponse<String> again = this.service.get(asset, "If-Modified-Since", header(file, "Last-Modified"));
		assertThat(again.statusCode()).isEqualTo(304);
	}

	@ParameterizedTest
	@MethodSource("assets")
	void namesNoOtherHostInItsOwnFiles(String asset) {
		if (asset.matches(".*(index|docs|graphiql)\\.(css|js)|.*\\.svg")) {
			assertThat(this.service.get(asset).body().replace("http://www.w3.org/2000/svg", "")).doesNotContain("//w")
				.doesNotContain("http:")
				.doesNotContain("https:");
		}
	}

	static Stream<String> pages() throws IOException {
		Resource[] pages = new PathMatchingResourcePatternResolver().getResources("classpath:pages/*.html");
		return Stream.of(pages).map((page) -> "/" + page.getFilename().replaceFirst("(index)?\\.html$", ""));
	}

	static Stream<String> assets() throws IOException {
		return pages().flatMap((path) -> links(ServiceProcess.shared().get(path, "Accept", "text/html")).stream())
			.filter((link) -> link.startsWith("assets/"))
			.map((link) -> "/" + link)
			.distinct();
	}

	@Test
	void compressesWhatIsLargeAndNoGreeting() throws IOException {
		String script = assets().filter((asset) -> asset.endsWith("/index.js")).findFirst().orElseThrow();
		for (String path : List.of(script, "/actuator/prometheus", "/actuator/sbom/application")) {
			assertThat(header(this.service.get(path, "Accept-Encoding", "gzip"), "Content-Encoding")).as(path)
				.isEqualTo("gzip");
		}
		for (String path : List.of("/hello", "/nope", "/livez")) {
			assertThat(this.service.get(path, "Accept-Encoding", "gzip").headers().firstValue("Content-Encoding"))
				.as(path)
				.isEmpty();
		}
	}

	@Test
	void servesNoFileThatNoPageUses() throws IOException {
		String script = assets().filter((asset) -> asset.endsWith("/index.js")).findFirst().orElseThrow();
		for (String path : List.of(script.replaceFirst("/assets/.", "/assets/_"), script + ".map",
				script.replace("index.js", "docs.js"), "/assets", "/pages/index.js", "/index.html",
				"/webjars/react/18.3.1/README.md", "/webjars/swagger-ui/5.34.1/index.html", "/favicon.ico")) {
			HttpResponse<String> response = this.service.get(path);
			assertThat(response.statusCode()).as(path).isEqualTo(404);
			assertThat(header(response, "Content-Type")).as(path).isEqualTo("application/problem+json");
			assertThat(response.headers().firstValue("Cache-Control").orElse("")).as(path).doesNotContain("immutable");
		}
	}

	@Test
	void linksToNoActuatorOnAnotherPort() {
		assertThat(index(ServiceProcess.sharedWithManagementPort()).get("_links").propertyNames())
			.contains("hello", "live", "ready")
			.doesNotContain("health", "info", "metrics");
	}

	@Test
	void identifiesItsInstance() {
		JsonNode info = new JsonMapper().readTree(this.service.get("/actuator/info").body());
		assertThat(info.get("instance").asString()).isEqualTo("pod-7");
		assertThat(info.propertyNames()).isSubsetOf("instance", "git", "build", "java");
	}

	private HttpResponse<String> page(String path) {
		HttpResponse<String> page = this.service.get(path, "Accept", "text/html");
		assertThat(page.statusCode()).isEqualTo(200);
		return page;
	}

	private static JsonNode index(ServiceProcess service) {
		return new JsonMapper().readTree(service.get("/", "Accept", "application/json").body());
	}

	private static List<String> links(HttpResponse<String> page) {
		return LINK.matcher(page.body()).results().map((MatchResult link) -> link.group(1)).toList();
	}

	private static String header(HttpResponse<String> response, String name) {
		return response.headers().firstValue(name).orElseThrow();
	}

}
