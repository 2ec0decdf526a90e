package com.example.hello.observability;

import java.io.CharArrayWriter;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.Globals;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.AbstractAccessLogValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

import org.springframework.web.servlet.HandlerMapping;

/**
 * Logs each request when it ends. A valve, because a servlet filter sees neither the
 * requests that Tomcat rejects nor the number of bytes sent.
 * <p>
 * The fields are those of the Elastic Common Schema 8.17, and {@code http.route} from
 * OpenTelemetry's semantic conventions.
 */
public final class AccessLogValve extends AbstractAccessLogValve {

	private static final Logger log = LoggerFactory.getLogger("access");

	/** Attribute and log field: the caller's {@code X-Request-Id}, or a generated one. */
	public static final String REQUEST_ID = "http.request.id";

	/** Attribute and log field: the trace id (W3C Trace Context). */
	public static final String TRACE_ID = "trace_id";

	/** Attribute and log field: the id of the server's span (W3C Trace Context). */
	public static final String SPAN_ID = "span_id";

	/** The caller decides how long these are; a log line must stay readable. */
	private static final int LONGEST_VALUE = 1024;

	private final Predicate<HttpServletRequest> ignored;

	/**
	 * Creates the valve.
	 * @param ignored the requests to leave out
	 */
	public AccessLogValve(Predicate<HttpServletRequest> ignored) {
		this.ignored = ignored;
	}

	@Override
	public void log(Request request, Response response, long nanoseconds) {
		if (this.ignored.test(request)) {
			return;
		}
		int status = response.getStatus();
		// 501 and 505 are the caller's mistake, like a 4xx, and so is a connection that
		// cannot be read or written: as errors they would hide ours.
		boolean error = status >= 500 && status != 501 && status != 505
				&& !(request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof IOException);
		LoggingEventBuilder line = log.atLevel(error ? Level.ERROR : Level.INFO);
		add(line, "http.request.method", request.getMethod());
		add(line, "http.route", request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
		add(line, "url.path", request.getRequestURI());
		add(line, "http.response.status_code", status);
		add(line, "event.duration", nanoseconds);
		add(line, "http.response.body.bytes", response.getContentWritten());
		add(line, "client.address", clientAddress(request));
		add(line, "user_agent.original", request.getHeader("User-Agent"));
		if (request.getAttribute(Globals.CERTIFICATES_ATTR) instanceof X509Certificate[] chain) {
			add(line, "tls.client.subject", chain[0].getSubjectX500Principal().getName());
		}
		for (String id : List.of(REQUEST_ID, TRACE_ID, SPAN_ID)) {
			add(line, id, request.getAttribute(id));
		}
		line.log("{} {} {}", Objects.requireNonNullElse(request.getMethod(), "-"),
				Objects.requireNonNullElse(shortened(request.getRequestURI()), "-"), status);
	}

	private static void add(LoggingEventBuilder line, String field, @Nullable Object value) {
		if (value != null) {
			line.addKeyValue(field, shortened(value));
		}
	}

	private static @Nullable Object shortened(@Nullable Object value) {
		return (value instanceof String text && text.length() > LONGEST_VALUE) ? text.substring(0, LONGEST_VALUE) + "…"
				: value;
	}

	/** RemoteIpValve leaves the address of a trusted proxy's client here. */
	private static @Nullable Object clientAddress(Request request) {
		Object forwarded = request.getAttribute(REMOTE_ADDR_ATTRIBUTE);
		return (forwarded != null) ? forwarded : request.getRemoteAddr();
	}

	@Override
	protected void log(CharArrayWriter line) {
		// There is no pattern: the method above logs structured fields.
	}

}
