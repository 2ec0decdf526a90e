package com.example.hello.rest;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

import com.example.hello.greeting.GreetingService;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;

/**
 * Chooses the language of an answer by {@code Accept-Language}: the lookup of RFC 4647,
 * section 3.4, over the languages that a greeting can be had in, quality values honoured.
 * A header that cannot be read counts as none.
 */
@Component(DispatcherServlet.LOCALE_RESOLVER_BEAN_NAME)
class AcceptLanguageResolver extends AcceptHeaderLocaleResolver {

	private final GreetingService greetings;

	AcceptLanguageResolver(GreetingService greetings) {
		this.greetings = greetings;
	}

	@Override
	public Locale resolveLocale(HttpServletRequest request) {
		List<String> header = Collections.list(request.getHeaders(HttpHeaders.ACCEPT_LANGUAGE));
		if (header.isEmpty()) {
			return GreetingService.DEFAULT_LANGUAGE;
		}
		try {
			List<Locale.LanguageRange> ranges = Locale.LanguageRange.parse(String.join(",", header));
			Locale best = Locale.lookup(ranges, this.greetings.languages());
			return (best != null) ? best : GreetingService.DEFAULT_LANGUAGE;
		}
		catch (IllegalArgumentException ex) {
			return GreetingService.DEFAULT_LANGUAGE;
		}
	}

}
