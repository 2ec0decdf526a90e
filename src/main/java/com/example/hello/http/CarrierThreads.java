package com.example.hello.http;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.jspecify.annotations.Nullable;

/**
 * Sets how many threads carry the virtual threads (JDK 24 and newer). With one per
 * processor, as by default, the kernel switches between Tomcat's poller and the carrier
 * three times for each request, and one warm core serves 0.7 times as many. But while the
 * JIT compilers are busy, more carriers would slow them down (bench/README.md).
 */
class CarrierThreads implements LifecycleListener {

	private static final int MORE = 6;

	/** Milliseconds between two events. */
	private static final long BUSY = 100;

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	/** Null with {@code -Xint}. */
	private final @Nullable CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();

	private long compiled;

	/** Tomcat sends an event every {@code server.tomcat.background-processor-delay}. */
	@Override
	public void lifecycleEvent(LifecycleEvent event) {
		if (!event.getType().equals(Lifecycle.PERIODIC_EVENT) || this.compilers == null) {
			return;
		}
		long total = this.compilers.getTotalCompilationTime();
		int more = (total - this.compiled > BUSY) ? 0 : MORE;
		this.compiled = total;
		try {
			ObjectName scheduler = new ObjectName("jdk.management:type=VirtualThreadScheduler");
			if (this.server.isRegistered(scheduler)) {
				this.server.setAttribute(scheduler,
						new Attribute("Parallelism", Runtime.getRuntime().availableProcessors() + more));
			}
		}
		catch (JMException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
