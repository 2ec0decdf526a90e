package com.example.hello.consul;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stand-in for a Consul agent, made from its documentation: it registers and
 * deregisters services, refuses invalid ones and unknown ids, and checks no health.
 */
final class ConsulAgent implements AutoCloseable {

	private static final String REGISTER = "/v1/agent/service/register";

	private static final String DEREGISTER = "/v1/agent/service/deregister/";

	/** By id, as registered. */
	final Map<String, JsonNode> services = new ConcurrentHashMap<>();

	/** Method, path and status. */
	final List<String> requests = new CopyOnWriteArrayList<>();

	private final HttpServer server;

	ConsulAgent(int port) throws IOException {
		this.server = HttpServer.create(new InetSocketAddress("localhost", port), 0);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getPath();
			String body = new String(exchange.getRequestBody().readAllBytes());
			int status = 404;
			if (exchange.getRequestMethod().equals("PUT") && path.equals(REGISTER)) {
				JsonNode service = new JsonMapper().readTree(body);
				status = isValid(service) ? 200 : 400;
				if (status == 200) {
					this.services.put(service.get("ID").asString(), service);
				}
			}
			else if (exchange.getRequestMethod().equals("PUT") && path.startsWith(DEREGISTER)) {
				status = (this.services.remove(path.substring(DEREGISTER.length())) != null) ? 200 : 404;
			}
			this.requests.add(exchange.getRequestMethod() + " " + path + " " + status);
			exchange.sendResponseHeaders(status, -1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** A name; keys of letters, digits, hyphens and underscores; a check of one kind. */
	private static boolean isValid(JsonNode service) {
		JsonNode check = service.path("Check");
		return service.path("Name").asString("").matches("[a-zA-Z0-9-]+")
				&& service.path("Meta")
					.propertyStream()
					.allMatch((entry) -> entry.getKey().matches("[a-zA-Z0-9_-]{1,128}") && entry.getValue().isString())
				&& (check.path("TTL").isString() || (check.path("HTTP").isString() && check.path("Interval").isString()));
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
