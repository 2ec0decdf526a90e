package com.example.hello.drill;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The faults of a drill.
 *
 * @param latency added to each request
 * @param jitter the mean of an exponentially distributed latency on top
 * @param errorRate the share of requests that fail
 * @param errorStatus how they fail
 * @param dropRate the share of requests whose connection closes without a response
 * @param refuseReadiness whether {@code /readyz} fails
 * @param refuseLiveness whether {@code /livez} fails
 * @param memoryMegabytes held on the heap
 * @param cpuThreads each keeps a core busy
 * @param exitCode if not 0, the process ends with it at once
 */
@ConfigurationProperties("drill")
record Drill(Duration latency, Duration jitter, double errorRate, int errorStatus, double dropRate,
		boolean refuseReadiness, boolean refuseLiveness, int memoryMegabytes, int cpuThreads, int exitCode) {

	static final Drill NONE = new Drill(Duration.ZERO, Duration.ZERO, 0, 500, 0, false, false, 0, 0, 0);

	Drill {
		check("latency", latency.toSeconds(), 0, 60);
		check("jitter", jitter.toSeconds(), 0, 60);
		check("error-rate", errorRate, 0, 1);
		check("error-status", errorStatus, 400, 599);
		check("drop-rate", dropRate, 0, 1);
		check("memory-megabytes", memoryMegabytes, 0, Runtime.getRuntime().maxMemory() >> 20);
		check("cpu-threads", cpuThreads, 0, Runtime.getRuntime().availableProcessors());
		check("exit-code", exitCode, 0, 255);
	}

	private static void check(String name, Number value, long least, long most) {
		if (!(value.doubleValue() >= least && value.doubleValue() <= most)) {
			throw new InvalidConfigurationPropertyValueException("drill." + name, value,
					"It must be from " + least + " to " + most + ".");
		}
	}

	/** The latency of the next request, in milliseconds. */
	long nextDelay() {
		return this.latency.toMillis()
				+ (long) (this.jitter.toMillis() * ThreadLocalRandom.current().nextExponential());
	}

	/** Whether each fault is on. */
	Map<String, Boolean> faults() {
		return Map.of("latency", !this.latency.plus(this.jitter).isZero(), "errors", this.errorRate > 0, "drops",
				this.dropRate > 0, "readiness", this.refuseReadiness, "liveness", this.refuseLiveness, "memory",
				this.memoryMegabytes > 0, "cpu", this.cpuThreads > 0, "exit", this.exitCode > 0);
	}

}
