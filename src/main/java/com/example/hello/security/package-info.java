/**
 * Who may call what, if an issuer of bearer tokens is configured.
 */
@NullMarked
package com.example.hello.security;

import org.jspecify.annotations.NullMarked;
