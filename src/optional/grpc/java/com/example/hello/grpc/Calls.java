package com.example.hello.grpc;

import java.time.Duration;
import java.util.Objects;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.internal.GrpcUtil;

/**
 * What every call meets: a deadline, a request id and the access log. A tracer, because an
 * interceptor sees no call of an unknown method.
 */
class Calls extends ServerStreamTracer.Factory implements ServerInterceptor {

	private final long longest;

	Calls(Duration longest) {
		this.longest = longest.toNanos();
	}

	@Override
	public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
		Call call = new Call(method, headers);
		if (!call.isProbe()) { // a client watches health as long as it is connected
			limit(headers);
		}
		return call;
	}

	/** A call without a deadline that sends nothing would cost memory forever. */
	private void limit(Metadata headers) {
		long timeout = this.longest;
		try {
			timeout = Math.min(timeout, Objects.requireNonNullElse(headers.get(GrpcUtil.TIMEOUT_KEY), timeout));
		}
		catch (IllegalArgumentException ex) { // malformed
		}
		headers.discardAll(GrpcUtil.TIMEOUT_KEY);
		headers.put(GrpcUtil.TIMEOUT_KEY, timeout);
	}

	@Override
	public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
			ServerCallHandler<Q, A> next) {
		Call current = Call.CURRENT.get();
		ServerCall<Q, A> identified = new SimpleForwardingServerCall<>(call) {

			@Override
			public void sendHeaders(Metadata headers) {
				current.respond(headers);
				super.sendHeaders(headers);
			}

			@Override
			public void close(Status status, Metadata trailers) {
				current.respond(trailers);
				super.close(status, trailers);
			}

		};
		return new SimpleForwardingServerCallListener<>(next.startCall(identified, headers)) {

			@Override
			public void onHalfClose() {
				current.run(super::onHalfClose);
			}

		};
	}

}
