package com.example.hello.http;

import java.io.CharArrayWriter;
import java.io.IOException;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.AbstractAccessLogValve;

/**
 * Adds the headers that protect a browser to every response. A valve, because a servlet
 * filter does not see the requests that Tomcat rejects.
 */
class SecurityHeadersValve extends AbstractAccessLogValve {

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

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		log(request, response, 0);
		getNext().invoke(request, response);
	}

	/** All that Tomcat calls for {@code OPTIONS *}, before it responds. */
	@Override
	public void log(Request request, Response response, long time) {
		if (!response.isCommitted()) {
			response.setHeader("Content-Security-Policy",
					String.valueOf(request.getRequestURI()).endsWith("/graphiql") ? GRAPHIQL_POLICY : POLICY);
			response.setHeader("Referrer-Policy", "no-referrer");
			response.setHeader("X-Content-Type-Options", "nosniff");
		}
	}

	@Override
	protected void log(CharArrayWriter line) {
	}

}
