package com.example.hello.grpc;

import java.util.Locale;
import java.util.Objects;

import com.example.hello.greeting.Greeting;
import com.example.hello.greeting.GreetingService;
import com.example.hello.greeting.Languages;
import com.example.hello.greeting.Transport;
import hello.v1.HelloServiceGrpc;
import hello.v1.SayHelloRequest;
import hello.v1.SayHelloResponse;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;

class HelloGrpcService implements HelloServiceGrpc.AsyncService, BindableService {

	private final GreetingService greetings;

	private final Languages languages;

	HelloGrpcService(GreetingService greetings, Languages languages) {
		this.greetings = greetings;
		this.languages = languages;
	}

	@Override
	public void sayHello(SayHelloRequest request, StreamObserver<SayHelloResponse> response) {
		Greeting greeting = this.greetings.greet(request.getName(), preferred(request.getLanguage()), Transport.GRPC);
		response.onNext(SayHelloResponse.newBuilder()
			.setMessage(greeting.message())
			.setLanguage(greeting.language().toLanguageTag())
			.build());
		response.onCompleted();
	}

	private Locale preferred(String languages) {
		try {
			return Objects.requireNonNullElse(
					Locale.lookup(Locale.LanguageRange.parse(languages), this.languages.supported()),
					Languages.DEFAULT);
		}
		catch (IllegalArgumentException ex) { // malformed, or empty
			return Languages.DEFAULT;
		}
	}

	/** Otherwise the caller of a malformed message reads "Application error". */
	@Override
	public ServerServiceDefinition bindService() {
		return ServerInterceptors.useInputStreamMessages(HelloServiceGrpc.bindService(this));
	}

}
