package com.example.hello.http;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.SemaphoreValve;

/**
 * Refuses requests beyond a number at the same time, because virtual threads have no
 * bound: the requests wait in memory until their callers have given up (bench/overload).
 */
class OverloadValve extends SemaphoreValve {

	/** Requests refused, for the metric {@code http_server_requests_refused_total}. */
	static final LongAdder refused = new LongAdder();

	private final Predicate<HttpServletRequest> exempt;

	OverloadValve(int concurrency, Predicate<HttpServletRequest> exempt) {
		this.exempt = exempt;
		setConcurrency(concurrency);
		setBlock(false);
		setHighConcurrencyStatus(503);
	}

	@Override
	public boolean controlConcurrency(Request request, Response response) {
		return !request.isAsyncDispatching() && !this.exempt.test(request);
	}

	@Override
	public void permitDenied(Request request, Response response) throws IOException, ServletException {
		refused.increment();
		response.setHeader("Retry-After", "1");
		super.permitDenied(request, response);
	}

}
