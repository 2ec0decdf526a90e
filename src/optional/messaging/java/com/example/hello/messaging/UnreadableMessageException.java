package com.example.hello.messaging;

/**
 * The message cannot be read, however often it is delivered. Like an
 * {@code InvalidNameException}, it is the sender's mistake and quotes none of the input.
 */
final class UnreadableMessageException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UnreadableMessageException(String message) {
		super(message, null, false, false);
	}

}
