package com.example.hello;

import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Property-based tests without a framework: checks a property with generated values. A
 * failure names the value and the seed; {@code -Dseed=} repeats it. (jqwik does not
 * support JUnit 6, and asks not to be used together with AI.)
 */
public final class Tries {

	private static final long SEED = Long.getLong("seed", System.nanoTime());

	private static final int TRIES = Integer.getInteger("tries", 300);

	/** What names and headers tend to break on. */
	private static final String SPECIAL = "\"'\\/<>&{}[]()%$#;,:=*?!@|`~^+-_.\u00a0\u00ad\u0301\u200b\u200d\u202e\u2028\ufeff\ufffd\uffff";

	private static final int[] WHITE_SPACE = IntStream
		.concat(IntStream.of(0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000),
				IntStream.concat(IntStream.rangeClosed(0x9, 0xd), IntStream.rangeClosed(0x2000, 0x200a)))
		.toArray();

	private Tries() {
	}

	/** Checks the property with {@code -Dtries=} values, or 300. */
	public static <T> void check(Function<Random, T> generator, Consumer<T> property) {
		Random random = new Random(SEED);
		for (int i = 0; i < TRIES; i++) {
			T value = generator.apply(random);
			try {
				property.accept(value);
			}
			catch (AssertionError | RuntimeException ex) {
				throw new AssertionError(
						"Fails with '%s', value %d of -Dseed=%d".formatted(escaped(String.valueOf(value)), i, SEED),
						ex);
			}
		}
	}

	/**
	 * Text around the longest name's length or shorter; one in three has characters that
	 * no name may have.
	 */
	public static String text(Random random) {
		int length = random.nextBoolean() ? random.nextInt(12) : 95 + random.nextInt(12);
		int kinds = (random.nextInt(3) == 0) ? 7 : 5;
		int[] codePoints = random.ints(length).map((any) -> switch (random.nextInt(kinds)) {
			case 0 -> SPECIAL.charAt(random.nextInt(SPECIAL.length()));
			case 1 -> scalar(WHITE_SPACE[random.nextInt(WHITE_SPACE.length)]);
			case 2 -> scalar(random.nextInt(Character.MAX_CODE_POINT + 1));
			case 3 -> scalar(random.nextInt(0x3000));
			case 4 -> 'a' + random.nextInt(26);
			case 5 -> (random.nextInt(8) == 0) ? Character.MIN_SURROGATE + random.nextInt(0x800) : 'b';
			default -> (random.nextInt(8) == 0) ? random.nextInt(0x20) : 'c';
		}).toArray();
		return whiteSpace(random) + new String(codePoints, 0, length) + whiteSpace(random);
	}

	private static String whiteSpace(Random random) {
		return Character.toString(WHITE_SPACE[random.nextInt(WHITE_SPACE.length)]).repeat(random.nextInt(3));
	}

	private static int scalar(int codePoint) {
		return (Character.getType(codePoint) == Character.SURROGATE || Character.isISOControl(codePoint)) ? 'x'
				: codePoint;
	}

	/**
	 * The value of a header: bytes and some of the tokens, without line breaks and
	 * without the control characters that HTTP forbids.
	 */
	public static String headerValue(Random random, String... tokens) {
		StringBuilder value = new StringBuilder();
		for (int i = random.nextInt(12); i > 0; i--) {
			switch (random.nextInt(3)) {
				case 0 -> value.append((char) (' ' + random.nextInt(0x5f)));
				case 1 -> value.append((char) (0x80 + random.nextInt(0x80)));
				default -> value.append(tokens[random.nextInt(tokens.length)]);
			}
		}
		return value.toString();
	}

	/** The text without white space (UAX 44) around it. */
	public static String stripped(String text) {
		int[] codePoints = text.codePoints().toArray();
		int start = 0;
		int end = codePoints.length;
		while (start < end && isWhiteSpace(codePoints[start])) {
			start++;
		}
		while (end > start && isWhiteSpace(codePoints[end - 1])) {
			end--;
		}
		return new String(codePoints, start, end - start);
	}

	private static boolean isWhiteSpace(int codePoint) {
		return IntStream.of(WHITE_SPACE).anyMatch((space) -> space == codePoint);
	}

	/** Whether a name may be the text, which has no white space around it. */
	public static boolean isName(String text) {
		return text.codePointCount(0, text.length()) <= 100 && text.codePoints()
			.noneMatch(
					(c) -> Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
	}

	private static String escaped(String text) {
		StringBuilder escaped = new StringBuilder();
		text.chars().forEach((c) -> escaped.append((c >= ' ' && c < 0x7f) ? (char) c : "\\u%04x".formatted(c)));
		return escaped.toString();
	}

}
