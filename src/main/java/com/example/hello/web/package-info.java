/**
 * The pages for a person with a browser.
 */
@NullMarked
package com.example.hello.web;

import org.jspecify.annotations.NullMarked;
