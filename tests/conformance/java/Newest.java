import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/** Everything of Client, and what only the 4.x clients can ask: Newest HOST:PORT. */
public final class Newest {
  private Newest() {}

  public static void main(String[] arguments) {
    Client.connect(arguments[0]);
    Client.register();
    Steps.check("describe and list transactions", Newest::transactions);
    Steps.check("describe producers, and abort what one left open", Newest::abortHanging);
    Steps.check("fence producers", Newest::fence);
    Steps.check("a transaction past its time-out is aborted", Newest::timeout);
    Steps.check("log dirs with the sizes of their volumes", Newest::logDirs);
    Settings.register();
    Steps.run();
  }

  private static TransactionDescription describe(String id) throws Exception {
    return Client.admin.describeTransactions(List.of(id)).description(id).get();
  }

  private static void transactions() throws Exception {
    String topic = Client.create(2);
    String id = Steps.unique("id");
    try (KafkaProducer<byte[], byte[]> producer = Transactions.producer(id)) {
      Steps.equal(describe(id).state(), TransactionState.EMPTY, "state at first");
      producer.beginTransaction();
      Transactions.send(producer, topic, "a", "b");
      TransactionDescription open = describe(id);
      Steps.equal(open.state(), TransactionState.ONGOING, "state while it is open");
      Steps.equal(
          open.topicPartitions(),
          Set.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1)),
          "partitions");
      Steps.equal(open.transactionTimeoutMs(), 60000L, "time-out");
      Steps.equal(open.transactionStartTimeMs().isPresent(), true, "has a start time");
      ListTransactionsOptions ongoing =
          new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING));
      Steps.equal(listed(ongoing, id).size(), 1, "listed as ongoing");
      ListTransactionsOptions pattern =
          new ListTransactionsOptions().filterOnTransactionalIdPattern(id.substring(0, 9) + ".*");
      Steps.equal(listed(pattern, id).size(), 1, "listed by pattern");
      ListTransactionsOptions old = new ListTransactionsOptions().filterOnDuration(3_600_000);
      Steps.equal(listed(old, id).size(), 0, "listed as an hour old");
      ListTransactionsOptions ids =
          new ListTransactionsOptions().filterProducerIds(Set.of(open.producerId()));
      Steps.equal(listed(ids, id).size(), 1, "listed by producer id");
      producer.commitTransaction();
      Steps.until(
          "it is described as committed",
          () -> describe(id).state() == TransactionState.COMPLETE_COMMIT);
    }
    Steps.equal(
        ClusterAdmin.errorOf(
            Client.admin.describeTransactions(List.of(Steps.unique("unknown"))).all()),
        TransactionalIdNotFoundException.class,
        "an unknown id");
  }

  private static List<TransactionListing> listed(ListTransactionsOptions options, String id)
      throws Exception {
    Collection<TransactionListing> all = Client.admin.listTransactions(options).all().get();
    return all.stream()
        .filter(one -> one.transactionalId().equals(id))
        .collect(Collectors.toList());
  }

  private static void abortHanging() throws Exception {
    String topic = Client.create(1);
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaProducer<byte[], byte[]> producer = Transactions.producer(Steps.unique("id"))) {
      producer.beginTransaction();
      Transactions.send(producer, topic, "left open");
      PartitionProducerState described =
          Client.admin.describeProducers(Set.of(partition)).partitionResult(partition).get();
      Steps.equal(described.activeProducers().size(), 1, "producers");
      ProducerState state = described.activeProducers().get(0);
      Steps.equal(state.currentTransactionStartOffset().getAsLong(), 0L, "start of the open one");
      Steps.equal(state.lastSequence(), 0, "last sequence");
      AbortTransactionSpec spec =
          new AbortTransactionSpec(
              partition,
              state.producerId(),
              (short) state.producerEpoch(),
              state.coordinatorEpoch().orElse(0));
      Client.admin.abortTransaction(spec).all().get();
      Map<String, Object> committed = Map.of("isolation.level", "read_committed");
      Steps.equal(Transactions.readToEnd(topic, committed), List.of(), "read");
      try (KafkaConsumer<byte[], byte[]> reader =
          Client.consumer(
              Steps.unique("reader"), Map.of("isolation.level", "read_committed"))) {
        long end = reader.endOffsets(Set.of(partition)).get(partition);
        Steps.equal(end, 2L, "last stable offset: the record and its marker are behind it");
      }
    }
  }

  private static void fence() throws Exception {
    String topic = Client.create(1);
    String id = Steps.unique("id");
    try (KafkaProducer<byte[], byte[]> producer = Transactions.producer(id)) {
      long before = describe(id).producerEpoch();
      producer.beginTransaction();
      Transactions.send(producer, topic, "fenced");
      Client.admin.fenceProducers(List.of(id)).all().get();
      Steps.equal(describe(id).producerEpoch() > before, true, "a higher epoch");
      Steps.equal(Transactions.refusal(producer, topic), "fenced", "what the producer is told");
    }
    Map<String, Object> committed = Map.of("isolation.level", "read_committed");
    Steps.until(
        "its transaction is aborted",
        () -> Set.of(TransactionState.COMPLETE_ABORT, TransactionState.EMPTY)
            .contains(describe(id).state()));
    Steps.equal(Transactions.readToEnd(topic, committed), List.of(), "read");
  }

  private static void timeout() throws Exception {
    String topic = Client.create(1);
    String id = Steps.unique("id");
    Map<String, Object> options = new HashMap<>();
    options.put("transactional.id", id);
    options.put("transaction.timeout.ms", "1000");
    options.put("max.block.ms", "20000");
    try (KafkaProducer<byte[], byte[]> producer = Client.producer(options)) {
      producer.initTransactions();
      producer.beginTransaction();
      Transactions.send(producer, topic, "too slow");
      Steps.until(
          "the coordinator aborts it",
          () -> describe(id).state() == TransactionState.COMPLETE_ABORT);
      String refusal = Transactions.refusal(producer, topic);
      Steps.equal(refusal.equals("not at all"), false, "it commits nevertheless: " + refusal);
    }
    Map<String, Object> committed = Map.of("isolation.level", "read_committed");
    Steps.equal(Transactions.readToEnd(topic, committed), List.of(), "read");
  }

  private static void logDirs() throws Exception {
    String topic = Client.create(1);
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaProducer<byte[], byte[]> producer = Client.producer(Map.of())) {
      Client.send(producer, topic, Client.numbered(0, 100, "x"));
    }
    int broker = ClusterAdmin.brokerId();
    List<Long> sizes = new ArrayList<>();
    Map<String, LogDirDescription> found =
        Client.admin.describeLogDirs(List.of(broker)).allDescriptions().get().get(broker);
    for (LogDirDescription one : found.values()) {
      long total = one.totalBytes().getAsLong();
      long usable = one.usableBytes().getAsLong();
      Steps.equal(total > usable && usable > 0, true, "usable " + usable + " of " + total);
      if (one.replicaInfos().containsKey(partition)) {
        sizes.add(one.replicaInfos().get(partition).size());
      }
    }
    Steps.equal(sizes.size(), 1, "log dirs with the partition");
    Steps.equal(sizes.get(0) > 100, true, "it has a size: " + sizes);
  }

  /** The error that a call ends with, as text; "" where it succeeds. */
  static String outcome(Steps.Check call) throws Exception {
    try {
      call.run();
      return "";
    } catch (ExecutionException error) {
      return error.getCause().getClass().getSimpleName();
    }
  }
}
