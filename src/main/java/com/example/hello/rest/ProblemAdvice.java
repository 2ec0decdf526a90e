package com.example.hello.rest;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import com.example.hello.greeting.InvalidNameException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.exc.StreamConstraintsException;

import org.springframework.context.MessageSource;
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
 * Answers what goes wrong inside Spring MVC with a problem detail (RFC 9457), in the
 * words of {@code messages.properties}.
 */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

	/** The extension member, and the request attribute that it is taken from. */
	static final String TRACE_ID = "trace_id";

	private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

	@ExceptionHandler
	ResponseEntity<Object> handle(InvalidNameException ex, WebRequest request) {
		return problem(HttpStatus.BAD_REQUEST, ex.getMessage(), request);
	}

	/**
	 * Tomcat reads the parameters when the first of them is asked for, and throws what it
	 * cannot read at whoever asked.
	 */
	@ExceptionHandler
	ResponseEntity<Object> handle(InvalidParameterException ex, WebRequest request) {
		return problem(HttpStatusCode.valueOf(ex.getErrorCode()), text("problem.parameter"), request);
	}

	@ExceptionHandler
	@Nullable ResponseEntity<Object> handle(Exception ex, WebRequest request) {
		if (DisconnectedClientHelper.isClientDisconnectedException(ex)) {
			return null;
		}
		log.error("A request failed unexpectedly", ex);
		return problem(HttpStatus.INTERNAL_SERVER_ERROR, text("problem.500"), request);
	}

	/**
	 * HEAD and OPTIONS come with every GET (RFC 9110, sections 9.3.2 and 9.3.7), but the
	 * exception knows only of the methods that a handler was declared for.
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

	/** What a body may be at most is in {@code spring.jackson.factory.constraints}. */
	@Override
	protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		if (!ex.contains(StreamConstraintsException.class)) {
			return super.handleHttpMessageNotReadable(ex, headers, status, request);
		}
		return problem(HttpStatus.CONTENT_TOO_LARGE, text("problem.413"), request);
	}

	/**
	 * The type is fixed, so that not even an Accept header that cannot be parsed prevents
	 * the answer.
	 */
	@Override
	protected ResponseEntity<Object> createResponseEntity(@Nullable Object body, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		Object trace = request.getAttribute(TRACE_ID, RequestAttributes.SCOPE_REQUEST);
		if (trace != null && body instanceof ProblemDetail problem) {
			problem.setProperty(TRACE_ID, trace);
		}
		return ResponseEntity.status(status)
			.headers(headers)
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.body(body);
	}

	private ResponseEntity<Object> problem(HttpStatusCode status, String detail, WebRequest request) {
		return createResponseEntity(ProblemDetail.forStatusAndDetail(status, detail), HttpHeaders.EMPTY, status,
				request);
	}

	private String text(String code) {
		MessageSource messages = Objects.requireNonNull(getMessageSource());
		return messages.getMessage(code, null, Locale.ROOT);
	}

}
