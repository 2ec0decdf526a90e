package com.example.hello.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/** A TLS connection that {@link ClientLimits} watches. */
class LimitedSecureChannel extends SecureNioChannel {

	private final Client client;

	LimitedSecureChannel(SocketBufferHandler buffer, ClientLimits limits) {
		super(buffer, limits);
		this.client = new Client(limits);
	}

	@Override
	public void reset(@Nullable SocketChannel socket, @Nullable NioSocketWrapper wrapper) throws IOException {
		this.client.next(socket);
		super.reset(socket, wrapper);
	}

	@Override
	public int handshake(boolean read, boolean write) throws IOException {
		int next = super.handshake(read, write);
		this.client.note((next == SelectionKey.OP_READ) ? 0 : 1, true, false);
		return next;
	}

	@Override
	public int read(ByteBuffer to) throws IOException {
		return this.client.note(super.read(to), this.netInBuffer.position() > 0, false);
	}

	@Override
	public int write(ByteBuffer from) throws IOException {
		return this.client.note(super.write(from), true, true);
	}

}
