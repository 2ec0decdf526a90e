package com.example.hello.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * Limits the connections of each client address, and the time that the service waits for
 * slow clients. Without it, 2,000 slow connections from one address cut off others
 * (bench/slow-clients).
 */
class ClientLimits extends NioEndpoint {

	private final Map<ByteBuffer, Integer> connections = new ConcurrentHashMap<>();

	private int perAddress;

	private long rate;

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

	@Override
	protected NioChannel createChannel(SocketBufferHandler buffer) {
		return isSSLEnabled() ? new SecureChannel(buffer) : new Channel(buffer);
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

	private final class Client extends ClientWait {

		private @Nullable ByteBuffer address;

		/** Tomcat reuses channels, with null between two connections. */
		void next(@Nullable SocketChannel socket) {
			if (this.address != null) {
				ClientLimits.this.connections.computeIfPresent(this.address,
						(address, count) -> (count > 1) ? count - 1 : null);
			}
			this.address = (socket != null) ? address(socket) : null;
			if (this.address != null) {
				ClientLimits.this.connections.merge(this.address, 1, Integer::sum);
			}
			reset();
		}

		int note(int count, boolean begun, boolean write) throws IOException {
			return note(count, begun, write, getConnectionTimeout(), ClientLimits.this.rate);
		}

	}

	private final class Channel extends NioChannel {

		private final Client client = new Client();

		Channel(SocketBufferHandler buffer) {
			super(buffer);
		}

		@Override
		public void reset(@Nullable SocketChannel socket, @Nullable NioSocketWrapper wrapper) throws IOException {
			this.client.next(socket);
			super.reset(socket, wrapper);
		}

		@Override
		public int read(ByteBuffer to) throws IOException {
			return this.client.note(super.read(to), false, false);
		}

		@Override
		public int write(ByteBuffer from) throws IOException {
			return this.client.note(super.write(from), true, true);
		}

	}

	private final class SecureChannel extends SecureNioChannel {

		private final Client client = new Client();

		SecureChannel(SocketBufferHandler buffer) {
			super(buffer, ClientLimits.this);
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

}
