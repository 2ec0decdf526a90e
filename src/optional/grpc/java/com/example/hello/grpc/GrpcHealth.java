package com.example.hello.grpc;

import hello.v1.HelloServiceGrpc;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.event.EventListener;

/**
 * Health is readiness, as of now: Spring Boot would poll every 5 s, and a drain takes 3.
 */
record GrpcHealth(HealthStatusManager statuses) {

	@EventListener
	void follow(AvailabilityChangeEvent<ReadinessState> event) {
		ServingStatus status = (event.getState() == ReadinessState.ACCEPTING_TRAFFIC) ? ServingStatus.SERVING
				: ServingStatus.NOT_SERVING;
		this.statuses.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
		this.statuses.setStatus(HelloServiceGrpc.SERVICE_NAME, status);
	}

}
