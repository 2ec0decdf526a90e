package com.example.hello.http;

import java.io.CharArrayWriter;
import java.io.IOException;
import java.util.regex.Pattern;

import com.example.hello.observability.AccessLogValve;
import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.AbstractAccessLogValve;
import org.slf4j.MDC;

import org.springframework.util.AlternativeJdkIdGenerator;
import org.springframework.util.IdGenerator;

/**
 * Adds the headers of every response: the request's id, what protects a browser, and on
 * demand the instance. The id is the caller's {@code X-Request-Id} if it is well-formed,
 * otherwise a random UUID; it is in each log line of the request. A valve, because a
 * servlet filter does not see the requests that Tomcat rejects.
 */
class ResponseHeadersValve extends AbstractAccessLogValve {

	private static final String REQUEST_ID = "X-Request-Id";

	/** Safe in a header, a log line and an unquoted shell argument. */
	private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

	/**
	 * Only the service's own files, and nothing inline. The style sheets of GraphiQL and
	 * Swagger UI contain fonts and icons as {@code data:} URLs.
	 */
	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
			+ "font-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

	/**
	 * GraphiQL's dialogs add an inline style sheet that stops the page from scrolling.
	 */
	private static final String GRAPHIQL_POLICY = POLICY.replace("style-src 'self'",
			"style-src 'self' 'unsafe-inline'");

	/** Random, but not from the operating system: an id is no secret. */
	private final IdGenerator ids = new AlternativeJdkIdGenerator();

	private final String instanceHeader;

	private final String instance;

	/**
	 * Creates the valve.
	 * @param instanceHeader the header that names the instance, or empty
	 * @param instance its value
	 */
	ResponseHeadersValve(String instanceHeader, String instance) {
		this.instanceHeader = instanceHeader;
		this.instance = instance;
	}

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
		if (request.getAttribute(AccessLogValve.REQUEST_ID) != null) {
			return;
		}
		String id = request.getHeader(REQUEST_ID);
		if (id == null || !WELL_FORMED.matcher(id).matches()) {
			id = this.ids.generateId().toString();
		}
		request.setAttribute(AccessLogValve.REQUEST_ID, id);
		response.setHeader(REQUEST_ID, id);
		response.setHeader("Content-Security-Policy",
				String.valueOf(request.getRequestURI()).endsWith("/graphiql") ? GRAPHIQL_POLICY : POLICY);
		response.setHeader("Referrer-Policy", "no-referrer");
		response.setHeader("X-Content-Type-Options", "nosniff");
		if (!this.instanceHeader.isEmpty()) {
			response.setHeader(this.instanceHeader, this.instance);
		}
	}

	@Override
	protected void log(CharArrayWriter line) {
	}

}
