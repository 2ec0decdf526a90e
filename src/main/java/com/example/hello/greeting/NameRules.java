package com.example.hello.greeting;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * What a name may be.
 *
 * @param maxNameLength the longest name, in Unicode code points
 */
@ConfigurationProperties("greeting")
record NameRules(int maxNameLength) {

	/**
	 * Unicode white space (UAX 44) at either end; {@link String#strip()} leaves no-break
	 * spaces. The lookbehind keeps the search linear.
	 */
	private static final Pattern SURROUNDING_WHITE_SPACE = Pattern
		.compile("^\\p{IsWhite_Space}++|(?<!\\p{IsWhite_Space})\\p{IsWhite_Space}++$");

	private static final Pattern CONTROL_OR_UNPAIRED_SURROGATE = Pattern.compile("[\\p{Cc}\\p{Cs}]");

	NameRules {
		if (maxNameLength < 1) {
			throw new InvalidConfigurationPropertyValueException("greeting.max-name-length", maxNameLength,
					"It must be at least 1.");
		}
	}

	/** Returns the name without surrounding white space. */
	String check(String text) {
		String name = SURROUNDING_WHITE_SPACE.matcher(text).replaceAll("");
		int length = name.codePointCount(0, name.length());
		if (length > this.maxNameLength) {
			throw new InvalidNameException(
					"The name is %d characters long. Send at most %d.".formatted(length, this.maxNameLength));
		}
		Matcher forbidden = CONTROL_OR_UNPAIRED_SURROGATE.matcher(name);
		if (forbidden.find()) {
			throw new InvalidNameException("The name contains U+%04X, which is not text. Remove it."
				.formatted(forbidden.group().codePointAt(0)));
		}
		return name;
	}

}
