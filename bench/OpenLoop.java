import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * Sends GET requests at a fixed rate, whether responses come or not: {@code java OpenLoop.java PORT PATH RATE SECONDS
 * CONNECTIONS}. A request waits if all connections are taken, and that counts. Prints the requests per second with status
 * 200 within 250 ms, with 200 later, with 503, and without a response after a second more; and the 99th percentile of the
 * 200s in milliseconds. A RATE of 0 sends the next request as soon as a connection is free, and prints the 200s per second.
 */
class OpenLoop {

	static final ByteBuffer input = ByteBuffer.allocateDirect(1 << 16);

	static final Queue<Connection> idle = new ArrayDeque<>();

	static final Queue<Long> waiting = new ArrayDeque<>();

	static long[] latencies = new long[1 << 20];

	static int good, late, refused, failed, count;

	static byte[] request;

	static Selector selector;

	static InetSocketAddress server;

	static class Connection {

		SocketChannel channel;

		SelectionKey key;

		long due;

		final StringBuilder response = new StringBuilder();

		void open() throws IOException {
			try {
				this.channel = SocketChannel.open(server);
			}
			catch (ConnectException ex) {
				return; // the server has died
			}
			this.channel.configureBlocking(false);
			this.key = this.channel.register(selector, SelectionKey.OP_READ, this);
			idle.add(this);
		}

		void send(long due) {
			this.due = due;
			this.response.setLength(0);
			try {
				this.channel.write(ByteBuffer.wrap(request));
			}
			catch (IOException ex) {
				// read() finds out, too
			}
		}

		void read() throws IOException {
			int read;
			try {
				read = this.channel.read(input.clear());
			}
			catch (IOException ex) {
				read = -1;
			}
			if (read > 0) {
				this.response.append(StandardCharsets.ISO_8859_1.decode(input.flip()));
				int head = this.response.indexOf("\r\n\r\n");
				int length = Math.max(this.response.indexOf("Content-Length: "), this.response.indexOf("content-length: "));
				if (head < 0 || ((length > 0 && length < head)
						? this.response.length() < head + 4 + Integer.parseInt(this.response.substring(length + 16, this.response.indexOf("\r", length)))
						: this.response.lastIndexOf("0\r\n\r\n") != this.response.length() - 5)) {
					return;
				}
				received(this.response.charAt(9));
			}
			boolean close = read < 0 || this.response.indexOf("\r\nConnection: close\r\n") > 0;
			if (close) {
				failed += (read < 0 && this.due != 0) ? 1 : 0;
				this.key.cancel();
				this.channel.close();
			}
			this.due = 0;
			if (close) {
				open();
			}
			else {
				idle.add(this);
			}
		}

		void received(char status) {
			long latency = System.nanoTime() - this.due;
			if (status == '2') {
				good += (latency <= 250_000_000) ? 1 : 0;
				late += (latency > 250_000_000) ? 1 : 0;
				latencies = (count < latencies.length) ? latencies : Arrays.copyOf(latencies, 2 * count);
				latencies[count++] = latency;
			}
			else {
				refused += (status == '5') ? 1 : 0;
				failed += (status != '5') ? 1 : 0;
			}
		}

	}

	public static void main(String[] args) throws IOException {
		server = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
		request = ("GET " + args[1] + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
		double rate = Double.parseDouble(args[2]);
		double seconds = Double.parseDouble(args[3]);
		selector = Selector.open();
		for (int i = Integer.parseInt(args[4]); i > 0; i--) {
			new Connection().open();
		}
		long start = System.nanoTime();
		long end = start + (long) (seconds * 1e9);
		for (long sent = 0, now = start; now < end + 1_000_000_000L; now = System.nanoTime()) {
			for (; rate > 0 && now < end && sent < (now - start) / 1e9 * rate; sent++) {
				waiting.add(start + (long) (sent / rate * 1e9));
			}
			while (!idle.isEmpty() && (!waiting.isEmpty() || (rate == 0 && now < end))) {
				idle.remove().send((rate == 0) ? System.nanoTime() : waiting.remove());
			}
			selector.select(1);
			for (SelectionKey key : selector.selectedKeys()) {
				((Connection) key.attachment()).read();
			}
			selector.selectedKeys().clear();
		}
		failed += waiting.size();
		failed += (int) selector.keys().stream().filter((key) -> key.isValid() && ((Connection) key.attachment()).due != 0).count();
		Arrays.sort(latencies, 0, count);
		System.out.printf("%.0f %.0f %.0f %.0f %.1f%n", good / seconds, late / seconds, refused / seconds, failed / seconds,
				(count > 0) ? latencies[count * 99 / 100] / 1e6 : 0);
	}

}
