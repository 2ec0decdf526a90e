package com.example.hello.security;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet.OAuth2AuthorizationServerAutoConfiguration;
import org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet.OAuth2AuthorizationServerJwtAutoConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * A real authorization server (Spring's), with one client. A test may also forge tokens
 * with its key.
 */
final class AuthorizationServer implements AutoCloseable {

	static final String AUDIENCE = "hello-service";

	private final int port;

	private final AtomicReference<RSAKey> key = new AtomicReference<>(newKey());

	private final AtomicInteger keyRequests = new AtomicInteger();

	private ConfigurableApplicationContext context;

	/** The server, not started yet. */
	AuthorizationServer(int port) {
		this.port = port;
	}

	AuthorizationServer start() {
		String client = "spring.security.oauth2.authorizationserver.client.test.registration.";
		this.context = new SpringApplicationBuilder(Configuration.class)
			.initializers((context) -> context.getBeanFactory().registerSingleton("server", this))
			.properties("spring.config.name=none", "spring.main.banner-mode=off", "server.port=" + this.port,
					"spring.security.oauth2.authorizationserver.issuer=" + issuer(), client + "client-id=caller",
					client + "client-secret={noop}secret", client + "client-authentication-methods=client_secret_basic",
					client + "authorization-grant-types=client_credentials", client + "scopes=hello:read,hello:admin")
			.run();
		return this;
	}

	String issuer() {
		return "http://localhost:" + this.port;
	}

	/** A token from the token endpoint, by client credentials. */
	String token(String... scopes) {
		String basic = Base64.getEncoder().encodeToString("caller:secret".getBytes(StandardCharsets.US_ASCII));
		HttpRequest request = HttpRequest.newBuilder(URI.create(issuer() + "/oauth2/token"))
			.header("Authorization", "Basic " + basic)
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&scope="
					+ URLEncoder.encode(String.join(" ", scopes), StandardCharsets.US_ASCII)))
			.build();
		try {
			String body = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
			return new JsonMapper().readTree(body).get("access_token").asString();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A valid token, without asking for it. */
	String forge() {
		return forge(JWSAlgorithm.RS256, "JWT", key().getKeyID(), signer(key()));
	}

	/** A token that is valid but for its claims. */
	String forge(Consumer<JWTClaimsSet.Builder> changes) {
		return forge(JWSAlgorithm.RS256, "JWT", key().getKeyID(), signer(key()), changes);
	}

	/** A token that is valid but for its header and signature. */
	String forge(JWSAlgorithm algorithm, String type, String keyId, JWSSigner signer) {
		return forge(algorithm, type, keyId, signer, (claims) -> {
		});
	}

	private String forge(JWSAlgorithm algorithm, String type, String keyId, JWSSigner signer,
			Consumer<JWTClaimsSet.Builder> changes) {
		JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().issuer(issuer())
			.audience(AUDIENCE)
			.subject("caller")
			.claim("scope", List.of("hello:read"))
			.notBeforeTime(Date.from(Instant.now()))
			.expirationTime(Date.from(Instant.now().plusSeconds(300)));
		changes.accept(claims);
		SignedJWT token = new SignedJWT(
				new JWSHeader.Builder(algorithm).type(new JOSEObjectType(type)).keyID(keyId).build(), claims.build());
		try {
			token.sign(signer);
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
		return token.serialize();
	}

	RSAKey key() {
		return this.key.get();
	}

	/** Replaces the only key. */
	void rotate() {
		this.key.set(newKey());
	}

	/** How often somebody asked for the keys. */
	int keyRequests() {
		return this.keyRequests.get();
	}

	static RSAKey newKey() {
		try {
			return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static JWSSigner signer(RSAKey key) {
		try {
			return new RSASSASigner(key);
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	@TestConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class, OAuth2AuthorizationServerAutoConfiguration.class,
			OAuth2AuthorizationServerJwtAutoConfiguration.class, SecurityAutoConfiguration.class,
			ServletWebSecurityAutoConfiguration.class, SecurityFilterAutoConfiguration.class })
	static class Configuration {

		@Bean
		JWKSource<SecurityContext> keys(AuthorizationServer server) {
			return (selector, context) -> selector.select(new JWKSet(server.key.get()));
		}

		@Bean
		OAuth2TokenCustomizer<JwtEncodingContext> audience() {
			return (context) -> context.getClaims().audience(List.of(AUDIENCE));
		}

		/** Before the filters that respond. */
		@Bean
		@FilterRegistration(order = Ordered.HIGHEST_PRECEDENCE)
		Filter keyRequests(AuthorizationServer server) {
			return (request, response, chain) -> {
				if (((HttpServletRequest) request).getRequestURI().equals("/oauth2/jwks")) {
					server.keyRequests.incrementAndGet();
				}
				chain.doFilter(request, response);
			};
		}

	}

}
