package com.example.hello.graphql;

import java.util.Locale;

import com.example.hello.greeting.GreetingService;
import com.example.hello.greeting.InvalidNameException;
import com.example.hello.greeting.Transport;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.GraphQlExceptionHandler;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.stereotype.Controller;

@Controller
class HelloQuery {

	private final GreetingService greetings;

	HelloQuery(GreetingService greetings) {
		this.greetings = greetings;
	}

	@QueryMapping
	String hello(@Argument @Nullable String name, Locale language) {
		return this.greetings.greet(name, language, Transport.GRAPHQL).message();
	}

	@GraphQlExceptionHandler
	GraphQLError handle(InvalidNameException ex, GraphqlErrorBuilder<?> error) {
		return error.errorType(ErrorType.BAD_REQUEST).message(ex.getMessage()).build();
	}

}
