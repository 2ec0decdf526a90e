package com.example.hello.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Limits the connections of each client address, and the time that the service waits for
 * slow clients. Without it, 5,000 slow connections from one address shut out all others
 * (bench/slow-clients).
 */
class ClientLimits extends NioEndpoint {

	/** Between two small pieces of slow messages, so a burst of them delays nobody. */
	private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(500);

	private final Map<ByteBuffer, Integer> connections = new ConcurrentHashMap<>();

	private int perAddress;

	private long rate;

	private long nextPiece;

	void set(int perAddress, long rate) {
		this.perAddress = perAddress;
		this.rate = rate;
	}

	/** Called for each new connection. Closes it before it costs anything more. */
	@Override
	protected boolean setSocketOptions(SocketChannel socket) {
		if (this.perAddress > 0 && this.connections.getOrDefault(address(socket), 0) >= this.perAddress) {
			super.destroySocket(socket);
			return true;
		}
		return super.setSocketOptions(socket);
	}

	/** The poller calls this for each connection that has more bytes. */
	@Override
	public boolean processSocket(SocketWrapperBase<NioChannel> socket, SocketEvent event, boolean dispatch) {
		if (this.rate > 0 && event == SocketEvent.OPEN_READ && socket.getSocket() instanceof LimitedChannel channel
				&& channel.trickles()) {
			long now = System.nanoTime();
			this.nextPiece = Math.max(this.nextPiece + PAUSE, now);
			getUtilityExecutor().schedule(() -> super.processSocket(socket, event, dispatch), this.nextPiece - now,
					TimeUnit.NANOSECONDS);
			return true;
		}
		return super.processSocket(socket, event, dispatch);
	}

	@Override
	protected NioChannel createChannel(SocketBufferHandler buffer) {
		return isSSLEnabled() ? new LimitedSecureChannel(buffer, this) : new LimitedChannel(buffer, this);
	}

	ByteBuffer opened(SocketChannel socket) {
		ByteBuffer address = address(socket);
		this.connections.merge(address, 1, Integer::sum);
		return address;
	}

	void closed(ByteBuffer address) {
		this.connections.computeIfPresent(address, (key, count) -> (count > 1) ? count - 1 : null);
	}

	/** In nanoseconds: the timeout, and a second for each so many bytes. */
	long longestWait(long bytes) {
		return (this.rate > 0) ? TimeUnit.MILLISECONDS.toNanos(getConnectionTimeout() + bytes * 1000 / this.rate)
				: Long.MAX_VALUE;
	}

	/** With IPv6, a host usually has a network of 64 bits. */
	private static ByteBuffer address(SocketChannel socket) {
		try {
			byte[] bytes = ((InetSocketAddress) socket.getRemoteAddress()).getAddress().getAddress();
			return ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, 8));
		}
		catch (IOException ex) { // closed already
			return ByteBuffer.allocate(0);
		}
	}

}
