package com.example.hello.http;

import java.io.IOException;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;

/**
 * Closes each connection after its response while the service is not ready (RFC 9112,
 * section 9.6): clients with a connection pool then move to other instances, and lose no
 * request when the service stops. HTTP/2 clients get a GOAWAY when the port closes.
 */
class DrainValve extends ValveBase {

	private final ApplicationAvailability availability;

	DrainValve(ApplicationAvailability availability) {
		super(true);
		this.availability = availability;
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		if (this.availability.getReadinessState() == ReadinessState.REFUSING_TRAFFIC
				&& request.getProtocol().startsWith("HTTP/1")) {
			response.setHeader("Connection", "close");
		}
		getNext().invoke(request, response);
	}

}
