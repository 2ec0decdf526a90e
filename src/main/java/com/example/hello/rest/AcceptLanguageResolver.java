package com.example.hello.rest;

import java.util.List;

import com.example.hello.greeting.GreetingService;

import org.springframework.stereotype.Component;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;

/**
 * Chooses the language of an answer by {@code Accept-Language}, from those that a
 * greeting can be had in.
 */
@Component(DispatcherServlet.LOCALE_RESOLVER_BEAN_NAME)
class AcceptLanguageResolver extends AcceptHeaderLocaleResolver {

	AcceptLanguageResolver(GreetingService greetings) {
		setSupportedLocales(List.copyOf(greetings.languages()));
		setDefaultLocale(GreetingService.DEFAULT_LANGUAGE);
	}

}
