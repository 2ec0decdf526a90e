package com.example.hello.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Frames of HTTP/2 (RFC 9113) on a socket, also such as no client would send. */
class Http2Connection implements AutoCloseable {

	static final int DATA = 0;

	static final int HEADERS = 1;

	static final int PRIORITY = 2;

	static final int RST_STREAM = 3;

	static final int SETTINGS = 4;

	static final int PING = 6;

	static final int GOAWAY = 7;

	static final int WINDOW_UPDATE = 8;

	static final int CONTINUATION = 9;

	static final int END_STREAM = 1;

	static final int END_HEADERS = 4;

	private final Socket socket;

	private final DataInputStream in;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	Http2Connection(Socket socket) throws IOException {
		this.socket = socket;
		this.socket.setSoTimeout(10_000);
		this.in = new DataInputStream(socket.getInputStream());
		this.out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		frame(SETTINGS, 0, 0);
		send();
	}

	/** Adds a frame to what the next {@link #send} writes. */
	Http2Connection frame(int type, int flags, int stream, byte... payload) {
		ByteBuffer head = ByteBuffer.allocate(9).putInt(payload.length << 8 | type).put((byte) flags).putInt(stream);
		this.out.writeBytes(head.array());
		this.out.writeBytes(payload);
		return this;
	}

	/** A GET as a single frame. */
	Http2Connection get(int stream, String path) {
		return frame(HEADERS, END_STREAM | END_HEADERS, stream, get(path));
	}

	/** The headers of a GET, encoded by HPACK's static table and literals (RFC 7541). */
	static byte[] get(String path) {
		return join(new byte[] { (byte) 0x82, (byte) 0x86, 0x04, (byte) path.length() },
				path.getBytes(StandardCharsets.US_ASCII), new byte[] { 0x01, 1, 'x' });
	}

	/** A header, which the receiver adds to its table if asked to. */
	static byte[] header(String name, String value, boolean indexed) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.write(indexed ? 0x40 : 0);
		for (String text : List.of(name, value)) {
			int rest = text.length();
			if (rest < 127) {
				bytes.write(rest);
			}
			else {
				bytes.write(127);
				for (rest -= 127; rest >= 128; rest >>= 7) {
					bytes.write(rest & 127 | 128);
				}
				bytes.write(rest);
			}
			bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
		}
		return bytes.toByteArray();
	}

	static byte[] join(byte[]... parts) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			bytes.writeBytes(part);
		}
		return bytes.toByteArray();
	}

	static byte[] number(int number) {
		return ByteBuffer.allocate(4).putInt(number).array();
	}

	/** Writes the frames, if the other side still reads. */
	void send() throws IOException {
		try {
			this.socket.getOutputStream().write(this.out.toByteArray());
		}
		catch (SocketException ex) {
			// What it sent before can still be read.
		}
		this.out.reset();
	}

	/** Reads frames until one matches or the connection ends; returns them all. */
	List<Frame> readUntil(Predicate<Frame> last) throws IOException {
		List<Frame> frames = new ArrayList<>();
		try {
			do {
				int head = this.in.readInt();
				int flags = this.in.readUnsignedByte();
				frames.add(new Frame(head & 0xff, flags, this.in.readInt(), this.in.readNBytes(head >>> 8)));
			}
			while (!last.test(frames.get(frames.size() - 1)));
		}
		catch (EOFException | SocketException ex) {
			frames.add(Frame.CLOSED);
		}
		return frames;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	record Frame(int type, int flags, int stream, byte[] payload) {

		static final Frame CLOSED = new Frame(-1, 0, 0, new byte[0]);

		/** The error code of a GOAWAY or RST_STREAM frame. */
		int error() {
			return ByteBuffer.wrap(this.payload).getInt((this.type == GOAWAY) ? 4 : 0);
		}

		boolean ends(int stream) {
			return this.stream == stream && (this.type == RST_STREAM || (this.flags & END_STREAM) != 0);
		}

	}

}
