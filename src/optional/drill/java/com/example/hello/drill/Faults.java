package com.example.hello.drill;

import java.util.List;
import java.util.stream.Stream;

import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Misbehaves as the drill says. An interceptor, so metrics and the access log show the
 * faults with their route, and Actuator's own handlers (probes and scrapes among them)
 * never meet them.
 */
class Faults extends ApplicationAvailabilityBean implements HandlerInterceptor, WebMvcConfigurer {

	private static final Logger log = LoggerFactory.getLogger(Faults.class);

	/** Attribute of a request whose connection is to be closed. */
	static final String DROPPED = "drill.dropped";

	private static final String REASON = "A fault drill is running, and made this request fail on purpose.";

	private volatile Drill drill = Drill.NONE;

	private volatile List<byte[]> held = List.of();

	Faults(Drill configured, MeterRegistry registry) {
		start(configured);
		configured.faults()
			.keySet()
			.forEach((fault) -> registry.gauge("drill.active", Tags.of("fault", fault), this,
					(faults) -> Boolean.TRUE.equals(faults.drill.faults().get(fault)) ? 1 : 0));
	}

	Drill drill() {
		return this.drill;
	}

	final synchronized void start(Drill next) {
		boolean before = this.drill.faults().containsValue(true);
		boolean after = next.faults().containsValue(true);
		if (before || after) {
			log.warn("Fault drill {}: {}", after ? (before ? "changed" : "started") : "ended", next);
		}
		this.drill = next;
		this.held = List.of();
		this.held = Stream.generate(() -> new byte[1 << 20]).limit(next.memoryMegabytes()).toList();
		for (int i = 0; i < next.cpuThreads(); i++) {
			Thread burner = new Thread(() -> {
				while (this.drill == next) {
					Thread.onSpinWait();
				}
			}, "drill");
			burner.setDaemon(true);
			burner.start();
		}
		if (next.exitCode() > 0) {
			((LoggerContext) LoggerFactory.getILoggerFactory()).stop(); // flushes it
			Runtime.getRuntime().halt(next.exitCode());
		}
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(this);
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws InterruptedException {
		Drill now = this.drill;
		if (request.getDispatcherType() == DispatcherType.ASYNC) {
			return true; // the second half of a GraphQL request
		}
		Thread.sleep(now.nextDelay());
		if (Math.random() < now.errorRate()) {
			HttpStatusCode status = HttpStatusCode.valueOf(now.errorStatus());
			throw new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, REASON), null);
		}
		if (Math.random() < now.dropRate()) {
			response.setStatus(500);
			request.setAttribute(DROPPED, true);
			return false;
		}
		return true;
	}

	/** The drill adds to the true state: a shutdown still turns readiness off. */
	@Override
	public ReadinessState getReadinessState() {
		return this.drill.refuseReadiness() ? ReadinessState.REFUSING_TRAFFIC : super.getReadinessState();
	}

	@Override
	public LivenessState getLivenessState() {
		return this.drill.refuseLiveness() ? LivenessState.BROKEN : super.getLivenessState();
	}

}
