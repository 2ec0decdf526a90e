package com.example.hello.http;

import java.util.LinkedHashSet;
import java.util.Set;

import com.example.hello.greeting.InvalidNameException;
import com.example.hello.observability.AccessLogValve;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.exc.StreamConstraintsException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Turns exceptions inside Spring MVC into problem details (RFC 9457), worded in
 * {@code messages.properties}.
 */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

	private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

	@ExceptionHandler
	@Nullable ResponseEntity<Object> handle(InvalidNameException ex, WebRequest request) {
		return problem(ex, HttpStatus.BAD_REQUEST, null, request);
	}

	/** Tomcat parses the parameters lazily, so this can come from any code. */
	@ExceptionHandler
	@Nullable ResponseEntity<Object> handle(InvalidParameterException ex, WebRequest request) {
		return problem(ex, HttpStatusCode.valueOf(ex.getErrorCode()), "problem.parameter", request);
	}

	@ExceptionHandler
	@Nullable ResponseEntity<Object> handle(Exception ex, WebRequest request) {
		if (DisconnectedClientHelper.isClientDisconnectedException(ex)) {
			return null;
		}
		log.error("A request failed unexpectedly", ex);
		return problem(ex, HttpStatus.INTERNAL_SERVER_ERROR, "problem.500", request);
	}

	/**
	 * Spring MVC handles OPTIONS everywhere and HEAD wherever there is a GET, but the
	 * exception lists only the declared methods.
	 */
	@Override
	protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
			HttpRequestMethodNotSupportedException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		Set<HttpMethod> allowed = new LinkedHashSet<>(headers.getAllow());
		if (allowed.contains(HttpMethod.GET)) {
			allowed.add(HttpMethod.HEAD);
		}
		allowed.add(HttpMethod.OPTIONS);
		headers.setAllow(allowed);
		return super.handleHttpRequestMethodNotSupported(ex, headers, status, request);
	}

	/** {@code spring.jackson.factory.constraints} limits the body. */
	@Override
	protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		return ex.contains(StreamConstraintsException.class)
				? problem(ex, HttpStatus.CONTENT_TOO_LARGE, "problem.413", request)
				: super.handleHttpMessageNotReadable(ex, headers, status, request);
	}

	private @Nullable ResponseEntity<Object> problem(Exception ex, HttpStatusCode status, @Nullable String message,
			WebRequest request) {
		ProblemDetail problem = createProblemDetail(ex, status, String.valueOf(ex.getMessage()), message, null,
				request);
		return handleExceptionInternal(ex, problem, HttpHeaders.EMPTY, status, request);
	}

	/** The content type is fixed, so a malformed Accept header cannot prevent it. */
	@Override
	protected ResponseEntity<Object> createResponseEntity(@Nullable Object body, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		Object trace = request.getAttribute(AccessLogValve.TRACE_ID, RequestAttributes.SCOPE_REQUEST);
		if (trace != null && body instanceof ProblemDetail problem) {
			problem.setProperty(AccessLogValve.TRACE_ID, trace);
		}
		MediaType type = MediaType.APPLICATION_PROBLEM_JSON;
		return ResponseEntity.status(status).headers(headers).contentType(type).body(body);
	}

}
