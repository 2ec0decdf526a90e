package com.example.hello.graphql;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.slf4j.LoggerFactory;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;

/** Queries that the service itself does not have: a failing, a slow and a nested one. */
@Controller
@TestConfiguration(proxyBeanMethods = false)
public class TestQueries {

	@QueryMapping
	String fails() {
		LoggerFactory.getLogger(TestQueries.class).info("A query fails");
		throw new IllegalStateException("secret of the query");
	}

	@QueryMapping
	String slow() throws InterruptedException {
		new CountDownLatch(1).await(3, TimeUnit.SECONDS);
		return "done";
	}

	@QueryMapping
	Map<String, Object> nested() {
		return Map.of();
	}

}
