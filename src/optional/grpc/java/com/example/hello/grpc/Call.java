package com.example.hello.grpc;

import java.net.InetSocketAddress;
import java.util.UUID;
import java.util.regex.Pattern;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import com.example.hello.observability.AccessLogValve;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

import org.springframework.util.StringUtils;

/**
 * One call, from its first byte to its line in the access log. The fields are those of
 * {@link AccessLogValve}, and {@code rpc.*} from OpenTelemetry's semantic conventions.
 */
class Call extends ServerStreamTracer {

	static final Context.Key<Call> CURRENT = Context.key("call");

	private static final Metadata.Key<String> REQUEST_ID = key("x-request-id");

	private static final Metadata.Key<String> USER_AGENT = key("user-agent");

	/** As in every other transport. */
	private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

	private static final Logger log = LoggerFactory.getLogger("access");

	private final long start = System.nanoTime();

	private final String method;

	private final String id;

	private final @Nullable String userAgent;

	private volatile Attributes connection = Attributes.EMPTY;

	private volatile @Nullable String traceId;

	private volatile @Nullable String spanId;

	private boolean responded;

	private volatile boolean failed;

	private volatile long bytes;

	Call(String method, Metadata headers) {
		this.method = method;
		String sent = headers.get(REQUEST_ID);
		this.id = (sent != null && WELL_FORMED.matcher(sent).matches()) ? sent : UUID.randomUUID().toString();
		this.userAgent = headers.get(USER_AGENT);
	}

	private static Metadata.Key<String> key(String name) {
		return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
	}

	/** Runs the call's work. Each log line that it writes has the request id. */
	void run(Runnable work) {
		MDC.put(AccessLogValve.REQUEST_ID, this.id);
		try {
			work.run();
		}
		finally {
			MDC.remove(AccessLogValve.REQUEST_ID);
		}
	}

	/** Called within the scope of the observation, which knows the trace. */
	void respond(Metadata headers) {
		if (this.responded) {
			return;
		}
		this.responded = true;
		this.traceId = MDC.get("traceId");
		this.spanId = MDC.get("spanId");
		headers.discardAll(REQUEST_ID);
		headers.put(REQUEST_ID, this.id);
	}

	/** The failure is the service's. */
	void fail() {
		this.failed = true;
	}

	boolean isProbe() {
		return this.method.startsWith("grpc.health.");
	}

	@Override
	public Context filterContext(Context context) {
		return context.withValue(CURRENT, this);
	}

	@Override
	public void serverCallStarted(ServerCallInfo<?, ?> info) {
		this.connection = info.getAttributes();
	}

	@Override
	public void outboundUncompressedSize(long more) {
		this.bytes += more;
	}

	@Override
	public void streamClosed(Status status) {
		if (isProbe()) {
			return;
		}
		LoggingEventBuilder line = log.atLevel(this.failed ? Level.ERROR : Level.INFO);
		add(line, "rpc.system.name", "grpc");
		add(line, "rpc.method", this.method);
		add(line, "rpc.response.status_code", status.getCode().name());
		add(line, "event.duration", System.nanoTime() - this.start);
		add(line, "http.response.body.bytes", this.bytes);
		if (this.connection.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress client) {
			add(line, "client.address", client.getAddress().getHostAddress());
		}
		add(line, "user_agent.original", this.userAgent);
		add(line, "tls.client.subject", subject(this.connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION)));
		add(line, AccessLogValve.REQUEST_ID, this.id);
		add(line, AccessLogValve.TRACE_ID, this.traceId);
		add(line, AccessLogValve.SPAN_ID, this.spanId);
		line.log("{} {}", StringUtils.truncate(this.method, 1024), status.getCode());
	}

	private static void add(LoggingEventBuilder line, String field, @Nullable Object value) {
		if (value != null) {
			line.addKeyValue(field, (value instanceof String text) ? StringUtils.truncate(text, 1024) : value);
		}
	}

	private static @Nullable String subject(@Nullable SSLSession session) {
		try {
			return (session != null) ? session.getPeerPrincipal().getName() : null;
		}
		catch (SSLPeerUnverifiedException ex) { // no client certificate
			return null;
		}
	}

}
