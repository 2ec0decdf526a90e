/**
 * The domain: whom to greet, in which language, with which words. Knows no HTTP, no
 * GraphQL, no Spring MVC.
 */
@NullMarked
package com.example.hello.greeting;

import org.jspecify.annotations.NullMarked;
