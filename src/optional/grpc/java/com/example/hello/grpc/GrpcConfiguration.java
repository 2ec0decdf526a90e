package com.example.hello.grpc;

import com.example.hello.greeting.GreetingService;
import com.example.hello.greeting.Languages;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.binder.grpc.GrpcServerObservationContext;
import io.micrometer.observation.ObservationPredicate;

import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.grpc.server.ServerBuilderCustomizer;
import org.springframework.grpc.server.exception.GrpcExceptionHandlerInterceptor;

@Configuration(proxyBeanMethods = false)
class GrpcConfiguration {

	@Bean
	HelloGrpcService helloGrpcService(GreetingService greetings, Languages languages) {
		return new HelloGrpcService(greetings, languages);
	}

	@Bean
	ServerBuilderCustomizer<NettyServerBuilder> calls(GrpcProperties settings) {
		Calls calls = new Calls(settings.longestCall());
		return (builder) -> builder.addStreamTracerFactory(calls)
			.intercept(calls)
			.maxConcurrentCallsPerConnection(settings.callsPerConnection())
			.maxRstFramesPerWindow(2 * settings.callsPerConnection(), 30); // rapid reset, CVE-2023-44487
	}

	/** Inside the observation, so metrics and traces show the status. */
	@Bean
	@Order(1)
	@GlobalServerInterceptor
	ServerInterceptor errorStatus(MessageSource messages) {
		return new GrpcExceptionHandlerInterceptor(new ErrorStatus(messages));
	}

	@Bean
	GrpcHealth grpcHealth(HealthStatusManager statuses) {
		return new GrpcHealth(statuses);
	}

	/** As over HTTP: neither counted nor traced. */
	@Bean
	ObservationPredicate ignoreGrpcProbes() {
		return (name, context) -> !(context instanceof GrpcServerObservationContext call
				&& call.getFullMethodName().startsWith("grpc.health."));
	}

}
