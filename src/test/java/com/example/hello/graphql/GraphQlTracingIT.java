package com.example.hello.graphql;

import java.util.Map;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class GraphQlTracingIT {

	private final ServiceProcess service = ServiceProcess.sharedWithTestHandlers();

	/** Repeated, because two threads race to log the failure. */
	@RepeatedTest(20)
	void marksTheLogLinesOfAGraphQlQueryInItsOwnThread(RepetitionInfo repetition) {
		String trace = "%032x".formatted(0xa00 + repetition.getCurrentRepetition());
		this.service.post("/graphql", "{\"query\": \"{ fails }\"}", "traceparent",
				"00-" + trace + "-00f067aa0ba902b7-01", "X-Request-Id", "fails-in-graphql-" + trace);
		Map.of("IllegalStateException", "error.stack_trace", "A query fails", "message").forEach((text, field) -> {
			JsonNode line = this.service.awaitLog((event) -> event.path(field).asString("").contains(text)
					&& event.path("http.request.id").asString("").equals("fails-in-graphql-" + trace));
			assertThat(line.path("trace_id").asString()).as(text).isEqualTo(trace);
		});
	}

}
