import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;

/** The brokers under test, seen through Kafka's clients and through ZooKeeper's. */
final class Cluster {
  /** Generous, for a busy machine: a broker takes seconds to start, a session some to expire. */
  private static final long LIMIT_NS = 120_000_000_000L;

  final Admin admin;
  final ZooKeeper tree;
  private final String bootstrap;

  Cluster(String zookeeper, List<String> brokers) throws Exception {
    bootstrap = String.join(",", brokers);
    tree = new ZooKeeper(zookeeper, 10_000, event -> {});
    admin = Admin.create(properties());
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap);
    properties.put("request.timeout.ms", "5000");
    properties.put("default.api.timeout.ms", "120000");
    properties.put("retry.backoff.ms", "50");
    properties.put("reconnect.backoff.ms", "50");
    properties.put("reconnect.backoff.max.ms", "500");
    properties.put("metadata.max.age.ms", "1000");
    return properties;
  }

  /** Waits until the condition is true, errors of brokers that are not there yet included. */
  static void eventually(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + LIMIT_NS;
    Throwable last = null;
    while (true) {
      try {
        if (condition.call()) return;
        last = null;
      } catch (Exception error) {
        last = error;
      }
      if (System.nanoTime() > deadline) throw new AssertionError("Never: " + what, last);
      Thread.sleep(50);
    }
  }

  /** The data of a znode; null where there is none. */
  String read(String path) throws Exception {
    try {
      byte[] data = tree.getData(path, false, null);
      return data == null ? "" : new String(data, StandardCharsets.UTF_8);
    } catch (KeeperException.NoNodeException error) {
      return null;
    }
  }

  Set<String> children(String path) throws Exception {
    return new TreeSet<>(tree.getChildren(path, false));
  }

  /** The number behind a name in the JSON of a znode. */
  static int number(String json, String name) {
    String[] parts = json == null ? new String[0] : json.split("\"" + name + "\":");
    return parts.length < 2 ? -1 : Integer.parseInt(parts[1].split("[,}]")[0]);
  }

  /** The broker that the tree names the controller; -1 where there is none. */
  int controller() throws Exception {
    return number(read("/controller"), "brokerid");
  }

  long sessionOf(int broker) throws Exception {
    return tree.exists("/brokers/ids/" + broker, false).getEphemeralOwner();
  }

  void awaitBrokers(Integer... ids) throws Exception {
    Set<Integer> wanted = new TreeSet<>(Arrays.asList(ids));
    eventually("brokers " + wanted, () -> nodes().equals(wanted));
  }

  private Set<Integer> nodes() throws Exception {
    Collection<Node> nodes = admin.describeCluster().nodes().get();
    return nodes.stream().map(Node::id).collect(Collectors.toCollection(TreeSet::new));
  }

  String create(int partitions, int replicas) throws Exception {
    String topic = Steps.unique("topic");
    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) replicas))).all().get();
    awaitInSync(topic, partitions, replicas);
    return topic;
  }

  List<TopicPartitionInfo> describe(String topic) throws Exception {
    return admin.describeTopics(List.of(topic)).values().get(topic).get().partitions();
  }

  /** Waits until every partition has a leader and that many replicas in sync, in Kafka and tree. */
  void awaitInSync(String topic, int partitions, int replicas) throws Exception {
    eventually(
        topic + " has " + partitions + " partitions with " + replicas + " in sync",
        () -> {
          List<TopicPartitionInfo> all = describe(topic);
          boolean isWhole = all.size() == partitions;
          for (TopicPartitionInfo each : all) {
            isWhole &= each.leader() != null && each.isr().size() == replicas;
            isWhole &= each.isr().stream().anyMatch(node -> node.id() == each.leader().id());
            isWhole &= isrInTree(topic, each.partition()).size() == replicas;
          }
          return isWhole;
        });
  }

  /** The same, in the tree alone: Kafka 2.5 tells its clients of a grown Isr seconds later. */
  void awaitInSyncInTree(String topic, int partitions, int replicas) throws Exception {
    eventually(
        topic + " has " + replicas + " replicas in sync in the tree",
        () -> {
          boolean isWhole = true;
          for (int n = 0; n < partitions; n++) isWhole &= isrInTree(topic, n).size() == replicas;
          return isWhole;
        });
  }

  /** What the partition's state znode says. */
  Set<Integer> isrInTree(String topic, int partition) throws Exception {
    String path = "/brokers/topics/" + topic + "/partitions/" + partition + "/state";
    String list = read(path).split("\"isr\":\\[")[1].split("]")[0];
    if (list.isEmpty()) return Set.of();
    return Arrays.stream(list.split(","))
        .map(Integer::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  KafkaProducer<String, String> producer(Map<String, String> more) {
    Properties properties = properties();
    properties.put("acks", "all");
    properties.put("enable.idempotence", "true");
    properties.put("delivery.timeout.ms", "120000");
    properties.put("max.block.ms", "120000");
    properties.putAll(more);
    return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
  }

  /** Sends that many records to each partition and waits for every acknowledgement. */
  void produce(String topic, int partitions, int count) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<String, String> producer = producer(Map.of())) {
      for (int n = 0; n < partitions * count; n++) {
        sent.add(producer.send(new ProducerRecord<>(topic, n % partitions, "key", "value " + n)));
      }
      for (Future<RecordMetadata> each : sent) each.get();
    }
  }

  KafkaConsumer<String, String> consumer(Map<String, String> more) {
    Properties properties = properties();
    properties.put("auto.offset.reset", "earliest");
    properties.put("isolation.level", "read_committed");
    properties.putAll(more);
    return new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
  }

  /** The values in all partitions of a topic, read to their ends. */
  List<String> consume(String topic) throws Exception {
    try (KafkaConsumer<String, String> consumer = consumer(Map.of())) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .collect(Collectors.toList());
      consumer.assign(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      List<String> values = new ArrayList<>();
      eventually(
          "the ends of " + topic,
          () -> {
            consumer.poll(Duration.ofMillis(100)).forEach(one -> values.add(one.value()));
            return all.stream().allMatch(each -> consumer.position(each) >= ends.get(each));
          });
      return values;
    }
  }
}
