import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;

/** Transactions by the API that 2.5 and 4.x share: the old protocol and KIP-890's. */
final class Transactions {
  private static final Map<String, Object> COMMITTED = Map.of("isolation.level", "read_committed");

  private Transactions() {}

  static void register() {
    Steps.check("a committed transaction is read, an aborted one is not", Transactions::outcomes);
    Steps.check("read_committed stops at an open transaction", Transactions::open);
    Steps.check("offsets are committed with their transaction", Transactions::offsets);
    Steps.check(
        "a second producer of one transactional id fences the first", Transactions::fencing);
    Steps.check("consume, transform and produce exactly once", Transactions::transform);
    Steps.check("a transaction outlives a restart of the broker", Transactions::restart);
  }

  /** A producer of this transactional id, made ready. */
  static KafkaProducer<byte[], byte[]> producer(String transactionalId) {
    KafkaProducer<byte[], byte[]> producer =
        Client.producer(Map.of("transactional.id", transactionalId));
    producer.initTransactions();
    return producer;
  }

  static void send(KafkaProducer<byte[], byte[]> producer, String topic, String... values)
      throws Exception {
    Client.send(producer, topic, List.of(values));
  }

  private static void commit(KafkaProducer<byte[], byte[]> producer, String topic, String value)
      throws Exception {
    producer.beginTransaction();
    send(producer, topic, value);
    producer.commitTransaction();
  }

