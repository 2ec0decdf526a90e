/**
 * The service in a Consul agent's registry.
 */
@NullMarked
package com.example.hello.consul;

import org.jspecify.annotations.NullMarked;
