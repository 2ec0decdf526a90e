package com.example.hello.greeting;

import java.util.stream.IntStream;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The one place that knows what a name may be.
 *
 * @param maxNameLength the longest name that is greeted, in Unicode code points
 */
@ConfigurationProperties("greeting")
record NameRules(int maxNameLength) {

	/** The name without white space around it. */
	String check(String text) {
		String name = strip(text);
		int length = name.codePointCount(0, name.length());
		if (length > this.maxNameLength) {
			throw new InvalidNameException(
					"The name is %d characters long. Send one of at most %d.".formatted(length, this.maxNameLength));
		}
		name.codePoints().forEach((codePoint) -> {
			int type = Character.getType(codePoint);
			if (type == Character.CONTROL) {
				throw new InvalidNameException(
						"The name has the control character U+%04X in it. Send it without.".formatted(codePoint));
			}
			if (type == Character.SURROGATE) {
				throw new InvalidNameException("The name has half a surrogate pair in it. Send well-formed Unicode.");
			}
		});
		return name;
	}

	/**
	 * Without what has Unicode's White_Space property (UAX 44) at its ends.
	 * {@link String#strip()} would leave a no-break space.
	 */
	private static String strip(String name) {
		int[] inner = IntStream.range(0, name.length()).filter((at) -> !isWhiteSpace(name.charAt(at))).toArray();
		return (inner.length == 0) ? "" : name.substring(inner[0], inner[inner.length - 1] + 1);
	}

	private static boolean isWhiteSpace(char character) {
		return Character.isSpaceChar(character) || (character >= '\t' && character <= '\r') || character == '\u0085';
	}

}
