package com.example.hello.rest;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.MessageSource;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;

/**
 * Answers what goes wrong outside Spring MVC with a problem detail (RFC 9457): what
 * Tomcat refuses before any servlet sees it (a request line or a header that cannot be
 * parsed, a connection that came while it shuts down), and what a filter refuses or fails
 * in. Takes the place of Tomcat's HTML page in each web server: the application's, and
 * Actuator's own where it has one (see {@code ManagementContextConfiguration.imports}).
 */
@Component
class ProblemReportValve extends ErrorReportValve
		implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {

	private static final Logger log = LoggerFactory.getLogger(ProblemReportValve.class);

	private final MessageSource messages;

	private final JsonMapper json;

	ProblemReportValve(MessageSource messages, JsonMapper json) {
		this.messages = messages;
		this.json = json;
	}

	@Override
	public void customize(ConfigurableTomcatWebServerFactory factory) {
		factory.addContextCustomizers((context) -> context.getParent()
			.getPipeline()
			.addValve(new ProblemReportValve(this.messages, this.json)));
	}

	@Override
	protected void report(Request request, Response response, @Nullable Throwable throwable) {
		int status = response.getStatus();
		// The conditions of the method that this one overrides.
		if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		AtomicBoolean writable = new AtomicBoolean();
		response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, writable);
		if (!writable.get()) {
			return;
		}
		ProblemDetail problem = ProblemDetail.forStatus(status);
		problem.setDetail(this.messages.getMessage("problem." + status, null, null, Locale.ROOT));
		Object trace = request.getAttribute(ProblemAdvice.TRACE_ID);
		if (trace != null) {
			problem.setProperty(ProblemAdvice.TRACE_ID, trace);
		}
		try {
			response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
			response.getOutputStream().write(this.json.writeValueAsBytes(problem));
			response.finishResponse();
		}
		catch (IOException ex) {
			log.debug("The client went away before it was told of status {}", status, ex);
		}
	}

}
