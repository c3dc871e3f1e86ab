import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The Java clients as an everyday user drives them: Client HOST:PORT. Written to the API that 2.5
 * and 4.x share, so that one source tests both.
 */
public final class Client {
  private static final String KOREAN = "안녕하세요, 카프카";
  static String bootstrap;
  static AdminClient admin;

  public static void main(String[] arguments) {
    connect(arguments[0]);
    register();
    Steps.run();
  }

  /** Whom all checks talk to; host:port. */
  static void connect(String address) {
    bootstrap = address;
    admin = AdminClient.create(Map.of("bootstrap.servers", bootstrap));
  }

  static void register() {
    Steps.check("create, describe and list topics", Client::topics);
    for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
      Steps.check("produce and consume with " + codec, () -> compression(codec));
    }
    Steps.check("an idempotent producer", Client::idempotent);
    Steps.check("keys, headers and null values", Client::keysHeadersNulls);
    Steps.check("offsets by time, earliest and latest", Client::offsets);
    Steps.check("two consumers share 3 partitions, one leaves", () -> sharing("Range"));
    Steps.check("the same with the cooperative assignor", () -> sharing("CooperativeSticky"));
    Steps.check("a static member comes back without a rebalance", Client::staticMember);
    Steps.check("committed offsets outlive a restart of the broker", Client::restart);
    Steps.check("describe, list and delete groups", Client::groups);
    Steps.check("delete records and a topic", Client::delete);
    Transactions.register();
    ClusterAdmin.register();
  }

  static String create(int partitions) throws Exception {
    String topic = Steps.unique("java");
    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
    return topic;
  }

  static KafkaProducer<byte[], byte[]> producer(Map<String, Object> options) {
    Map<String, Object> all = new HashMap<>(Map.of("bootstrap.servers", bootstrap, "acks", "all"));
    all.putAll(options);
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  static KafkaConsumer<byte[], byte[]> consumer(String group, Map<String, Object> options) {
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "bootstrap.servers", bootstrap,
                "group.id", group,
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false",
                "session.timeout.ms", "10000",
                "heartbeat.interval.ms", "500"));
    all.putAll(options);
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static List<String> numbered(int from, int to, String prefix) {
    return IntStream.range(from, to).mapToObj(i -> prefix + i).collect(Collectors.toList());
  }

  /** Sends all, waits for all, returns their offsets. */
  static List<Long> send(
      KafkaProducer<byte[], byte[]> producer, String topic, List<String> values) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    int partitions = producer.partitionsFor(topic).size();
    for (String value : values) {
      int partition = sent.size() % partitions;
      sent.add(producer.send(new ProducerRecord<>(topic, partition, null, bytes(value))));
    }
    List<Long> offsets = new ArrayList<>();
    for (Future<RecordMetadata> one : sent) offsets.add(one.get().offset());
    return offsets;
  }

  static List<ConsumerRecord<byte[], byte[]>> take(
      KafkaConsumer<byte[], byte[]> consumer, int count) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (records.size() < count) {
      consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Read " + records.size() + " of " + count + " records in 20 s");
      }
    }
    return records;
  }

  static List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
    try (KafkaConsumer<byte[], byte[]> reader = consumer(Steps.unique("reader"), Map.of())) {
      reader.subscribe(List.of(topic));
      return take(reader, count);
    }
  }

  static List<String> texts(Collection<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .collect(Collectors.toList());
  }

  private static void topics() throws Exception {
    String topic = Steps.unique("java");
    NewTopic wanted = new NewTopic(topic, 3, (short) 1).configs(Map.of("retention.ms", "3600000"));
    admin.createTopics(List.of(wanted)).all().get();
    Steps.equal(admin.listTopics().names().get().contains(topic), true, "listed");
    try {
      admin.createTopics(List.of(wanted)).all().get();
      throw new AssertionError("creating it again was not refused");
    } catch (ExecutionException error) {
      Steps.equal(error.getCause().getClass(), TopicExistsException.class, "creating it again");
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Steps.equal(configOf(resource, "retention.ms"), "3600000", "its retention.ms");
    ConfigEntry entry = new ConfigEntry("max.message.bytes", "123456");
    AlterConfigOp set = new AlterConfigOp(entry, AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
    Steps.until(
        "max.message.bytes is altered",
        () -> configOf(resource, "max.message.bytes").equals("123456"));
    admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(5))).all().get();
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      Steps.equal(producer.partitionsFor(topic).size(), 5, "partitions after adding two");
    }
  }

  private static String configOf(ConfigResource resource, String name) throws Exception {
    return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(name).value();
  }

  private static void compression(String codec) throws Exception {
    String topic = create(1);
    List<String> values = numbered(0, 500, "abcdefgh".repeat(12));
    Map<String, Object> options = Map.of("compression.type", codec, "linger.ms", "20");
    try (KafkaProducer<byte[], byte[]> producer = producer(options)) {
      send(producer, topic, values);
    }
    Steps.equal(texts(read(topic, 500)), values, "values read");
  }

  private static void idempotent() throws Exception {
    String topic = create(1);
    List<String> values = numbered(0, 2000, "");
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("enable.idempotence", "true"))) {
      send(producer, topic, values);
    }
    Steps.equal(texts(read(topic, 2000)), values, "values read");
  }

  private static void keysHeadersNulls() throws Exception {
    String topic = create(1);
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      ProducerRecord<byte[], byte[]> full =
          new ProducerRecord<>(topic, 0, 1234567890123L, bytes("k"), bytes("v"));
      full.headers().add("trace", new byte[] {0, 1}).add("trace", bytes("again")).add("none", null);
      producer.send(full).get();
      producer.send(new ProducerRecord<>(topic, 0, bytes(KOREAN), null)).get();
      producer.send(new ProducerRecord<>(topic, 0, null, bytes(""))).get();
    }
    List<ConsumerRecord<byte[], byte[]>> records = read(topic, 3);
    ConsumerRecord<byte[], byte[]> first = records.get(0);
    Steps.equal(first.key(), bytes("k"), "first key");
    Steps.equal(first.timestamp(), 1234567890123L, "first timestamp");
    List<String> headers = new ArrayList<>();
    for (Header header : first.headers()) {
      headers.add(header.key() + "=" + Arrays.toString(header.value()));
    }
    List<String> wanted =
        List.of("trace=[0, 1]", "trace=" + Arrays.toString(bytes("again")), "none=null");
    Steps.equal(headers, wanted, "headers");
    Steps.equal(records.get(1).key(), bytes(KOREAN), "second key");
    Steps.equal(records.get(1).value(), null, "null value");
    Steps.equal(records.get(2).key(), null, "null key");
    Steps.equal(records.get(2).value(), bytes(""), "empty value");
  }

  private static void offsets() throws Exception {
    String topic = create(1);
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      for (int i = 0; i < 10; i++) {
        long timestamp = 1600000000000L + i * 1000;
        producer.send(new ProducerRecord<>(topic, 0, timestamp, null, bytes("x"))).get();
      }
    }
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(Steps.unique("group"), Map.of())) {
      Set<TopicPartition> one = Set.of(partition);
      Steps.equal(consumer.beginningOffsets(one).get(partition), 0L, "earliest");
      Steps.equal(consumer.endOffsets(one).get(partition), 10L, "latest");
      long found = consumer.offsetsForTimes(Map.of(partition, 1600000004500L)).get(partition).offset();
      Steps.equal(found, 5L, "by time");
    }
    long latest =
        admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition).get().offset();
    Steps.equal(latest, 10L, "latest, by the admin client");
  }

  /** One consumer of a group in its own thread, as a second process would be. */
  private static final class Member extends Thread {
    final Set<String> values = Collections.synchronizedSet(new HashSet<>());
    volatile Set<Integer> partitions = Set.of();
    volatile int assigned = 0;
    private volatile boolean stopping = false;
    private final KafkaConsumer<byte[], byte[]> consumer;

    Member(String topic, String group, Map<String, Object> options) {
      consumer = consumer(group, options);
      consumer.subscribe(List.of(topic));
      setDaemon(true);
      start();
    }

    @Override
    public void run() {
      while (!stopping) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(new String(record.value())));
        Set<Integer> now = new TreeSet<>();
        for (TopicPartition one : consumer.assignment()) now.add(one.partition());
        partitions = now;
      }
      consumer.close();
    }

    void leave() throws InterruptedException {
      stopping = true;
      join(20_000);
    }
  }

  private static void sharing(String assignor) throws Exception {
    String topic = create(3);
    String group = Steps.unique("group");
    String name = "org.apache.kafka.clients.consumer." + assignor + "Assignor";
    Map<String, Object> options = Map.of("partition.assignment.strategy", name);
    Member first = new Member(topic, group, options);
    Member second = new Member(topic, group, options);
    Steps.until(
        "both members have partitions, all three between them",
        () -> {
          Set<Integer> all = new TreeSet<>(first.partitions);
          all.addAll(second.partitions);
          boolean each = !first.partitions.isEmpty() && !second.partitions.isEmpty();
          return each && all.size() == 3 && first.partitions.size() + second.partitions.size() == 3;
        });
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      send(producer, topic, numbered(0, 30, "a"));
      Steps.until(
          "30 records read by the two", () -> first.values.size() + second.values.size() == 30);
      Steps.equal(first.values.isEmpty() || second.values.isEmpty(), false, "one read nothing");
      second.leave();
      Steps.until("the one that stays has all three", () -> first.partitions.size() == 3);
      send(producer, topic, numbered(0, 30, "b"));
      Steps.until(
          "30 more read by the one that stays",
          () -> first.values.containsAll(numbered(0, 30, "b")));
    }
    first.leave();
  }

  private static void staticMember() throws Exception {
    String topic = create(2);
    String group = Steps.unique("group");
    Map<String, Object> one = Map.of("group.instance.id", "one", "session.timeout.ms", "20000");
    Map<String, Object> two = Map.of("group.instance.id", "two", "session.timeout.ms", "20000");
    Member first = new Member(topic, group, one);
    Member second = new Member(topic, group, two);
    Steps.until(
        "one partition each", () -> first.partitions.size() == 1 && second.partitions.size() == 1);
    Set<Integer> held = second.partitions;
    second.leave();
    Steps.equal(first.partitions.size(), 1, "partitions of the other while it is away");
    Member back = new Member(topic, group, two);
    Steps.until("it is back with what it had", () -> back.partitions.equals(held));
    Steps.equal(first.partitions.size(), 1, "partitions of the other after it came back");
    back.leave();
    first.leave();
  }

  private static void restart() throws Exception {
    String topic = create(1);
    String group = Steps.unique("group");
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("enable.idempotence", "true"))) {
      send(producer, topic, numbered(0, 100, ""));
      Map<String, Object> forty = Map.of("max.poll.records", "40");
      try (KafkaConsumer<byte[], byte[]> consumer = consumer(group, forty)) {
        consumer.subscribe(List.of(topic));
        Steps.equal(texts(take(consumer, 40)), numbered(0, 40, ""), "read before the restart");
        consumer.commitSync(Map.of(partition, new OffsetAndMetadata(40, "note")));
      }
      Steps.restartBroker();
      // The idempotent producer of before goes on with its producer id and sequence.
      Steps.equal(send(producer, topic, List.of("after")), List.of(100L), "offset after it");
    }
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(group, Map.of())) {
      OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
      Steps.equal(committed.metadata(), "note", "metadata of the committed offset");
      consumer.subscribe(List.of(topic));
      List<String> wanted = new ArrayList<>(numbered(40, 100, ""));
      wanted.add("after");
      Steps.equal(texts(take(consumer, 61)), wanted, "read after the restart");
    }
  }

  private static void groups() throws Exception {
    String topic = create(1);
    String group = Steps.unique("group");
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      send(producer, topic, numbered(0, 5, ""));
    }
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(group, Map.of())) {
      consumer.subscribe(List.of(topic));
      take(consumer, 5);
      consumer.commitSync();
      ConsumerGroupDescription described =
          admin.describeConsumerGroups(List.of(group)).all().get().get(group);
      Steps.equal(described.members().size(), 1, "members");
      Steps.equal(described.partitionAssignor(), "range", "assignor");
    }
    long offset =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().get(partition).offset();
    Steps.equal(offset, 5L, "committed offset");
    Steps.equal(isListed(group), true, "listed");
    Map<TopicPartition, OffsetAndMetadata> back = Map.of(partition, new OffsetAndMetadata(2));
    admin.alterConsumerGroupOffsets(group, back).all().get();
    // Of a group of its own: some Kafka versions drop a group with its last offset, some keep it.
    String spare = Steps.unique("spare");
    admin.alterConsumerGroupOffsets(spare, back).all().get();
    admin.deleteConsumerGroupOffsets(spare, Set.of(partition)).all().get();
    Steps.equal(
        admin.listConsumerGroupOffsets(spare).partitionsToOffsetAndMetadata().get().get(partition),
        null,
        "offset after deleting it");
    admin.deleteConsumerGroups(List.of(group)).all().get();
    Steps.equal(isListed(group), false, "listed after deleting it");
  }

  private static boolean isListed(String group) throws Exception {
    return admin.listConsumerGroups().all().get().stream()
        .anyMatch(one -> one.groupId().equals(group));
  }

  private static void delete() throws Exception {
    String topic = create(1);
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      send(producer, topic, numbered(0, 10, ""));
    }
    RecordsToDelete before = RecordsToDelete.beforeOffset(4);
    long low = admin.deleteRecords(Map.of(partition, before)).lowWatermarks().get(partition).get().lowWatermark();
    Steps.equal(low, 4L, "low watermark");
    Steps.equal(texts(read(topic, 6)), numbered(4, 10, ""), "records left");
    admin.deleteTopics(List.of(topic)).all().get();
    Steps.until("no longer listed", () -> !admin.listTopics().names().get().contains(topic));
  }
}
