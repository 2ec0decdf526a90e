package com.example.hello.greeting;

import java.util.Locale;

/**
 * A greeting.
 *
 * @param message plain text; escape it before you embed it in markup
 * @param language the language of the message (BCP 47)
 */
public record Greeting(String message, Locale language) {
}
