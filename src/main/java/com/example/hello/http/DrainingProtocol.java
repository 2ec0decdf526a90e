package com.example.hello.http;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioEndpoint;

/**
 * Accepts the connections that still wait when the port closes. Tomcat resets them, and
 * with them requests that the client has already sent (.ci/drain-check). Public because
 * Tomcat creates it by name.
 */
public final class DrainingProtocol extends Http11NioProtocol {

	/** Creates the protocol. */
	public DrainingProtocol() {
		super(new NioEndpoint() {

			/** Called for what the acceptor accepts after it was told to stop. */
			@Override
			protected void destroySocket(SocketChannel socket) {
				if (isPaused() || !setSocketOptions(socket)) {
					super.destroySocket(socket);
				}
			}

			@Override
			protected void doCloseServerSocket() throws IOException {
				if (getServerSocket() instanceof ServerSocketChannel server && server.getLocalAddress() != null) {
					server.configureBlocking(false);
					for (SocketChannel waiting = server.accept(); waiting != null; waiting = server.accept()) {
						setSocketOptions(waiting);
					}
				}
				super.doCloseServerSocket();
			}

		});
	}

}
