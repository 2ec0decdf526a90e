package com.example.hello.messaging;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

import com.example.hello.ServiceProcess;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class KafkaIT {

	private static KafkaBroker broker;

	private static ServiceProcess service;

	private static KafkaProducer<String, String> producer;

	@BeforeAll
	static void start() throws Exception {
		broker = KafkaBroker.start();
		producer = new KafkaProducer<>(Map.of("bootstrap.servers", broker.address()), new StringSerializer(),
				new StringSerializer());
		service = start(broker.address());
	}

	@AfterAll
	static void stop() throws Exception {
		service.close();
		producer.close();
		broker.close();
	}

	@Test
	void greetsWithTheSameKeyIdAndTrace() throws Exception {
		String id = UUID.randomUUID().toString();
		String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
		send("{\"name\":\"Ada\"}", "ce_id", id, "ce_subject", "s", "accept-language", "de-AT, en;q=0.5", "traceparent",
				"00-" + trace + "-00f067aa0ba902b7-01");
		ConsumerRecord<String, String> greeting = awaitRecord("greetings", "ce_id", id);
		assertThat(greeting.value()).isEqualTo("{\"message\":\"Hallo, Ada!\"}");
		assertThat(greeting.key()).isEqualTo("key");
		assertThat(header(greeting, "traceparent")).startsWith("00-" + trace + "-");
		assertThat(header(greeting, "content-type")).isEqualTo("application/json");
		assertThat(header(greeting, "content-language")).isEqualTo("de");
		assertThat(header(greeting, "ce_subject")).isEqualTo("s");
		assertThat(header(greeting, "ce_source")).isEqualTo("/hello-service");
		assertThat(service
			.awaitLog((line) -> line.path("messaging.message.conversation_id").asString("").equals(id))
			.get("trace_id")
			.asString()).isEqualTo(trace);
	}

	@Test
	void greetsTheWorldInEnglishIfTheLanguageIsNonsense() throws Exception {
		send("{}", "accept-language", "§", "ce_id", "world");
		assertThat(awaitRecord("greetings", "ce_id", "world").value()).isEqualTo("{\"message\":\"Hello, World!\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "nonsense", "null", "{\"name\":{}}", "{\"name\":\"\\u0007\"}" })
	void setsAsideWhatItCannotGreetAndSaysWhy(String body) throws Exception {
		String id = UUID.randomUUID().toString();
		send(body, "ce_id", id);
		ConsumerRecord<String, String> letter = awaitRecord("names.DLT", "ce_id", id);
		assertThat(letter.value()).isEqualTo(body);
		assertThat(header(letter, "kafka_dlt-exception-message"))
			.contains(body.contains("0007") ? "The name contains U+0007" : "The message is malformed");
		assertThat(service.awaitLog((line) -> line.path("messaging.message.conversation_id").asString("").equals(id))
			.get("log.level")
			.asString()).isEqualTo("INFO");
	}

	@Test
	void setsAsideANameWithoutBody() throws Exception {
		RecordMetadata sent = send(null);
		assertThat(header(awaitDeadLetter(sent), "kafka_dlt-exception-message")).contains("The message is malformed");
	}

	@ParameterizedTest
	@CsvSource({ "1, 1048300", "1048300, 1" })
	void setsAsideWhereToFindWhatIsTooLargeForTheOtherTopics(int header, int name) throws Exception {
		RecordMetadata sent = send("{\"name\":\"" + "x".repeat(name) + "\"}", "ce_large", "x".repeat(header));
		ConsumerRecord<String, String> letter = awaitDeadLetter(sent);
		assertThat(letter.value()).isNull();
		assertThat(header(letter, "kafka_dlt-original-topic")).isEqualTo("names");
		assertThat(service
			.awaitLog((line) -> line.path("messaging.message.conversation_id")
				.asString("")
				.equals("names-" + sent.partition() + "@" + sent.offset()))
			.get("log.level")
			.asString()).isEqualTo("INFO");
	}

	@Test
	void givesANameWithoutAnIdItsPlaceAsId() throws Exception {
		RecordMetadata sent = send("{}", "accept-language", null);
		assertThat(awaitRecord("greetings", "ce_id", "names-" + sent.partition() + "@" + sent.offset()).value())
			.isEqualTo("{\"message\":\"Hello, World!\"}");
	}

	@Test
	void saysInHealthWhetherItIsConnected() {
		await().untilAsserted(() -> assertThat(service.get("/actuator/health/kafka").body())
			.isEqualTo("{\"components\":{\"kafkaConsumer\":{\"status\":\"UP\"}},\"status\":\"UP\"}"));
	}

	@Test
	void staysReadyWhileTheNameOfTheBrokerDoesNotResolve() {
		try (ServiceProcess alone = start("no-such-host.invalid:9092")) {
			assertThat(alone.get("/readyz").statusCode()).isEqualTo(200);
			assertThat(alone.get("/actuator/health/kafka").statusCode()).isEqualTo(503);
			alone.awaitLog((line) -> line.get("message").asString().startsWith("Not listening to Kafka"));
		}
	}

	private static ServiceProcess start(String servers) {
		return ServiceProcess
			.start(Map.of("MANAGEMENT_HEALTH_KAFKA_ENABLED", "true", "SPRING_KAFKA_BOOTSTRAPSERVERS", servers));
	}

	private static RecordMetadata send(@Nullable String body, @Nullable String... headers) throws Exception {
		ProducerRecord<String, String> record = new ProducerRecord<>("names", "key", body);
		for (int i = 0; i < headers.length; i += 2) {
			String value = headers[i + 1];
			record.headers().add(headers[i], (value != null) ? value.getBytes(StandardCharsets.UTF_8) : null);
		}
		return producer.send(record).get();
	}

	private static ConsumerRecord<String, String> awaitDeadLetter(RecordMetadata sent) {
		return awaitRecord("names.DLT",
				(record) -> number(record, "kafka_dlt-original-partition") == sent.partition()
						&& number(record, "kafka_dlt-original-offset") == sent.offset());
	}

	private static long number(ConsumerRecord<?, ?> record, String header) {
		return new BigInteger(record.headers().lastHeader(header).value()).longValue();
	}

	private static ConsumerRecord<String, String> awaitRecord(String topic, String header, String value) {
		return awaitRecord(topic, (record) -> value.equals(header(record, header)));
	}

	private static ConsumerRecord<String, String> awaitRecord(String topic,
			Predicate<ConsumerRecord<String, String>> wanted) {
		try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
				Map.of("bootstrap.servers", broker.address(), "auto.offset.reset", "earliest", "group.id",
						UUID.randomUUID().toString()),
				new StringDeserializer(), new StringDeserializer())) {
			consumer.subscribe(List.of(topic));
			return await().atMost(Duration.ofSeconds(40))
				.until(() -> StreamSupport.stream(consumer.poll(Duration.ofMillis(100)).spliterator(), false)
					.filter(wanted)
					.findFirst(), Optional::isPresent)
				.orElseThrow();
		}
	}

	private static String header(ConsumerRecord<?, ?> record, String name) {
		Header header = record.headers().lastHeader(name);
		return (header != null) ? new String(header.value(), StandardCharsets.UTF_8) : "";
	}

}
