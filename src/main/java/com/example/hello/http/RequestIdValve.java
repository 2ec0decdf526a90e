package com.example.hello.http;

import java.io.CharArrayWriter;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;

import com.example.hello.observability.AccessLogValve;
import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.AbstractAccessLogValve;
import org.slf4j.MDC;

/**
 * Gives each request an id: the caller's {@code X-Request-Id} if it is well-formed,
 * otherwise a random UUID. The id is in the response and in each log line of the request.
 */
class RequestIdValve extends AbstractAccessLogValve {

	private static final String HEADER = "X-Request-Id";

	/** Safe in a header, a log line and an unquoted shell argument. */
	private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		log(request, response, 0);
		MDC.put(AccessLogValve.REQUEST_ID, String.valueOf(request.getAttribute(AccessLogValve.REQUEST_ID)));
		try {
			getNext().invoke(request, response);
		}
		finally {
			MDC.remove(AccessLogValve.REQUEST_ID);
		}
	}

	/** All that Tomcat calls for {@code OPTIONS *}, before it responds. */
	@Override
	public void log(Request request, Response response, long time) {
		if (request.getAttribute(AccessLogValve.REQUEST_ID) == null) {
			String id = request.getHeader(HEADER);
			if (id == null || !WELL_FORMED.matcher(id).matches()) {
				id = UUID.randomUUID().toString();
			}
			request.setAttribute(AccessLogValve.REQUEST_ID, id);
			response.setHeader(HEADER, id);
		}
	}

	@Override
	protected void log(CharArrayWriter line) {
	}

}
