/**
 * What every HTTP request meets, whichever transport: valves, filters, problem details,
 * language, and the pages.
 */
@NullMarked
package com.example.hello.http;

import org.jspecify.annotations.NullMarked;
