package com.example.hello.security;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;

/** Who may call what. */
@Configuration(proxyBeanMethods = false)
@Conditional(SecuritySettings.class)
class SecurityConfiguration {

	@Bean
	SecurityFilterChain rules(HttpSecurity http, ObjectProvider<JwtDecoder> decoder,
			@Value("${security.open-endpoints}") List<String> open) {
		if (decoder.getIfAvailable() == null) {
			throw new InvalidConfigurationPropertyValueException("spring.security.oauth2.resourceserver.jwt.issuer-uri",
					null, "There are security settings, but no issuer. Set this, jwk-set-uri or public-key-location.");
		}
		return http.csrf(AbstractHttpConfigurer::disable)
			.headers(AbstractHttpConfigurer::disable) // http.ResponseHeadersValve
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.addFilterBefore(unavailable(), BearerTokenAuthenticationFilter.class)
			.oauth2ResourceServer((tokens) -> tokens.jwt(Customizer.withDefaults()))
			.authorizeHttpRequests((rules) -> rules.requestMatchers("/hello", "/graphql")
				.hasAuthority("SCOPE_hello:read")
				.requestMatchers("/livez", "/readyz", "/", "/docs", "/graphiql", "/assets/**", "/openapi.*")
				.permitAll()
				// Without any name it would match every endpoint.
				.requestMatchers(
						EndpointRequest.to(Stream.concat(Stream.of("health"), open.stream()).toArray(String[]::new)))
				.permitAll()
				.requestMatchers(EndpointRequest.toAnyEndpoint())
				.hasAuthority("SCOPE_hello:admin")
				.anyRequest()
				.denyAll())
			.build();
	}

	/** Otherwise an issuer that is down causes a 500 with a stack trace in the log. */
	private static Filter unavailable() {
		return (request, response, chain) -> {
			try {
				chain.doFilter(request, response);
			}
			catch (AuthenticationServiceException | JwtDecoderInitializationException ex) {
				((HttpServletResponse) response).setHeader("Retry-After", "1");
				((HttpServletResponse) response).sendError(503, "issuer");
			}
		};
	}

	/** Spring Boot would fix the algorithms of the first keys until the next start. */
	@Bean
	JwkSetUriJwtDecoderBuilderCustomizer keys() {
		Issuer issuer = new Issuer();
		return (builder) -> builder.restOperations(issuer).jwsAlgorithms((algorithms) -> {
			if (algorithms.isEmpty()) {
				algorithms.addAll(List.of(SignatureAlgorithm.values()));
			}
		});
	}

	/** By default a token without an expiry would be valid forever. */
	@Bean
	JwtClaimValidator<Object> expiry() {
		return new JwtClaimValidator<>(JwtClaimNames.EXP, Objects::nonNull);
	}

	/** RFC 9068 requires {@code at+jwt}, which Spring Security refuses by default. */
	@Bean
	JwtTypeValidator type() {
		JwtTypeValidator type = new JwtTypeValidator("JWT", "at+jwt", "application/at+jwt");
		type.setAllowEmpty(true);
		return type;
	}

	/** They would add spans and timers to every request. */
	@Bean
	SecurityObservationSettings securityObservations() {
		return SecurityObservationSettings.noObservations();
	}

}
