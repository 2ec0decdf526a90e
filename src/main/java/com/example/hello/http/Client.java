package com.example.hello.http;

import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;

/**
 * The other end of a connection: its address, and how long the service has waited for it
 * within one message. Tomcat's timeout starts again at each byte: with one every four
 * seconds, a header of 8 KB may take nine hours.
 */
class Client {

	/**
	 * Segments of TCP are larger, so whoever sends less at a time does so on purpose.
	 */
	private static final int SMALL = 500;

	private final ClientLimits limits;

	private @Nullable ByteBuffer address;

	private boolean writing;

	private long bytes;

	private long waited;

	private long since;

	Client(ClientLimits limits) {
		this.limits = limits;
	}

	/** Tomcat uses a channel again and again, with null between two connections. */
	void next(@Nullable SocketChannel socket) {
		if (this.address != null) {
			this.limits.closed(this.address);
		}
		this.address = (socket != null) ? this.limits.opened(socket) : null;
		begin(false);
	}

	private void begin(boolean write) {
		this.writing = write;
		this.bytes = 0;
		this.waited = 0;
		this.since = 0;
	}

	/** Whether the rest of a message is missing, of which only a small piece has come. */
	boolean trickles() {
		return this.since != 0 && this.bytes < SMALL;
	}

	/**
	 * Notes a read or write.
	 * @param count how many bytes moved, or -1 at the end
	 * @param begun whether a part of a message has moved
	 * @param write whether this is a write
	 * @return the count
	 * @throws SocketTimeoutException if the client takes too long
	 */
	int note(int count, boolean begun, boolean write) throws SocketTimeoutException {
		if (write != this.writing) {
			begin(write);
		}
		long now = System.nanoTime();
		this.waited += (this.since != 0) ? now - this.since : 0;
		this.bytes += Math.max(count, 0);
		this.since = (count == 0 && (begun || this.bytes > 0)) ? now : 0;
		if (this.waited > this.limits.longestWait(this.bytes)) {
			throw new SocketTimeoutException();
		}
		return count;
	}

}
