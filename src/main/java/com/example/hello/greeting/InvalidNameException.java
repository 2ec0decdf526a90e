package com.example.hello.greeting;

/**
 * A name that nobody can be greeted by. The message is meant for the caller: it says what
 * is wrong and what to send instead, and quotes nothing of what was sent.
 */
public final class InvalidNameException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	InvalidNameException(String message) {
		// The caller's mistake, not ours: where in the code it was found is of no use.
		super(message, null, false, false);
	}

	@Override
	public String getMessage() {
		return String.valueOf(super.getMessage());
	}

}
