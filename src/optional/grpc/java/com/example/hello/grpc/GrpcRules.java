package com.example.hello.grpc;

import java.util.Locale;

import io.grpc.Status;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.grpc.server.autoconfigure.security.GrpcServerOAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.grpc.server.autoconfigure.security.GrpcServerSecurityAutoConfiguration;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.grpc.server.exception.GrpcExceptionHandler;
import org.springframework.grpc.server.security.AuthenticationProcessInterceptor;
import org.springframework.grpc.server.security.GrpcSecurity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.Customizer;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;

/**
 * Who may call what, if there is an issuer of tokens, as over HTTP. Spring Boot would
 * refuse health checks, and ignore scopes.
 */
@AutoConfiguration(after = GrpcServerSecurityAutoConfiguration.class,
		before = GrpcServerOAuth2ResourceServerAutoConfiguration.class)
@ConditionalOnBean(GrpcSecurity.class)
class GrpcRules {

	@Bean
	@GlobalServerInterceptor
	AuthenticationProcessInterceptor grpcRules(GrpcSecurity grpc) throws Exception {
		return grpc.oauth2ResourceServer((tokens) -> tokens.jwt(Customizer.withDefaults()))
			.authorizeRequests((rules) -> rules.methods("hello.v1.HelloService/*")
				.hasAuthority("SCOPE_hello:read")
				.methods("grpc.health.v1.Health/*", "grpc.reflection.*")
				.permitAll()
				.allRequests()
				.denyAll())
			.build();
	}

	@Bean
	@Order(0)
	GrpcExceptionHandler grpcRefusals(MessageSource messages) {
		return (ex) -> {
			if (ex instanceof AuthenticationServiceException || ex instanceof JwtDecoderInitializationException) {
				return Status.UNAVAILABLE.withDescription(messages.getMessage("problem.issuer", null, Locale.ENGLISH))
					.asException();
			}
			if (ex instanceof AuthenticationException) {
				return Status.UNAUTHENTICATED
					.withDescription("The call has no valid bearer token. Send a current one as authorization metadata.")
					.asException();
			}
			return (ex instanceof AccessDeniedException)
					? Status.PERMISSION_DENIED.withDescription(messages.getMessage("problem.403", null, Locale.ENGLISH))
						.asException()
					: null;
		};
	}

}
