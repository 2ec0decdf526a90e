package com.example.hello.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/** A connection that {@link ClientLimits} watches. */
class LimitedChannel extends NioChannel {

	private final Client client;

	/**
	 * The last read did not fill its buffer. The next is skipped, which saves a system
	 * call for each request: the poller reports bytes that come in the meantime.
	 */
	private boolean drained;

	LimitedChannel(SocketBufferHandler buffer, ClientLimits limits) {
		super(buffer);
		this.client = new Client(limits);
	}

	boolean trickles() {
		return this.client.trickles();
	}

	@Override
	public void reset(@Nullable SocketChannel socket, @Nullable NioSocketWrapper wrapper) throws IOException {
		this.client.next(socket);
		this.drained = false;
		super.reset(socket, wrapper);
	}

	@Override
	public int read(ByteBuffer to) throws IOException {
		int count = this.drained ? 0 : super.read(to);
		this.drained = count > 0 && to.hasRemaining();
		return this.client.note(count, false, false);
	}

	@Override
	public int write(ByteBuffer from) throws IOException {
		return this.client.note(super.write(from), true, true);
	}

}
