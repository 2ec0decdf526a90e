import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs the service under load as its callers would, then stops it, while its JVM records an AOT cache (JEP 514).
 * Arguments: the seconds of load, and the command that starts the service on port 8080.
 */
class TrainingRun {

	/** What callers, browsers, Prometheus and Kubernetes send: mostly greetings. */
	private static final List<HttpRequest> REQUESTS = List.of(get("/hello"), get("/hello?name=Ada"),
			get("/hello?name=J%C3%BCrgen", "Accept-Language", "de-CH,de;q=0.9,en;q=0.8"), get("/hello"),
			get("/hello?name=%E4%B8%96%E7%95%8C", "Accept-Language", "zh", "traceparent",
					"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
			get("/hello", "Accept", "application/json", "User-Agent", "curl/8.5.0", "X-Request-Id", "training"),
			graphQl("{ hello }"), graphQl("query Greet { hello(name: \\\"Ada\\\") }"), graphQl("{ hello(name: 1) }"),
			get("/hello?name=%07"), get("/nope"), get("/", "Accept", "text/html"), get("/"), get("/docs", "Accept", "text/html"),
			get("/openapi.yaml", "Accept-Encoding", "gzip"), get("/actuator/prometheus"), get("/actuator/info"), get("/livez"),
			get("/readyz"));

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	public static void main(String[] args) throws Exception {
		Process service = new ProcessBuilder(List.of(args).subList(1, args.length)).inheritIO()
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		while (status(get("/readyz")) != 200) {
			if (!service.isAlive()) {
				throw new IllegalStateException("The service did not start: exit code " + service.exitValue());
			}
			Thread.sleep(50);
		}
		long end = System.nanoTime() + Duration.ofSeconds(Long.parseLong(args[0])).toNanos();
		List<CompletableFuture<Integer>> callers = List.of(load(end), load(end), load(end), load(end));
		int requests = callers.stream().mapToInt(CompletableFuture::join).sum();
		service.destroy();
		int code = service.waitFor();
		System.out.println(requests + " requests, exit code " + code);
		if (requests < 1000 || (code != 0 && code != 143)) {
			System.exit(1);
		}
	}

	/** Sends requests one after the other until the end, and returns their number. */
	private static CompletableFuture<Integer> load(long end) {
		return CompletableFuture.supplyAsync(() -> {
			int requests = 0;
			while (System.nanoTime() < end) {
				if (status(REQUESTS.get(requests++ % REQUESTS.size())) >= 500) {
					throw new IllegalStateException("The service failed");
				}
			}
			return requests;
		}, (task) -> new Thread(task).start());
	}

	private static int status(HttpRequest request) {
		try {
			HttpResponse<byte[]> response = CLIENT.send(request, BodyHandlers.ofByteArray());
			return response.statusCode();
		}
		catch (java.io.IOException ex) {
			return 599; // not ready yet
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static HttpRequest get(String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:8080" + path));
		return ((headers.length > 0) ? request.headers(headers) : request).build();
	}

	private static HttpRequest graphQl(String query) {
		return HttpRequest.newBuilder(URI.create("http://localhost:8080/graphql"))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"query\": \"" + query + "\"}"))
			.build();
	}

}
