package com.example.hello.http;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.http.MimeHeaders;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.cors.CorsConfiguration;

/**
 * Changes requests that Spring MVC or Tomcat would get wrong. Spring MVC copies the
 * parameters of {@code Accept} into the response's type, fails on some charsets there,
 * ignores {@code q=0} (RFC 9110, section 12.4.2) and some trailing slashes, cuts ranges
 * out of files that Tomcat then compresses, and responds to CORS preflights as if every
 * method existed, so only configured origins keep theirs. So does Tomcat to TRACE; in
 * lower case it is an unknown method. Tomcat makes a 500 of a request that an HTTP/2
 * client has cancelled, which would trigger alerts.
 */
class RequestValve extends ValveBase {

	/** What an {@code Accept} wildcard stands for if it excludes a type. */
	private static final List<MediaType> PRODUCED = MediaType.parseMediaTypes(List.of("application/json", "text/html",
			"application/graphql-response+json", "application/openmetrics-text", "text/plain", "application/yaml",
			"application/vnd.spring-boot.actuator.v3+json", "application/octet-stream", "text/css", "text/javascript",
			"image/svg+xml"));

	/** Every parameter but q. */
	private static final Pattern PARAMETER = Pattern.compile("(?i);\\s*(?!q\\s*=)[^;,=\"]*=(\"[^\"]*\"|[^;,\"]*)");

	private final CorsConfiguration cors;

	RequestValve(CorsConfiguration cors) {
		super(true);
		this.cors = cors;
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		MimeHeaders headers = request.getCoyoteRequest().getMimeHeaders();
		if (headers.getHeader("Range") != null) {
			headers.removeHeader("Accept-Encoding");
		}
		if (this.cors.checkOrigin(request.getHeader("Origin")) == null) {
			headers.removeHeader("Origin");
			headers.removeHeader("Access-Control-Request-Method");
		}
		String accept = String.join(",", Collections.list(request.getHeaders("Accept")));
		if (accept.indexOf(';') >= 0) {
			headers.setValue("Accept").setString(normalized(accept));
		}
		if (request.getMethod().equals("TRACE")) {
			request.getCoyoteRequest().setMethod("trace");
		}
		String path = Objects.requireNonNullElse(request.getPathInfo(), request.getServletPath());
		if (path.length() > 1 && path.endsWith("/")) {
			response.sendError(404);
			return;
		}
		getNext().invoke(request, response);
		if (!request.isAsync()) {
			request.getCoyoteRequest().getAttributes().remove(RequestDispatcher.ERROR_EXCEPTION);
		}
	}

	private static String normalized(String accept) {
		try {
			List<MediaType> ranges = MediaType.parseMediaTypes(PARAMETER.matcher(accept).replaceAll(""));
			Set<MediaType> refused = ranges.stream()
				.filter((range) -> range.getQualityValue() == 0)
				.collect(Collectors.toSet());
			String acceptable = ranges.stream()
				.filter((range) -> !refused.contains(range))
				.flatMap((range) -> ((refused.isEmpty() || range.isConcrete()) ? Stream.of(range)
						: PRODUCED.stream().filter(range::includes))
					.filter((type) -> refused.stream()
						.noneMatch((other) -> range.includes(other) && other.includes(type)))
					.map((type) -> type.getType() + "/" + type.getSubtype() + ";q=" + range.getQualityValue()))
				.collect(Collectors.joining(","));
			return acceptable.isEmpty() ? "none/acceptable" : acceptable;
		}
		catch (InvalidMediaTypeException ex) {
			return accept;
		}
	}

}
