package com.example.hello.http;

import java.util.Map;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ContextPathIT {

	private static final ServiceProcess service = ServiceProcess.start(Map.of("SERVER_SERVLET_CONTEXTPATH", "/api",
			"SPRING_MVC_SERVLET_PATH", "/v1", "MANAGEMENT_ENDPOINTS_WEB_BASEPATH", "/manage", "HOSTNAME", "replica-1",
			"HTTP_INSTANCEHEADER", "X-Instance"));

	@AfterAll
	static void stop() {
		service.close();
	}

	@Test
	void linksToItself() {
		JsonNode links = new JsonMapper().readTree(service.get("/api/v1/", "Accept", "application/json").body())
			.get("_links");
		assertThat(links.at("/health/href").asString()).isEqualTo("manage/health");
		links.forEach((link) -> {
			String path = "/api/v1/" + link.get("href").asString().replace("{?name}", "");
			assertThat(service.get(path).statusCode()).as(path).isIn(200, 405);
		});
	}

	@Test
	void redirectsWithinTheHostThatTheBrowserSees() {
		assertThat(service.get("/api").headers().firstValue("Location")).hasValue("/api/");
	}

	@Test
	void neitherLogsNorCountsProbesAndScrapes() {
		for (String path : new String[] { "/api/v1/livez", "/api/v1/readyz", "/api/v1/manage/health",
				"/api/v1/manage/prometheus" }) {
			assertThat(service.get(path, "X-Request-Id", "probe").statusCode()).as(path).isEqualTo(200);
		}
		service.awaitAccessLog(service.get("/api/v1/hello").headers().firstValue("X-Request-Id").orElseThrow());
		assertThat(service.log()).filteredOn((line) -> line.get("log.logger").asString().equals("access"))
			.noneMatch((line) -> line.get("http.request.id").asString().equals("probe"));
		assertThat(service.get("/api/v1/manage/prometheus").body()).contains("uri=\"/hello\"")
			.doesNotContain("uri=\"/livez\"")
			.doesNotContain("uri=\"/manage/prometheus\"");
	}

	@Test
	void namesTheInstanceIfAsked() {
		for (String path : new String[] { "/api/v1/hello", "/api/v1/nope", "/api/v1/manage/info" }) {
			assertThat(service.get(path).headers().allValues("X-Instance")).as(path).containsExactly("replica-1");
		}
		assertThat(service.get("/api/v1/manage/info").body()).contains("\"instance\":\"replica-1\"");
		assertThat(ServiceProcess.shared().get("/hello").headers().map()).doesNotContainKey("X-Instance");
	}

	@Test
	void letsGraphiQlUseItsStyles() {
		assertThat(
				service.get("/api/v1/graphiql", "Accept", "text/html").headers().firstValue("Content-Security-Policy"))
			.hasValueSatisfying((policy) -> assertThat(policy).contains("style-src 'self' 'unsafe-inline'"));
	}

}
