package com.example.hello.graphql;

import java.net.http.HttpResponse;
import java.util.Map;

import com.example.hello.ServiceProcess;
import com.example.hello.Tries;
import org.junit.jupiter.api.Test;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The same property as over REST, with the same names. */
class GraphQlNamesIT {

	private static final JsonMapper json = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

	private final ServiceProcess service = ServiceProcess.shared();

	@Test
	void everyNameComesBackVerbatimOrIsRefused() {
		Tries.check(Tries::text, (text) -> {
			String name = Tries.stripped(text);
			HttpResponse<String> response = this.service.post("/graphql", json.writeValueAsString(Map.of("query",
					"query ($name: String) { hello(name: $name) }", "variables", Map.of("name", text))));
			assertThat(response.statusCode()).isEqualTo(200);
			JsonNode body = json.readTree(response.body());
			if (Tries.isName(name)) {
				assertThat(body.at("/data/hello").asString())
					.isEqualTo("Hello, " + (name.isEmpty() ? "World" : name) + "!");
			}
			else {
				assertThat(body.at("/errors/0/extensions/classification").asString()).isEqualTo("BAD_REQUEST");
			}
		});
	}

}
