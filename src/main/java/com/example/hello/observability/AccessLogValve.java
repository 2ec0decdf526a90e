package com.example.hello.observability;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import jakarta.servlet.ServletException;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

import org.springframework.web.servlet.HandlerMapping;

/**
 * Logs a line for each request when it ends, and gives each request its id. A valve and
 * not a servlet filter, because Tomcat answers some requests before any filter sees them,
 * and because only Tomcat knows how many bytes it sent.
 * <p>
 * The fields are those of the Elastic Common Schema 8.17 where it has one, and
 * {@code http.route} of OpenTelemetry's semantic conventions.
 */
class AccessLogValve extends ValveBase implements AccessLog {

	private static final Logger log = LoggerFactory.getLogger("access");

	private static final String REQUEST_ID_HEADER = "X-Request-Id";

	private static final String REQUEST_ID = "http.request.id";

	/** What fits in a header, a log line and a shell without quoting. */
	private static final Pattern SANE_REQUEST_ID = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

	/** A caller decides how long these are; a log line has to stay readable. */
	private static final int LONGEST_VALUE = 1024;

	static {
		// For what is done for a request in another thread: see
		// spring.task.execution.propagate-context.
		ContextRegistry.getInstance().registerThreadLocalAccessor(new Slf4jThreadLocalAccessor(REQUEST_ID));
	}

	AccessLogValve() {
		super(true);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		String id = request.getHeader(REQUEST_ID_HEADER);
		if (id == null || !SANE_REQUEST_ID.matcher(id).matches()) {
			id = UUID.randomUUID().toString();
		}
		request.setAttribute(REQUEST_ID, id);
		response.setHeader(REQUEST_ID_HEADER, id);
		MDC.put(REQUEST_ID, id);
		try {
			getNext().invoke(request, response);
		}
		finally {
			MDC.remove(REQUEST_ID);
		}
	}

	@Override
	public void log(Request request, Response response, long nanoseconds) {
		String path = request.getRequestURI();
		if (path != null && ObservabilityConfiguration.isProbeOrScrape(path)) {
			return;
		}
		int status = response.getStatus();
		// A 4xx is the caller's mistake, and so are 501 and 505. The internet is full of
		// callers who try: as errors they would hide those of this service.
		boolean error = status >= 500 && status != 501 && status != 505;
		LoggingEventBuilder line = log.atLevel(error ? Level.ERROR : Level.INFO);
		add(line, "http.request.method", request.getMethod());
		add(line, "http.route", request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
		add(line, "url.path", path);
		add(line, "http.response.status_code", status);
		add(line, "event.duration", nanoseconds);
		add(line, "http.response.body.bytes", response.getContentWritten());
		add(line, "client.address", clientAddress(request));
		add(line, "user_agent.original", request.getHeader("User-Agent"));
		for (String id : List.of(REQUEST_ID, TracingConfiguration.TRACE_ID, TracingConfiguration.SPAN_ID)) {
			add(line, id, request.getAttribute(id));
		}
		line.log("{} {} {}", Objects.requireNonNullElse(request.getMethod(), "-"),
				Objects.requireNonNullElse(shortened(path), "-"), status);
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

	/** Behind a trusted proxy RemoteIpValve has left the address of its client here. */
	private static @Nullable Object clientAddress(Request request) {
		Object forwarded = request.getAttribute(REMOTE_ADDR_ATTRIBUTE);
		return (forwarded != null) ? forwarded : request.getRemoteAddr();
	}

	@Override
	public void setRequestAttributesEnabled(boolean requestAttributesEnabled) {
		// Always on: the attributes are there only where a trusted proxy has been set.
	}

	@Override
	public boolean getRequestAttributesEnabled() {
		return true;
	}

}
