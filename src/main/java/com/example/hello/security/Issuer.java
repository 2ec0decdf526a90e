package com.example.hello.security;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RequestCallback;
import org.springframework.web.client.ResponseExtractor;
import org.springframework.web.client.RestTemplate;

/**
 * Asks the issuer for its keys, once a second at most, and keeps the last ones while it
 * is down. Without this class every token with an unknown key id costs the issuer a
 * request, and every caller waits 30 s for an issuer that is silent.
 */
class Issuer extends RestTemplate {

	private static final Logger log = LoggerFactory.getLogger(Issuer.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final long PAUSE = Duration.ofSeconds(1).toNanos();

	private final Map<URI, Result> results = new ConcurrentHashMap<>();

	Issuer() {
		SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
		requests.setConnectTimeout(TIMEOUT);
		requests.setReadTimeout(TIMEOUT);
		setRequestFactory(requests);
	}

	@Override
	@SuppressWarnings("unchecked")
	protected <T> @Nullable T doExecute(URI url, @Nullable String template, @Nullable HttpMethod method,
			@Nullable RequestCallback request, @Nullable ResponseExtractor<T> response) {
		Result result = this.results.compute(url, (key, last) -> {
			if (last != null && System.nanoTime() - last.time < PAUSE) {
				return last;
			}
			try {
				return new Result(super.doExecute(url, template, method, request, response), null, System.nanoTime());
			}
			catch (RuntimeException ex) {
				if (last == null || last.failure == null) {
					log.warn("Cannot get the keys of the issuer: {}", ex.getMessage());
				}
				return new Result((last != null) ? last.value : null, ex, System.nanoTime());
			}
		});
		if (result.value == null && result.failure != null) {
			throw result.failure;
		}
		return (T) result.value;
	}

	private record Result(@Nullable Object value, @Nullable RuntimeException failure, long time) {
	}

}
