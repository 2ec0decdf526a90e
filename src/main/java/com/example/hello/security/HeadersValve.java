package com.example.hello.security;

import java.io.IOException;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Gives every answer the headers that tell a browser what it may do with it. A valve and
 * not a servlet filter, because Tomcat answers some requests before any filter sees them.
 * There is one in each web server: the application's, and Actuator's own where it has one
 * (see {@code ManagementContextConfiguration.imports}).
 */
@Component
class HeadersValve extends ValveBase implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {

	/**
	 * One policy for all answers: what is no page makes no use of it. Only files of the
	 * service itself, and none of them inline. {@code data:} is for the fonts and icons
	 * that GraphiQL and Swagger UI have in their style sheets.
	 */
	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
			+ "font-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

	/**
	 * Whenever GraphiQL opens a dialog, it writes a style sheet into the page that keeps
	 * the page from scrolling.
	 */
	private static final String GRAPHIQL_POLICY = POLICY.replace("style-src 'self'",
			"style-src 'self' 'unsafe-inline'");

	HeadersValve() {
		super(true);
	}

	@Override
	public void customize(ConfigurableTomcatWebServerFactory factory) {
		factory.addEngineValves(new HeadersValve());
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		response.setHeader("Content-Security-Policy",
				"/graphiql".equals(request.getRequestURI()) ? GRAPHIQL_POLICY : POLICY);
		response.setHeader("Referrer-Policy", "no-referrer");
		response.setHeader("X-Content-Type-Options", "nosniff");
		getNext().invoke(request, response);
	}

}
