package com.example.hello.security;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.example.hello.ServiceProcess;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SecurityIT {

	/** What anybody may call; {@code **} is where static files are looked up. */
	private static final Set<String> OPEN = Set.of("/", "/docs", "/graphiql", "/assets/**", "/livez", "/readyz",
			"/actuator/health", "/actuator/health/**", "/actuator/info", "/actuator/prometheus", "/actuator/sbom",
			"/actuator/sbom/{id}");

	private static final JsonMapper json = new JsonMapper();

	private static AuthorizationServer issuer;

	private static ServiceProcess service;

	@BeforeAll
	static void start() {
		issuer = new AuthorizationServer(ServiceProcess.freePort()).start();
		service = ServiceProcess.start(Map.of("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUERURI", issuer.issuer(),
				"SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_AUDIENCES", AuthorizationServer.AUDIENCE, "HTTP_CORSORIGINS",
				"https://app.example,http://localhost:3000", "MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE",
				"health,info,prometheus,sbom,loggers,mappings"));
	}

	@AfterAll
	static void stop() {
		service.close();
		issuer.close();
	}

	@Test
	void greetsACallerWithATokenOfTheIssuer() {
		String[] token = bearer(issuer.token("hello:read"));
		assertThat(service.get("/hello", token).body()).isEqualTo("{\"message\":\"Hello, World!\"}");
		assertThat(service.post("/graphql", "{\"query\": \"{ hello }\"}", token).body())
			.isEqualTo("{\"data\":{\"hello\":\"Hello, GraphQL!\"}}");
		assertThat(service.send("DELETE", "/hello", token).statusCode()).isEqualTo(405);
	}

	@ParameterizedTest
	@CsvSource({ "GET, /hello", "HEAD, /hello", "POST, /graphql", "GET, /nope", "GET, /actuator",
			"GET, /actuator/loggers", "OPTIONS, /hello", "GET, /hello?access_token=TOKEN" })
	void asksForATokenWithoutAnErrorCode(String method, String path) {
		HttpResponse<String> response = service.send(method, path.replace("TOKEN", issuer.forge()), "X-Request-Id",
				"none");
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(challenge(response)).startsWith("Bearer ").doesNotContain("error");
		if (!method.equals("HEAD")) {
			assertProblem(response, 401, "Authorization header");
		}
	}

	static Stream<Arguments> badTokens() throws JOSEException {
		RSAKey key = issuer.key();
		String good = issuer.forge();
		String content = good.split("\\.")[1];
		String none = encoded("{\"alg\":\"none\"}") + "." + content + ".";
		byte[] publicKey = key.toRSAPublicKey().getEncoded();
		byte[] pem = ("-----BEGIN PUBLIC KEY-----\n"
				+ Base64.getMimeEncoder(64, "\n".getBytes()).encodeToString(publicKey) + "\n-----END PUBLIC KEY-----\n")
			.getBytes(StandardCharsets.US_ASCII);
		return Stream.of(
				Arguments.of("expired",
						issuer.forge((claims) -> claims.expirationTime(Date.from(Instant.now().minusSeconds(120))))),
				Arguments.of("without expiry", issuer.forge((claims) -> claims.expirationTime(null))),
				Arguments.of("not yet valid",
						issuer.forge((claims) -> claims.notBeforeTime(Date.from(Instant.now().plusSeconds(120))))),
				Arguments.of("wrong audience", issuer.forge((claims) -> claims.audience("other-service"))),
				Arguments.of("without audience", issuer.forge((claims) -> claims.audience((String) null))),
				Arguments.of("wrong issuer", issuer.forge((claims) -> claims.issuer("https://issuer.example"))),
				Arguments.of("without issuer", issuer.forge((claims) -> claims.issuer(null))),
				Arguments.of("alg none", none),
				Arguments.of("HMAC with the public key",
						issuer.forge(JWSAlgorithm.HS256, "JWT", key.getKeyID(), new MACSigner(publicKey))),
				Arguments.of("HMAC with the public key as PEM",
						issuer.forge(JWSAlgorithm.HS256, "JWT", key.getKeyID(), new MACSigner(pem))),
				Arguments.of("another key with the same id",
						issuer.forge(JWSAlgorithm.RS256, "JWT", key.getKeyID(),
								AuthorizationServer.signer(AuthorizationServer.newKey()))),
				Arguments.of("another type",
						issuer.forge(JWSAlgorithm.RS256, "logout+jwt", key.getKeyID(),
								AuthorizationServer.signer(key))),
				Arguments.of("changed", good.replace(content, encoded(decoded(content).replace("caller", "someone")))),
				Arguments.of("not a token", "abc"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("badTokens")
	void refusesEveryOtherToken(String reason, String token) {
		HttpResponse<String> response = service.get("/hello", bearer(token));
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(challenge(response)).startsWith("Bearer error=\"invalid_token\"");
		assertProblem(response, 401, "WWW-Authenticate");
	}

	@Test
	void acceptsTheTypeOfRfc9068AndOtherSignatures() {
		assertThat(service
			.get("/hello", bearer(issuer.forge(JWSAlgorithm.PS512, "at+jwt", issuer.key().getKeyID(),
					AuthorizationServer.signer(issuer.key()))))
			.statusCode()).isEqualTo(200);
	}

	@Test
	void refusesATokenWithoutTheScope() {
		for (String path : List.of("/hello", "/nope", "/actuator/loggers")) {
			HttpResponse<String> response = service.get(path,
					bearer(issuer.forge((claims) -> claims.claim("scope", ""))));
			assertThat(challenge(response)).startsWith("Bearer error=\"insufficient_scope\"");
			assertProblem(response, 403, "scope");
		}
	}

	@Test
	void logsAndCountsRefusalsButNoTokens() {
		String token = issuer.forge((claims) -> claims.audience("other-service"));
		service.get("/hello", bearer(token, "X-Request-Id", "refused"));
		JsonNode line = service.awaitAccessLog("refused");
		assertThat(line.get("http.response.status_code").asInt()).isEqualTo(401);
		assertThat(line.get("trace_id").asString()).hasSize(32);
		service.get("/hello", bearer(issuer.token("hello:read"), "X-Request-Id", "granted"));
		service.awaitAccessLog("granted");
		assertThat(service.scrape()).anySatisfy(
				(series, count) -> assertThat(series).contains("http_server_requests_seconds_count", "status=\"401\""))
			.noneSatisfy((series, count) -> assertThat(series).contains("spring_security"));
		assertThat(service.output()).noneMatch((output) -> output.contains(token.substring(0, 20)));
	}

	@Test
	void changesALogLevelForAnAdministratorOnly() {
		String logger = "/actuator/loggers/org.springframework.web.servlet";
		String debug = "{\"configuredLevel\":\"DEBUG\"}";
		assertThat(service.post(logger, debug).statusCode()).isEqualTo(401);
		assertThat(service.post(logger, debug, bearer(issuer.token("hello:read"))).statusCode()).isEqualTo(403);
		String[] admin = bearer(issuer.token("hello:admin"));
		assertThat(service.post(logger, "{\"configuredLevel\":\"LOUD\"}", admin).statusCode()).isEqualTo(400);
		assertThat(service.post(logger, debug, admin).statusCode()).isEqualTo(204);
		service.get("/livez");
		service.awaitLog((line) -> line.get("log.level").asString().equals("DEBUG"));
		assertThat(service.post(logger, "{\"configuredLevel\":null}", admin).statusCode()).isEqualTo(204);
		assertThat(json.readTree(service.get(logger, admin).body()).get("effectiveLevel").asString())
			.isEqualTo("ERROR");
	}

	@Test
	void followsANewKeyWithoutARestart() {
		String old = issuer.token("hello:read");
		assertThat(service.get("/hello", bearer(old)).statusCode()).isEqualTo(200);
		issuer.rotate();
		await().atMost(Duration.ofSeconds(5))
			.until(() -> service.get("/hello", bearer(issuer.token("hello:read"))).statusCode() == 200);
		assertThat(service.get("/hello", bearer(old)).statusCode()).isEqualTo(401);
	}

	@Test
	void asksTheIssuerForKeysOnceASecondAtMost() {
		int before = issuer.keyRequests();
		long start = System.nanoTime();
		for (int i = 0; i < 100; i++) {
			String token = issuer.forge(JWSAlgorithm.RS256, "JWT", UUID.randomUUID().toString(),
					AuthorizationServer.signer(issuer.key()));
			assertThat(service.get("/hello", bearer(token)).statusCode()).isEqualTo(401);
		}
		long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
		assertThat(issuer.keyRequests() - before).isBetween(1, (int) seconds + 2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/docs", "/graphiql", "/openapi.yaml", "/openapi.json", "/livez", "/readyz",
			"/actuator/health", "/actuator/health/readiness", "/actuator/info", "/actuator/prometheus",
			"/actuator/sbom/application", "/.well-known/oauth-protected-resource" })
	void keepsOpenWhatIsPublic(String path) {
		HttpResponse<String> response = service.get(path, "Accept", "text/html, */*");
		assertThat(response.statusCode()).isNotIn(401, 403);
		assertThat(response.headers().firstValue("X-Frame-Options")).isEmpty();
	}

	/** Whatever has no rule is refused even to a caller with every scope. */
	@Test
	void rulesEveryMappedEndpoint() {
		String[] everything = bearer(issuer.token("hello:read", "hello:admin"));
		JsonNode mappings = json.readTree(service.get("/actuator/mappings", everything).body())
			.at("/contexts/hello-service/mappings/dispatcherServlets/dispatcherServlet");
		Set<String> paths = new TreeSet<>();
		for (JsonNode mapping : mappings) {
			JsonNode patterns = mapping.at("/details/requestMappingConditions/patterns");
			if (patterns.isMissingNode()) {
				paths.add(mapping.get("predicate").asString().replaceAll("[\\[\\]]", "").split(",")[0]);
			}
			StreamSupport.stream(patterns.spliterator(), false).map(JsonNode::asString).forEach(paths::add);
		}
		assertThat(paths).contains("/hello", "/actuator/loggers/{name}", "/livez");
		paths.removeAll(Set.of("/**", "/webjars/**")); // static files: denied, but for
														// openapi.*
		for (String path : paths) {
			String example = path.replace("/**", "/x").replaceAll("[{][*]?\\w+[}]", "x");
			assertThat(service.get(example, everything).statusCode()).as("a rule for %s", path).isNotEqualTo(403);
			assertThat(service.get(example).statusCode() != 401).as("open: %s", path).isEqualTo(OPEN.contains(path));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://app.example", "http://localhost:3000" })
	void letsPagesOfConfiguredOriginsCall(String origin) {
		HttpResponse<String> preflight = preflight(origin);
		assertThat(preflight.statusCode()).isEqualTo(200);
		assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).hasValue(origin);
		assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods")).hasValue("GET");
		assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
			.hasValue("authorization, content-type");
		for (HttpResponse<String> response : List.of(service.get("/hello", "Origin", origin),
				service.get("/hello", bearer(issuer.token("hello:read"), "Origin", origin)))) {
			assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue(origin);
			assertThat(response.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
			assertThat(response.headers().allValues("Vary")).contains("Origin");
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "https://other.example", "http://app.example", "https://app.example.evil.example", "null" })
	void letsNoOtherPageCall(String origin) {
		assertThat(preflight(origin).statusCode()).isEqualTo(401);
		assertThat(preflight(origin).headers().map()).doesNotContainKey("Access-Control-Allow-Origin");
		HttpResponse<String> response = service.get("/hello", bearer(issuer.token("hello:read"), "Origin", origin));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().map()).doesNotContainKey("Access-Control-Allow-Origin");
	}

	private static HttpResponse<String> preflight(String origin) {
		return service.send("OPTIONS", "/hello", "Origin", origin, "Access-Control-Request-Method", "GET",
				"Access-Control-Request-Headers", "authorization, content-type");
	}

	private static String[] bearer(String token, String... headers) {
		return Stream.concat(Stream.of("Authorization", "Bearer " + token), Stream.of(headers)).toArray(String[]::new);
	}

	private static String challenge(HttpResponse<String> response) {
		return response.headers().firstValue("WWW-Authenticate").orElseThrow();
	}

	private static String encoded(String json) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
	}

	private static String decoded(String part) {
		return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
	}

	private static void assertProblem(HttpResponse<String> response, int status, String detail) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.headers().firstValue("traceresponse")).isPresent();
		JsonNode problem = json.readTree(response.body());
		assertThat(problem.get("status").asInt()).isEqualTo(status);
		assertThat(problem.get("detail").asString()).contains(detail);
		assertThat(problem.get("trace_id").asString()).hasSize(32);
	}

}
