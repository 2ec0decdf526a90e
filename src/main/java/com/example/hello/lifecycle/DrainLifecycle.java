package com.example.hello.lifecycle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.springframework.context.SmartLifecycle;

/**
 * Keeps the service answering for a while after it was told to stop. By then readiness
 * says "no" (Spring Boot sees to that first); the while is what a load balancer needs to
 * notice and to send new requests elsewhere. Only then does the web server close its port
 * and wait for the requests under way.
 */
class DrainLifecycle implements SmartLifecycle {

	private final Duration period;

	private volatile boolean running;

	DrainLifecycle(Duration period) {
		this.period = period;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public void stop(Runnable callback) {
		stop();
		CompletableFuture.delayedExecutor(this.period.toMillis(), TimeUnit.MILLISECONDS).execute(callback);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** The highest phase stops first: before the web server's. */
	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

}
