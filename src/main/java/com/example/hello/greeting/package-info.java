/**
 * The domain: what is said, to whom, in which language, and how often. Knows no
 * transport.
 */
@NullMarked
package com.example.hello.greeting;

import org.jspecify.annotations.NullMarked;
