package com.example.hello.greeting;

/**
 * The name breaks the rules. The message is meant for the caller: it says what is wrong
 * and what to send instead, and quotes none of the input.
 */
public final class InvalidNameException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	InvalidNameException(String message) {
		// No stack trace: it is the caller's mistake.
		super(message, null, false, false);
	}

}
