package com.example.hello.grpc;

import java.util.Locale;

import com.example.hello.greeting.InvalidNameException;
import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.MessageSource;
import org.springframework.grpc.server.exception.GrpcExceptionHandler;

/**
 * Turns exceptions into a status, worded as over HTTP. If a field of the request is
 * wrong, the details name it ({@code google.rpc.BadRequest}).
 */
record ErrorStatus(MessageSource messages) implements GrpcExceptionHandler {

	private static final Logger log = LoggerFactory.getLogger(ErrorStatus.class);

	@Override
	public StatusException handleException(Throwable ex) {
		if (ex instanceof InvalidNameException) {
			return invalid("name", String.valueOf(ex.getMessage()));
		}
		log.error("A call failed unexpectedly", ex);
		Call.CURRENT.get().fail();
		return Status.INTERNAL.withDescription(this.messages.getMessage("problem.500", null, Locale.ENGLISH))
			.withCause(ex)
			.asException();
	}

	private static StatusException invalid(String field, String reason) {
		BadRequest details = BadRequest.newBuilder()
			.addFieldViolations(BadRequest.FieldViolation.newBuilder().setField(field).setDescription(reason))
			.build();
		return StatusProto.toStatusException(com.google.rpc.Status.newBuilder()
			.setCode(Code.INVALID_ARGUMENT_VALUE)
			.setMessage(reason)
			.addDetails(Any.pack(details))
			.build());
	}

}
