package com.example.hello.messaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.example.hello.ServiceProcess;

import org.springframework.util.FileSystemUtils;

/**
 * Apache Kafka in a process of its own: one node in KRaft mode, which creates topics when
 * they are first used.
 */
record KafkaBroker(Path directory, int port, Process process) implements AutoCloseable {

	static KafkaBroker start() throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory("kafka");
		int port = ServiceProcess.freePort();
		int controller = ServiceProcess.freePort();
		String properties = Files.writeString(directory.resolve("server.properties"), """
				process.roles=broker,controller
				node.id=1
				controller.quorum.voters=1@localhost:%2$d
				listeners=PLAINTEXT://localhost:%1$d,CONTROLLER://localhost:%2$d
				controller.listener.names=CONTROLLER
				log.dirs=%3$s
				num.partitions=3
				offsets.topic.replication.factor=1
				offsets.topic.num.partitions=1
				group.initial.rebalance.delay.ms=0
				""".formatted(port, controller, directory.resolve("log").toString().replace('\\', '/'))).toString();
		run("kafka.tools.StorageTool", "format", "-t", "AAAAAAAAAAAAAAAAAAAAAQ", "-c", properties).waitFor();
		return new KafkaBroker(directory, port, run("kafka.Kafka", properties));
	}

	private static Process run(String... program) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"));
		builder.command().addAll(List.of(program));
		return builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
	}

	String address() {
		return "localhost:" + this.port;
	}

	@Override
	public void close() throws IOException {
		this.process.destroyForcibly().onExit().join();
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
