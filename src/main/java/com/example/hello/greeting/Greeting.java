package com.example.hello.greeting;

import java.util.Locale;

/**
 * A greeting, ready to be shown.
 *
 * @param message the words, as plain text: whoever embeds it in a markup escapes it
 * @param language the language of the words (BCP 47)
 */
public record Greeting(String message, Locale language) {
}
