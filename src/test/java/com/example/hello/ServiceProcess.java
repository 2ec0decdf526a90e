package com.example.hello;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.TestConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The service as its users meet it: a process with an HTTP port, lines on stdout, and
 * signals. It drains for 0 s unless a test says otherwise.
 */
public final class ServiceProcess implements AutoCloseable {

	private static final JsonMapper json = new JsonMapper();

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+) ");

	private static final HttpClient client = HttpClient.newHttpClient();

	private static final Map<String, ServiceProcess> shared = new ConcurrentHashMap<>();

	private final Process process;

	private final List<String> stdout = new CopyOnWriteArrayList<>();

	private final List<String> stderr = new CopyOnWriteArrayList<>();

	private final Thread reader;

	private final Thread errorReader;

	private int unreadPort;

	private ServiceProcess(Process process, boolean reading) {
		this.process = process;
		this.reader = new Thread(() -> read(process.inputReader(StandardCharsets.UTF_8), this.stdout));
		this.errorReader = new Thread(() -> read(process.errorReader(StandardCharsets.UTF_8), this.stderr));
		this.errorReader.start();
		if (reading) {
			this.reader.start();
		}
	}

	/** The packaged service, started once for all tests. */
	public static ServiceProcess shared() {
		return shared("", () -> start(Map.of("HOSTNAME", "pod-7")));
	}

	/** The service with {@link TestHandlers}, started once for all tests. */
	public static ServiceProcess sharedWithTestHandlers() {
		return shared("handlers", () -> startWithTestHandlers(Map.of("SPRING_MVC_ASYNC_REQUESTTIMEOUT", "500ms")));
	}

	/**
	 * The packaged service with Actuator on its own port, the second to open, and another
	 * origin.
	 */
	public static ServiceProcess sharedWithManagementPort() {
		return shared("management",
				() -> start(Map.of("MANAGEMENT_SERVER_PORT", "0", "HTTP_CORSORIGINS", "https://app.example")));
	}

	/** A service of one's own kind, started once for all tests. */
	public static ServiceProcess shared(String name, Supplier<ServiceProcess> start) {
		return shared.computeIfAbsent(name, (key) -> {
			ServiceProcess service = start.get();
			Runtime.getRuntime().addShutdownHook(new Thread(service::close));
			return service;
		});
	}

	/** The packaged service, ready for requests. */
	public static ServiceProcess start(Map<String, String> environment) {
		ServiceProcess service = launch(environment, List.of("-jar", System.getProperty("service.jar")), true);
		return service.awaitStart();
	}

	private ServiceProcess awaitStart() {
		await().atMost(Duration.ofMinutes(1))
			.until(() -> this.stdout.stream().anyMatch((line) -> line.contains("Started HelloApplication"))
					|| !isAlive());
		assertThat(isAlive()).as("%s %s", this.stdout, this.stderr).isTrue();
		return this;
	}

	/** The packaged service, after its start has failed. */
	public static ServiceProcess startAndFail(Map<String, String> environment) {
		ServiceProcess service = launch(environment, List.of("-jar", System.getProperty("service.jar")), true);
		service.waitFor();
		return service;
	}

	/** A program of src/tools, after it has ended. */
	public static ServiceProcess run(String program, Map<String, String> environment, String... arguments) {
		List<String> command = new ArrayList<>(List.of("src/tools/" + program + ".java"));
		command.addAll(List.of(arguments));
		ServiceProcess service = launch(environment, command, true);
		service.waitFor();
		return service;
	}

	/** The packaged service with {@link TestHandlers} beside its own controllers. */
	public static ServiceProcess startWithTestHandlers(Map<String, String> environment) {
		String more = Stream.of(TestHandlers.class, TestConfiguration.class)
			.map((type) -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
			.collect(Collectors.joining(","));
		ServiceProcess service = launch(environment,
				List.of("-Dloader.path=" + more, "-Dloader.main=" + TestHandlers.class.getName(), "-cp",
						System.getProperty("service.jar"), "org.springframework.boot.loader.launch.PropertiesLauncher"),
				true);
		return service.awaitStart();
	}

	/** The packaged service on a fixed port, with its stdout unread. */
	public static ServiceProcess startUnread() {
		int port = freePort();
		ServiceProcess service = launch(Map.of("SERVER_PORT", String.valueOf(port)),
				List.of("-jar", System.getProperty("service.jar")), false);
		service.unreadPort = port;
		await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> {
			try (Socket socket = new Socket("localhost", port)) {
				return socket.isConnected();
			}
		});
		return service;
	}

	/** A port that nobody uses at the moment. */
	public static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ServiceProcess launch(Map<String, String> environment, List<String> program, boolean reading) {
		try {
			List<String> command = new ArrayList<>();
			command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
			command.add("-javaagent:" + System.getProperty("service.coverage"));
			// Dozens of short lives: neither the second compiler nor G1 pays off.
			command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
			command.addAll(program);
			ProcessBuilder builder = new ProcessBuilder(command);
			builder.environment()
				.keySet()
				.removeIf((name) -> name.matches("(SERVER|SPRING|MANAGEMENT|LOGGING|OTEL)_.*"));
			builder.environment()
				.putAll(Map.of("SERVER_PORT", "0", "SPRING_GRPC_SERVER_PORT", "0", "LIFECYCLE_DRAINPERIOD", "0s"));
			// Capabilities that another profile packages look for no broker or registry,
			// and miss none.
			builder.environment()
				.putAll(Map.of("SPRING_RABBITMQ_LISTENER_SIMPLE_AUTOSTARTUP", "false", "EUREKA_CLIENT_ENABLED", "false",
						"SPRING_CLOUD_CONSUL_ENABLED", "false", "MANAGEMENT_HEALTH_RABBIT_ENABLED", "false",
						"MANAGEMENT_HEALTH_KAFKA_ENABLED", "false",
						"MANAGEMENT_ENDPOINT_HEALTH_VALIDATEGROUPMEMBERSHIP", "false"));
			builder.environment().putAll(environment);
			return new ServiceProcess(builder.start(), reading);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void read(BufferedReader lines, List<String> into) {
		try (lines) {
			lines.lines().forEach(into::add);
		}
		catch (IOException | UncheckedIOException ex) {
			into.add("unreadable: " + ex);
		}
	}

	/** Starts to read what {@link #startUnread} left unread. */
	public void readStdout() {
		this.reader.start();
	}

	/** The port that opened as number index, from 0 on, or 0 if it is not open yet. */
	public int port(int index) {
		if (this.unreadPort > 0) {
			return this.unreadPort;
		}
		return this.stdout.stream()
			.map(PORT::matcher)
			.filter(Matcher::find)
			.skip(index)
			.findFirst()
			.map((found) -> Integer.parseInt(found.group(1)))
			.orElse(0);
	}

	/** The port that opens as number index, from 0 on. */
	public int awaitPort(int index) {
		return await().atMost(Duration.ofSeconds(30)).until(() -> port(index), (port) -> port > 0);
	}

	public HttpResponse<String> get(String path, String... headers) {
		return send("GET", path, headers);
	}

	public HttpResponse<String> send(String method, String path, String... headers) {
		return send(method, port(0), path, headers);
	}

	public static HttpResponse<String> send(String method, int port, String path, String... headers) {
		return send(method, port, path, HttpRequest.BodyPublishers.noBody(), headers);
	}

	/** Posts a body, as JSON unless the headers name another type. */
	public HttpResponse<String> post(String path, String body, String... headers) {
		String[] all = List.of(headers).contains("Content-Type") ? headers
				: Stream.concat(Stream.of(headers), Stream.of("Content-Type", "application/json"))
					.toArray(String[]::new);
		return send("POST", port(0), path, HttpRequest.BodyPublishers.ofString(body), all);
	}

	private static HttpResponse<String> send(String method, int port, String path, HttpRequest.BodyPublisher body,
			String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.timeout(Duration.ofSeconds(30))
			.method(method, body);
		if (headers.length > 0) {
			request.headers(headers);
		}
		try {
			return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Sends bytes that no HTTP client would send, and returns the whole response. */
	public String sendRaw(String request) {
		return sendRaw(request, true);
	}

	/** Sends a part of a request and keeps the connection open. */
	public String sendAndStall(String request) {
		return sendRaw(request, false);
	}

	private String sendRaw(String request, boolean end) {
		try (Socket socket = new Socket("localhost", port(0))) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			if (end) {
				socket.shutdownOutput();
			}
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The samples of a scrape: the value of each series. */
	public Map<String, Double> scrape() {
		return samples(get("/actuator/prometheus").body());
	}

	public static Map<String, Double> samples(String scrape) {
		Map<String, Double> samples = new LinkedHashMap<>();
		scrape.lines().filter((line) -> !line.startsWith("#")).forEach((line) -> {
			int space = line.lastIndexOf(' ');
			samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
		});
		return samples;
	}

	/** The log so far; fails if a line is not one JSON object. */
	public List<JsonNode> log() {
		return this.stdout.stream().map((line) -> {
			JsonNode node = json.readTree(line);
			assertThat(node.isObject()).as(line).isTrue();
			return node;
		}).toList();
	}

	/** The first matching line, once there is one. */
	public JsonNode awaitLog(Predicate<JsonNode> expected) {
		return await().atMost(Duration.ofSeconds(20))
			.until(() -> log().stream().filter(expected).findFirst(), (found) -> found.isPresent())
			.orElseThrow();
	}

	/** The access log line of the request with this id, once there is one. */
	public JsonNode awaitAccessLog(String requestId) {
		return awaitLog((line) -> line.path("log.logger").asString("").equals("access")
				&& line.path("http.request.id").asString("").equals(requestId));
	}

	public List<String> stdout() {
		return this.stdout;
	}

	public List<String> stderr() {
		return this.stderr;
	}

	/** The lines on stdout and stderr. */
	public Stream<String> output() {
		return Stream.concat(this.stdout.stream(), this.stderr.stream());
	}

	public String processId() {
		return String.valueOf(this.process.pid());
	}

	/** What {@code jcmd} prints about the process. */
	public String jcmd(String command) {
		try {
			Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
					processId(), command)
				.start();
			return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public void terminate() {
		this.process.toHandle().destroy();
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	/** Waits for the process and its output to end; returns the exit code. */
	public int waitFor() {
		try {
			assertThat(this.process.waitFor(60, TimeUnit.SECONDS)).as("ended within a minute").isTrue();
			if (this.reader.isAlive()) {
				this.reader.join(10_000);
			}
			this.errorReader.join(10_000);
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Stops the service with SIGTERM, and waits for it. */
	@Override
	public void close() {
		terminate();
		try {
			if (!this.process.waitFor(60, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
