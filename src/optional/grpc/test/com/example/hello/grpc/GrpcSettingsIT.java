package com.example.hello.grpc;

import java.util.Map;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

@Execution(ExecutionMode.CONCURRENT)
class GrpcSettingsIT {

	@ParameterizedTest
	@CsvSource({ "GRPC_LONGESTCALL, 0s, grpc.longest-call", "GRPC_LONGESTCALL, -1s, grpc.longest-call",
			"GRPC_CALLSPERCONNECTION, 0, grpc.calls-per-connection" })
	void endsTheStartWithOneLineThatNamesTheWrongSetting(String variable, String value, String setting) {
		ServiceProcess service = ServiceProcess.startAndFail(Map.of(variable, value));
		assertThat(service.waitFor()).isEqualTo(1);
		assertThat(service.log()).filteredOn((line) -> !line.get("log.level").asString().equals("INFO"))
			.singleElement()
			.satisfies((line) -> assertThat(line.get("message").asString()).contains(setting));
	}

}
