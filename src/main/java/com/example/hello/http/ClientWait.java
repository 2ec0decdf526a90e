package com.example.hello.http;

import java.net.SocketTimeoutException;

/**
 * How long the service has waited for a client, within one message. Tomcat's timeout
 * starts again at each byte: with one every four seconds, a header of 8 KB may take nine
 * hours.
 */
class ClientWait {

	private boolean writing;

	private long bytes;

	private long waited;

	private long since;

	/** Notes that another client has the connection. */
	void reset() {
		this.bytes = 0;
		this.waited = 0;
		this.since = 0;
	}

	/**
	 * Notes a read or write.
	 * @param count how many bytes moved, or -1 at the end
	 * @param begun whether a part of a message has moved
	 * @param write whether this is a write
	 * @param timeout how long to wait, in milliseconds
	 * @param rate how many bytes earn another second, or 0 for no limit
	 * @return the count
	 * @throws SocketTimeoutException if the client took too long
	 */
	int note(int count, boolean begun, boolean write, long timeout, long rate) throws SocketTimeoutException {
		if (write != this.writing) {
			this.writing = write;
			reset();
		}
		long now = System.nanoTime();
		this.waited += (this.since != 0) ? now - this.since : 0;
		this.bytes += Math.max(count, 0);
		this.since = (count == 0 && (begun || this.bytes > 0)) ? now : 0;
		if (rate > 0 && this.waited / 1_000_000 > timeout + this.bytes * 1000 / rate) {
			throw new SocketTimeoutException();
		}
		return count;
	}

}
