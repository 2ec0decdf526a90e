package com.example.hello.http;

import java.io.IOException;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Says in each response which instance sent it. */
class InstanceHeaderValve extends ValveBase {

	private final String header;

	private final String instance;

	/**
	 * Creates the valve.
	 * @param header the header's name, of letters, digits and dashes
	 * @param instance its value
	 */
	InstanceHeaderValve(String header, String instance) {
		super(true);
		if (!header.matches("[A-Za-z0-9-]+")) {
			throw new InvalidConfigurationPropertyValueException("http.instance-header", header,
					"It must be a name of letters, digits and dashes.");
		}
		this.header = header;
		this.instance = instance;
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		response.setHeader(this.header, this.instance);
		getNext().invoke(request, response);
	}

}
