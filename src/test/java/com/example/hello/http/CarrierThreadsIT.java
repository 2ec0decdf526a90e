package com.example.hello.http;

import java.time.Duration;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.awaitility.Awaitility.await;

@EnabledForJreRange(min = JRE.JAVA_24)
class CarrierThreadsIT {

	@Test
	void hasMoreCarriersThanProcessorsOnceTheCompilersRest() {
		ServiceProcess service = ServiceProcess.shared();
		String parallelism = "parallelism = " + (Runtime.getRuntime().availableProcessors() + 6) + ",";
		await().atMost(Duration.ofMinutes(1))
			.until(() -> service.jcmd("Thread.vthread_scheduler").contains(parallelism));
	}

}
