package com.example.hello.http;

import java.util.List;

import com.example.hello.greeting.Languages;

import org.springframework.stereotype.Component;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;

/**
 * Chooses a supported language by {@code Accept-Language} (RFC 4647, lookup).
 */
@Component(DispatcherServlet.LOCALE_RESOLVER_BEAN_NAME)
class AcceptLanguageResolver extends AcceptHeaderLocaleResolver {

	AcceptLanguageResolver(Languages languages) {
		setSupportedLocales(List.copyOf(languages.supported()));
		setDefaultLocale(Languages.DEFAULT);
	}

}
