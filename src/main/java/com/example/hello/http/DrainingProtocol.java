package com.example.hello.http;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Loses no request when the port closes, and no response when Tomcat stops. Tomcat resets
 * the connections that it has not accepted yet, and with them requests that clients have
 * sent (.ci/drain-check). Public because Tomcat creates it by name.
 */
public final class DrainingProtocol extends Http11NioProtocol {

	/**
	 * Clients that wait for a response open no new connections, so after this pause
	 * hardly any connects between the last accept and the close, which would reset it.
	 */
	private static final Duration PAUSE = Duration.ofMillis(100);

	/** Creates the protocol. */
	public DrainingProtocol() {
		super(new ClientLimits() {

			/** Called for what the acceptor accepts after it was told to stop. */
			@Override
			protected void destroySocket(SocketChannel socket) {
				if (isPaused() || !setSocketOptions(socket)) {
					super.destroySocket(socket);
				}
			}

			@Override
			protected void doCloseServerSocket() throws IOException {
				List<SocketChannel> waiting = new ArrayList<>();
				if (getServerSocket() instanceof ServerSocketChannel server && server.getLocalAddress() != null) {
					server.configureBlocking(false);
					LockSupport.parkNanos(PAUSE.toNanos());
					for (SocketChannel next = server.accept(); next != null; next = server.accept()) {
						waiting.add(next);
					}
				}
				super.doCloseServerSocket();
				waiting.forEach(this::setSocketOptions);
			}

		});
	}

	ClientLimits clientLimits() {
		return (ClientLimits) getEndpoint();
	}

	/**
	 * Ends the JVM if it cannot start a thread for virtual threads to run on. It would
	 * not try again, and never respond to any request (bench/faults).
	 */
	@Override
	public void setExecutor(Executor virtualThreads) {
		super.setExecutor((task) -> {
			try {
				virtualThreads.execute(task);
			}
			catch (UnsupportedOperationException ex) { // which hides an OutOfMemoryError
				try {
					System.err.println("No thread can be started for a request: " + ex.getCause());
				}
				finally {
					Runtime.getRuntime().halt(3);
				}
			}
		});
	}

	/**
	 * Tomcat counts a request as finished before it sends the response, and would stop in
	 * between.
	 */
	@Override
	public void stop() throws Exception {
		Thread.sleep(PAUSE.toMillis());
		super.stop();
	}

}
