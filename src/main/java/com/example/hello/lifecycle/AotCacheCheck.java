package com.example.hello.lifecycle;

import java.lang.management.ManagementFactory;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Warns if the JVM does not use the AOT cache (JEP 514) that it was given, and so takes
 * twice the time to start. Works in the image, whose JVM has no other archive to share.
 */
@Component
class AotCacheCheck {

	private static final Logger log = LoggerFactory.getLogger(AotCacheCheck.class);

	@EventListener(ApplicationReadyEvent.class)
	void warnIfUnused() {
		if (ManagementFactory.getRuntimeMXBean().getInputArguments().toString().contains("-XX:AOTCache=")
				&& !System.getProperty("java.vm.info").contains("sharing")) {
			log.warn("The JVM does not use its AOT cache, so it starts slowly. Run it with -Xlog:aot to see why.");
		}
	}

}
