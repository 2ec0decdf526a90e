/**
 * The greeting over gRPC, and what every call meets.
 */
@NullMarked
package com.example.hello.grpc;

import org.jspecify.annotations.NullMarked;
