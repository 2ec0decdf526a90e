package com.example.hello.graphql;

import java.net.http.HttpResponse;
import java.util.Map;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GraphiQlIT {

	private final ServiceProcess service = ServiceProcess.shared();

	@Test
	void servesNoGraphiQlButItsOwn() {
		assertThat(this.service.get("/graphiql?path=/graphql", "Accept", "text/html").body())
			.contains("graphiql.min.js")
			.doesNotContain("//");
		assertThat(this.service.get("/graphql?path=/graphql", "Accept", "text/html").statusCode()).isEqualTo(405);
		assertThat(this.service.get("/", "Accept", "application/json").body()).contains("\"graphiql\"");
	}

	@Test
	void canBeSwitchedOff() {
		try (ServiceProcess off = ServiceProcess.start(Map.of("SPRING_GRAPHQL_GRAPHIQL_ENABLED", "false"))) {
			HttpResponse<String> gone = off.get("/graphiql", "Accept", "text/html");
			assertThat(gone.statusCode()).isEqualTo(404);
			assertThat(gone.headers().firstValue("Content-Type")).hasValue("application/problem+json");
			assertThat(gone.body()).contains("\"instance\":\"/graphiql\"");
			assertThat(off.get("/", "Accept", "application/json").body()).doesNotContain("\"graphiql\"");
		}
	}

}