  /** The values of partition 0 up to where this isolation level may read now. */
  static List<String> readToEnd(String topic, Map<String, Object> isolation) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> reader =
        Client.consumer(Steps.unique("reader"), isolation)) {
      long end = reader.endOffsets(Set.of(partition)).get(partition);
      reader.assign(Set.of(partition));
      reader.seekToBeginning(Set.of(partition));
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      long deadline = System.nanoTime() + 20_000_000_000L;
      while (reader.position(partition) < end) {
        reader.poll(Duration.ofMillis(200)).forEach(records::add);
        if (System.nanoTime() > deadline) {
          throw new AssertionError(
              "Read to " + reader.position(partition) + " of " + end + " in 20 s");
        }
      }
      return Client.texts(records);
    }
  }

  private static void outcomes() throws Exception {
    String topic = Client.create(1);
    try (KafkaProducer<byte[], byte[]> producer = producer(Steps.unique("id"))) {
      commit(producer, topic, "first");
      producer.beginTransaction();
      send(producer, topic, "aborted", "aborted too");
      producer.abortTransaction();
      commit(producer, topic, "second");
    }
    Steps.equal(readToEnd(topic, COMMITTED), List.of("first", "second"), "committed");
    Steps.equal(
        readToEnd(topic, Map.of()),
        List.of("first", "aborted", "aborted too", "second"),
        "uncommitted");
  }

  private static void open() throws Exception {
    String topic = Client.create(1);
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaProducer<byte[], byte[]> slow = producer(Steps.unique("slow"));
        KafkaProducer<byte[], byte[]> quick = producer(Steps.unique("quick"));
        KafkaConsumer<byte[], byte[]> reader =
            Client.consumer(Steps.unique("reader"), COMMITTED)) {
      commit(quick, topic, "before");
      slow.beginTransaction();
      send(slow, topic, "slow");
      commit(quick, topic, "after");
      // "before" at 0 and its marker at 1: the last stable offset is 2.
      Steps.equal(reader.endOffsets(Set.of(partition)).get(partition), 2L, "last stable offset");
      Steps.equal(readToEnd(topic, COMMITTED), List.of("before"), "while it is open");
      reader.assign(Set.of(partition));
      Steps.equal(Client.texts(Client.take(reader, 1)), List.of("before"), "first poll");
      slow.commitTransaction();
      Steps.equal(Client.texts(Client.take(reader, 2)), List.of("slow", "after"), "waiting reader");
      Steps.equal(readToEnd(topic, COMMITTED), List.of("before", "slow", "after"), "at the end");
    }
  }

  private static void offsets() throws Exception {
    String topic = Client.create(1);
    String group = Steps.unique("group");
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaProducer<byte[], byte[]> producer = producer(Steps.unique("id"));
        KafkaConsumer<byte[], byte[]> consumer = Client.consumer(group, Map.of())) {
      consumer.subscribe(List.of(topic));
      commit(producer, topic, "x");
      Client.take(consumer, 1);
      for (long offset : new long[] {7, 8}) {
        producer.beginTransaction();
        OffsetAndMetadata wanted = new OffsetAndMetadata(offset, "of " + offset);
        producer.sendOffsetsToTransaction(Map.of(partition, wanted), consumer.groupMetadata());
        if (offset == 7) producer.commitTransaction();
        else producer.abortTransaction();
      }
      OffsetAndMetadata found = consumer.committed(Set.of(partition)).get(partition);
      Steps.equal(found.offset() + found.metadata(), "7of 7", "committed offset");
    }
  }

  private static void fencing() throws Exception {
    String topic = Client.create(1);
    String id = Steps.unique("id");
    try (KafkaProducer<byte[], byte[]> first = producer(id)) {
      commit(first, topic, "first");
      first.beginTransaction();
      send(first, topic, "never committed");
      try (KafkaProducer<byte[], byte[]> second = producer(id)) {
        commit(second, topic, "second");
        Steps.equal(refusal(first, topic), "fenced", "what the first is told");
      }
    }
    Steps.equal(readToEnd(topic, COMMITTED), List.of("first", "second"), "committed");
  }

  /** How a producer that may not write any more is refused. */
  static String refusal(KafkaProducer<byte[], byte[]> producer, String topic) {
    try {
      producer.send(new ProducerRecord<>(topic, 0, null, Client.bytes("late")));
      producer.commitTransaction();
      return "not at all";
    } catch (ProducerFencedException error) {
      return "fenced";
    } catch (KafkaException error) {
      for (Throwable one = error; one != null; one = one.getCause()) {
        // A class that 2.5 does not have yet.
        boolean isOld = one.getClass().getSimpleName().equals("InvalidProducerEpochException");
        if (one instanceof ProducerFencedException || isOld) return "fenced";
      }
      return error.toString();
    }
  }

  /** Every second round aborts and goes back to what is committed; the sums come out even. */
  private static void transform() throws Exception {
    String from = Client.create(1);
    String to = Client.create(1);
    TopicPartition partition = new TopicPartition(from, 0);
    try (KafkaProducer<byte[], byte[]> plain = Client.producer(Map.of())) {
      Client.send(plain, from, Client.numbered(0, 100, ""));
    }
    Map<String, Object> options =
        Map.of("isolation.level", "read_committed", "max.poll.records", "10");
    try (KafkaConsumer<byte[], byte[]> consumer =
            Client.consumer(Steps.unique("group"), options);
        KafkaProducer<byte[], byte[]> producer = producer(Steps.unique("id"))) {
      consumer.subscribe(List.of(from));
      long next = 0;
      for (int round = 0; next < 100; round++) {
        List<ConsumerRecord<byte[], byte[]>> records = Client.take(consumer, 1);
        producer.beginTransaction();
        for (ConsumerRecord<byte[], byte[]> one : records) {
          producer.send(new ProducerRecord<>(to, 0, null, one.value()));
        }
        long after = records.get(records.size() - 1).offset() + 1;
        Map<TopicPartition, OffsetAndMetadata> progress =
            Map.of(partition, new OffsetAndMetadata(after));
        producer.sendOffsetsToTransaction(progress, consumer.groupMetadata());
        if (round % 2 == 0) {
          producer.abortTransaction();
          consumer.seek(partition, next);
        } else {
          producer.commitTransaction();
          next = after;
        }
      }
      long committed = consumer.committed(Set.of(partition)).get(partition).offset();
      Steps.equal(committed, 100L, "committed offset");
    }
    Steps.equal(readToEnd(to, COMMITTED), Client.numbered(0, 100, ""), "transformed");
  }

  private static void restart() throws Exception {
    String topic = Client.create(1);
    try (KafkaProducer<byte[], byte[]> producer = producer(Steps.unique("id"))) {
      producer.beginTransaction();
      send(producer, topic, "before");
      Steps.restartBroker();
      Steps.equal(readToEnd(topic, COMMITTED), List.of(), "while it is open");
      send(producer, topic, "after");
      producer.commitTransaction();
      commit(producer, topic, "next");
    }
    Steps.equal(readToEnd(topic, COMMITTED), List.of("before", "after", "next"), "committed");
  }
}
