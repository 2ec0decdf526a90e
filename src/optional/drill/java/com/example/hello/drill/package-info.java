/**
 * Faults on purpose, to try out dashboards, alerts, retries and autoscalers. Off unless
 * {@code drill.enabled} is set.
 */
@NullMarked
package com.example.hello.drill;

import org.jspecify.annotations.NullMarked;
