package com.example.hello.http;

import java.io.IOException;
import java.util.Locale;

import com.example.hello.observability.AccessLogValve;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.MessageSource;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;

/**
 * Turns errors outside Spring MVC into problem details (RFC 9457), in place of Tomcat's
 * HTML page: requests that Tomcat rejects before any servlet sees them, and errors in a
 * filter.
 */
class ProblemReportValve extends ErrorReportValve {

	private static final Logger log = LoggerFactory.getLogger(ProblemReportValve.class);

	private final MessageSource messages;

	private final JsonMapper json;

	ProblemReportValve(MessageSource messages, JsonMapper json) {
		this.messages = messages;
		this.json = json;
	}

	@Override
	protected void report(Request request, Response response, @Nullable Throwable throwable) {
		int status = response.getStatus();
		if (status < 400 || response.isCommitted() || response.getContentWritten() > 0) {
			return;
		}
		ProblemDetail problem = ProblemDetail.forStatus(status);
		String byStatus = this.messages.getMessage("problem." + status, null, null, Locale.ROOT);
		problem.setDetail(this.messages.getMessage("problem." + response.getMessage(), null, byStatus, Locale.ROOT));
		Object trace = request.getAttribute(AccessLogValve.TRACE_ID);
		if (trace != null) {
			problem.setProperty(AccessLogValve.TRACE_ID, trace);
		}
		try {
			response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
			response.getOutputStream().write(this.json.writeValueAsBytes(problem));
			response.finishResponse();
		}
		catch (IOException ex) {
			log.debug("The client disconnected before it received status {}", status, ex);
		}
	}

}
