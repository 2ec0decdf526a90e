package com.example.hello.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.example.hello.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What HTTP/1.1 lets a caller send, and what the service makes of it. */
class LimitsIT {

	private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

	private static final Pattern REPEAT = Pattern.compile("\\{(\\d+) times ([^}]+)}");

	private static final Pattern HEX = Pattern.compile("\\\\x([0-9a-f]{2})");

	private static final String QUERY = "{\"query\":\"{hello}\"}";

	/** Beginnings and ends of requests, to keep the tables short. */
	private static final Map<String, String> PARTS = Map.of("{GET}", "GET /hello HTTP/1.1\\r\\nHost: x\\r\\n", "{POST}",
			"POST /reads-json HTTP/1.1\\r\\nHost: x\\r\\nContent-Type: application/json\\r\\n", "{CHUNKED}",
			"Transfer-Encoding: chunked\\r\\n\\r\\n", "{CHUNKS}", "13\\r\\n" + QUERY + "\\r\\n0\\r\\n\\r\\n", "{QUERY}",
			QUERY, "{NEXT}", "GET /hello?name=smuggled HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n");

	private final ServiceProcess service = ServiceProcess.sharedWithTestHandlers();

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					100 headers                       | 200 | {GET}{99 times A: b\\r\\n}\\r\\n
					101 headers                       | 400 | {GET}{100 times A: b\\r\\n}\\r\\n
					8 KB of headers                   | 200 | {GET}X: {8000 times a}\\r\\n\\r\\n
					more                              | 400 | {GET}X: {8192 times a}\\r\\n\\r\\n
					8 KB of query                     | 400 | GET /hello?name={8000 times a} HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
					more                              | 400 | GET /hello?name={8192 times a} HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
					a long method                     | 400 | {9000 times A} /hello HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
					200 cookies                       | 200 | {GET}Cookie: {199 times a=b; }c=d\\r\\n\\r\\n
					201 cookies                       | 400 | {GET}Cookie: {200 times a=b; }c=d\\r\\n\\r\\n
					64 KB of JSON                     | 200 | {POST}Content-Length: 65536\\r\\n\\r\\n{QUERY}{65517 times \\n}
					more                              | 413 | {POST}Content-Length: 65537\\r\\n\\r\\n{QUERY}{65518 times \\n}
					more, in chunks                   | 413 | {POST}{CHUNKED}13\\r\\n{QUERY}\\r\\nffff\\r\\n{65535 times \\n}\\r\\n0\\r\\n\\r\\n
					a length without its body         | 400 | {POST}Content-Length: 20000000\\r\\n\\r\\n{QUERY}
					leading empty lines               | 200 | {4 times \\r\\n}{NEXT}
					a flood of them                   | 400 | {9000 times \\r\\n}{NEXT}
					""")
	void limitsTheSize(String what, String statuses, String request) {
		assertStatuses(statuses, request);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					chunks                            | 200 200 | {POST}{CHUNKED}{CHUNKS}{NEXT}
					an extension                      | 200 200 | {POST}{CHUNKED}13;a=b\\r\\n{QUERY}\\r\\n0\\r\\n\\r\\n{NEXT}
					trailers                          | 200 200 | {POST}{CHUNKED}13\\r\\n{QUERY}\\r\\n0\\r\\nX: y\\r\\n\\r\\n{NEXT}
					a size that is no number          | 400     | {POST}{CHUNKED}zz\\r\\n{QUERY}\\r\\n0\\r\\n\\r\\n{NEXT}
					a negative size                   | 400     | {POST}{CHUNKED}-1\\r\\n{QUERY}\\r\\n0\\r\\n\\r\\n{NEXT}
					a prefix                          | 400     | {POST}{CHUNKED}0x13\\r\\n{QUERY}\\r\\n0\\r\\n\\r\\n{NEXT}
					a space after the size            | 400     | {POST}{CHUNKED}13 \\r\\n{QUERY}\\r\\n0\\r\\n\\r\\n{NEXT}
					a size of more than 32 bits       | 400     | {POST}{CHUNKED}100000013\\r\\n{QUERY}\\r\\n0\\r\\n\\r\\n{NEXT}
					a size of 4 GB                    | 400     | {POST}{CHUNKED}ffffffff\\r\\n{QUERY}\\r\\n0\\r\\n\\r\\n{NEXT}
					a size that is too small          | 400     | {POST}{CHUNKED}3\\r\\n{QUERY}\\r\\n0\\r\\n\\r\\n{NEXT}
					a size that is too large          | 400     | {POST}{CHUNKED}14\\r\\n{QUERY}\\r\\n0\\r\\n\\r\\n{NEXT}
					no CR                             | 400     | {POST}{CHUNKED}13\\n{QUERY}\\n0\\n\\n{NEXT}
					no last chunk                     | 400     | {POST}{CHUNKED}13\\r\\n{QUERY}\\r\\n
					a long extension                  | 400     | {POST}{CHUNKED}13;a={9000 times b}\\r\\n{QUERY}\\r\\n0\\r\\n\\r\\n{NEXT}
					many extensions                   | 400     | {POST}{CHUNKED}{600 times 1;a=bbbbbbbbbbbbbbbb\\r\\n \\r\\n}0\\r\\n\\r\\n{NEXT}
					8 KB of trailers                  | 400     | {POST}{CHUNKED}13\\r\\n{QUERY}\\r\\n0\\r\\n{900 times X: 45678\\r\\n}\\r\\n{NEXT}
					a malformed trailer               | 400     | {POST}{CHUNKED}13\\r\\n{QUERY}\\r\\n0\\r\\nX y\\r\\n\\r\\n{NEXT}
					""")
	void refusesChunksThatLie(String what, String statuses, String request) {
		assertStatuses(statuses, request);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					two requests                      | 200 200 | {POST}Content-Length: 19\\r\\n\\r\\n{QUERY}{NEXT}
					a body for GET                    | 200     | {GET}Content-Length: 50\\r\\n\\r\\n{NEXT}
					CL.TE                             | 400     | {POST}Content-Length: 6\\r\\n{CHUNKED}0\\r\\n\\r\\n{NEXT}
					TE.CL                             | 200     | {POST}Content-Length: 4\\r\\n{CHUNKED}{CHUNKS}{NEXT}
					Content-Length twice              | 400     | {POST}Content-Length: 19\\r\\nContent-Length: 0\\r\\n\\r\\n{QUERY}{NEXT}
					Content-Length twice, equal       | 400     | {POST}Content-Length: 19\\r\\nContent-Length: 19\\r\\n\\r\\n{QUERY}{NEXT}
					a list of lengths                 | 400     | {POST}Content-Length: 19, 19\\r\\n\\r\\n{QUERY}{NEXT}
					a sign                            | 400     | {POST}Content-Length: +19\\r\\n\\r\\n{QUERY}{NEXT}
					a hexadecimal length              | 400     | {POST}Content-Length: 0x13\\r\\n\\r\\n{QUERY}{NEXT}
					a length with a space             | 400     | {POST}Content-Length: 1 9\\r\\n\\r\\n{QUERY}{NEXT}
					an empty length                   | 400     | {POST}Content-Length:\\r\\n\\r\\n{QUERY}{NEXT}
					a length of more than 64 bits     | 400     | {POST}Content-Length: 18446744073709551635\\r\\n\\r\\n{QUERY}{NEXT}
					a space before the colon          | 400     | {POST}Content-Length : 19\\r\\n\\r\\n{QUERY}{NEXT}
					the same for chunked              | 400     | {POST}Transfer-Encoding : chunked\\r\\n\\r\\n{CHUNKS}{NEXT}
					an unknown coding                 | 501     | {POST}Transfer-Encoding: xchunked\\r\\n\\r\\n{CHUNKS}{NEXT}
					an unknown coding first           | 501     | {POST}Transfer-Encoding: gzip, chunked\\r\\n\\r\\n{CHUNKS}{NEXT}
					identity with a length            | 501     | {POST}Transfer-Encoding: identity\\r\\nContent-Length: 19\\r\\n\\r\\n{QUERY}{NEXT}
					chunked is not last               | 400     | {POST}Transfer-Encoding: chunked, identity\\r\\n\\r\\n{CHUNKS}{NEXT}
					chunked twice                     | 400     | {POST}Transfer-Encoding: chunked\\r\\n{CHUNKED}{CHUNKS}{NEXT}
					chunked in quotes                 | 400     | {POST}Transfer-Encoding: "chunked"\\r\\n\\r\\n{CHUNKS}{NEXT}
					chunked after a control character | 400     | {POST}Transfer-Encoding: \\x0bchunked\\r\\n\\r\\n{CHUNKS}{NEXT}
					chunked in HTTP/1.0               | 400     | POST /reads-json HTTP/1.0\\r\\nConnection: keep-alive\\r\\n{CHUNKED}{CHUNKS}{NEXT}
					chunked in upper case             | 200 200 | {POST}Transfer-Encoding: CHUNKED\\r\\n\\r\\n{CHUNKS}{NEXT}
					chunked on a folded line          | 200 200 | {POST}Transfer-Encoding:\\r\\n chunked\\r\\n\\r\\n{CHUNKS}{NEXT}
					a refused body                    | 405 200 | PUT /reads-json HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 19\\r\\n\\r\\n{QUERY}{NEXT}
					""")
	void letsNobodySmuggleARequest(String what, String statuses, String request) {
		assertStatuses(statuses, request);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			CR in a value                     | 400 | {GET}X: a\\rb\\r\\n\\r\\n
			NUL in a value                    | 400 | {GET}X: a\\x00b\\r\\n\\r\\n
			a control character in a value    | 400 | {GET}X: a\\x01b\\r\\n\\r\\n
			CR in a name                      | 400 | {GET}X\\rY: a\\r\\n\\r\\n
			NUL in a name                     | 400 | {GET}X\\x00Y: a\\r\\n\\r\\n
			a name that is no token           | 400 | {GET}X(Y: a\\r\\n\\r\\n
			no name                           | 400 | {GET}: a\\r\\n\\r\\n
			no colon                          | 400 | {GET}X\\r\\n\\r\\n
			a space before the colon          | 400 | {GET}X : a\\r\\n\\r\\n
			a space before the first header   | 400 | GET /hello HTTP/1.1\\r\\n Host: x\\r\\n\\r\\n
			a folded line                     | 200 | {GET}X: a\\r\\n b\\r\\n\\r\\n
			LF as the end of a line           | 200 | GET /hello HTTP/1.1\\nHost: x\\n\\n
			CR as the end of a line           | 400 | GET /hello HTTP/1.1\\rHost: x\\r\\r
			two hosts                         | 400 | {GET}Host: y\\r\\n\\r\\n
			a host with a user                | 400 | GET /hello HTTP/1.1\\r\\nHost: a@b\\r\\n\\r\\n
			CR in the path                    | 400 | GET /hello\\rX HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
			NUL in the path                   | 400 | GET /hello\\x00 HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
			a space in the path               | 400 | GET /hello x HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
			a byte that is not ASCII          | 400 | GET /h\\xe9llo HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
			a fragment                        | 400 | GET /hello#x HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
			a backslash                       | 400 | GET /a%5cb HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
			a parameter of a dot segment      | 404 | GET /x/..;/hello HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
			""")
	void refusesHeadersAndPathsWithOtherCharacters(String what, String statuses, String request) {
		assertStatuses(statuses, request);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					absolute-form                     | 200     | GET http://x/hello HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
					absolute-form for another host    | 400     | GET http://y/hello HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
					absolute-form with another scheme | 400     | GET ftp://x/hello HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
					authority-form                    | 400     | GET x:80 HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
					asterisk-form                     | 400     | GET * HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
					CONNECT                           | 501     | CONNECT x:443 HTTP/1.1\\r\\nHost: x:443\\r\\n\\r\\n{NEXT}
					CONNECT with a path               | 501     | CONNECT /hello HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n{NEXT}
					a method that is no token         | 400     | G@T /hello HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
					a method in lower case            | 405     | get /hello HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
					another method by a header        | 405     | POST /hello HTTP/1.1\\r\\nHost: x\\r\\nX-HTTP-Method-Override: GET\\r\\nContent-Length: 0\\r\\n\\r\\n
					HTTP/1.0                          | 200     | GET /hello HTTP/1.0\\r\\n\\r\\n{NEXT}
					HTTP/1.0, kept alive              | 200 200 | GET /hello HTTP/1.0\\r\\nConnection: keep-alive\\r\\n\\r\\n{NEXT}
					HTTP/2.0                          | 505     | GET /hello HTTP/2.0\\r\\nHost: x\\r\\n\\r\\n{NEXT}
					a version in lower case           | 400     | GET /hello http/1.1\\r\\nHost: x\\r\\n\\r\\n{NEXT}
					an expectation                    | 417     | {GET}Expect: 200-ok\\r\\n\\r\\n{NEXT}
					an upgrade to HTTP/2              | 200 200 | {GET}Connection: Upgrade, HTTP2-Settings\\r\\nUpgrade: h2c\\r\\nHTTP2-Settings: AAMAAABk\\r\\n\\r\\n{NEXT}
					an upgrade to WebSocket           | 200 200 | {GET}Connection: Upgrade\\r\\nUpgrade: websocket\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: AA==\\r\\n\\r\\n{NEXT}
					TLS                               | 400     | \\x16\\x03\\x01\\x01\\x06\\x01\\x00\\x00\\r\\n
					""")
	void speaksPlainHttp(String what, String statuses, String request) {
		assertStatuses(statuses, request);
	}

	@Test
	void speaksNoHttp2UnlessAskedTo() {
		assertThat(this.service.sendRaw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).isEmpty();
	}

	/** The response of HTTP/0.9 is the body, and the end of the connection. */
	@Test
	void respondsOnceToHttp09() {
		assertThat(this.service.sendRaw("GET /hello\r\n" + expand("{NEXT}")))
			.isEqualTo("{\"message\":\"Hello, World!\"}");
	}

	@Test
	void respondsToPipelinedRequestsInTheirOrder() {
		StringBuilder requests = new StringBuilder();
		for (int i = 0; i < 500; i++) {
			requests.append("GET /hello?name=n").append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
		}
		assertThat(Pattern.compile("Hello, n(\\d+)!")
			.matcher(this.service.sendRaw(requests.toString()))
			.results()
			.map((found) -> Integer.valueOf(found.group(1)))).hasSize(500).isSorted();
	}

	@ParameterizedTest
	@CsvSource({ "GET /hello, Transfer-Encoding: chunked", "GET /hello, Content-Length: 1000000000",
			"POST /reads-json, Transfer-Encoding: chunked" })
	@Timeout(60)
	void readsNoBodyWithoutEnd(String target, String length) throws IOException {
		byte[] part = ("10000\r\n" + " ".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII);
		try (Socket socket = new Socket("localhost", this.service.port(0))) {
			OutputStream out = socket.getOutputStream();
			out.write((target + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + length + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			assertThatThrownBy(() -> {
				for (int i = 0; i < 1000; i++) {
					out.write(part);
				}
			}).isInstanceOf(IOException.class);
		}
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void limitsIdleConnectionsAndAllConnections() throws IOException {
		try (ServiceProcess limited = ServiceProcess
			.start(Map.of("SERVER_TOMCAT_KEEPALIVETIMEOUT", "3s", "SERVER_TOMCAT_CONNECTIONTIMEOUT", "3s",
					"SERVER_TOMCAT_MAXCONNECTIONS", "3", "MANAGEMENT_SERVER_PORT", "-1"))) {
			List<Socket> sockets = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				sockets.add(new Socket("localhost", limited.port(0)));
				sockets.get(i).getOutputStream().write(expand("{NEXT}").getBytes(StandardCharsets.US_ASCII));
				sockets.get(i).setSoTimeout((i < 3) ? 10_000 : 500);
				if (i < 3) {
					assertThat(sockets.get(i).getInputStream().read()).isEqualTo('H');
				}
			}
			Socket fourth = sockets.get(3);
			assertThatThrownBy(() -> fourth.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
			// The others are idle: their end lets it in.
			fourth.setSoTimeout(10_000);
			assertThat(fourth.getInputStream().read()).isEqualTo('H');
			for (Socket socket : sockets) {
				assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
					.endsWith("{\"message\":\"Hello, smuggled!\"}");
				socket.close();
			}
		}
	}

	private void assertStatuses(String statuses, String request) {
		String response = this.service.sendRaw(expand(request));
		assertThat(STATUS.matcher(response).results().map((found) -> found.group(1))).as(response)
			.containsExactly(statuses.split(" "));
		if (!statuses.startsWith("2")) {
			assertThat(response.split("HTTP/1.1 ")[1]).contains("\r\nContent-Type: application/problem+json\r\n")
				.containsOnlyOnce("\r\nX-Request-Id: ")
				.containsOnlyOnce("\r\nX-Content-Type-Options: nosniff\r\n")
				.containsOnlyOnce("\r\nContent-Security-Policy: default-src 'none'; ")
				.contains("\"status\":" + statuses.substring(0, 3))
				.contains("\"detail\":\"");
		}
	}

	private static String expand(String request) {
		String expanded = request;
		for (Map.Entry<String, String> part : PARTS.entrySet()) {
			expanded = expanded.replace(part.getKey(), part.getValue());
		}
		expanded = HEX.matcher(expanded.replace("\\r", "\r").replace("\\n", "\n"))
			.replaceAll((found) -> Character.toString((char) Integer.parseInt(found.group(1), 16)));
		return REPEAT.matcher(expanded).replaceAll((found) -> found.group(2).repeat(Integer.parseInt(found.group(1))));
	}

}
