package com.example.hello.http;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class StreamIT {

	private final ServiceProcess service = ServiceProcess.sharedWithTestHandlers();

	@ParameterizedTest
	@ValueSource(strings = { "events", "chunks" })
	@Timeout(20)
	void sendsAPartOfAStreamAsSoonAsItIsFlushed(String kind) throws Exception {
		URI stream = URI.create("http://localhost:" + this.service.port(0) + "/stream/" + kind);
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(stream.toURL().openStream(), StandardCharsets.UTF_8))) {
			assertThat(lines.readLine()).contains("part").contains("1");
			this.service.get("/stream/next");
			assertThat(lines.lines().toList()).anyMatch((line) -> line.contains("part") && line.contains("2"));
		}
	}

}
