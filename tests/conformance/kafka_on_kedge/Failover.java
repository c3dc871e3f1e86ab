import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.ElectionNotNeededException;

/** What three brokers do when one of them, or their ZooKeeper, goes and comes back. */
final class Failover {
  private final Cluster cluster;
  private String topic;
  private int killed;
  private int produced = 0;

  Failover(Cluster cluster) {
    this.cluster = cluster;
  }

  void register() {
    Steps.check(
        "kill -9 of a leader that is the controller: others lead, the Isr shrinks", this::kill);
    Steps.check("it comes back, and the Isr is whole again", this::comeBack);
    Steps.check(
        "preferred leaders are elected, a partition moves, partitions are added", this::move);
    Steps.check(
        "kedge restarts beneath them: sessions stay, records flow, topics are made",
        () -> beneath("restart"));
    Steps.check(
        "kedge is killed beneath them: sessions stay, records flow, topics are made",
        () -> beneath("kill kedge"));
    Steps.check("a clean shutdown hands over what the broker leads", this::shutDown);
    Steps.check("topics are deleted, on disk and in the tree", this::deleteAll);
  }

  private void produce(int count) throws Exception {
    cluster.produce(topic, 3, count);
    produced += 3 * count;
  }

  private void kill() throws Exception {
    topic = cluster.create(3, 3);
    produce(50);
    killed = cluster.controller();
    int epoch = Integer.parseInt(cluster.read("/controller_epoch"));
    Cluster.eventually("the controller leads a partition", () -> leaders().contains(killed));
    Steps.ask("kill " + killed);
    Cluster.eventually(
        "another controller",
        () -> cluster.controller() != killed && cluster.controller() >= 0);
    cluster.awaitInSync(topic, 3, 2);
    Cluster.eventually("the killed one leads no more", () -> !leaders().contains(killed));
    Steps.equal(
        Integer.parseInt(cluster.read("/controller_epoch")), epoch + 1, "controller epoch");
    produce(50);
    Steps.equal(cluster.consume(topic).size(), produced, "records");
  }

  /** As the broker sees it that happens to be asked: another may have older metadata. */
  private Set<Integer> leaders() throws Exception {
    return cluster.describe(topic).stream()
        .map(TopicPartitionInfo::leader)
        .filter(Objects::nonNull)
        .map(Node::id)
        .collect(Collectors.toSet());
  }

  private void comeBack() throws Exception {
    Steps.ask("start " + killed);
    cluster.awaitBrokers(0, 1, 2);
    cluster.awaitInSyncInTree(topic, 3, 3);
    produce(20);
    Steps.equal(cluster.consume(topic).size(), produced, "records");
  }

  private void move() throws Exception {
    Set<TopicPartition> all =
        Set.of(
            new TopicPartition(topic, 0), new TopicPartition(topic, 1),
            new TopicPartition(topic, 2));
    for (Optional<Throwable> error :
        cluster.admin.electLeaders(ElectionType.PREFERRED, all).partitions().get().values()) {
      boolean isLed = error.isEmpty() || error.get() instanceof ElectionNotNeededException;
      Steps.equal(isLed, true, "election: " + error);
    }
    Cluster.eventually("each broker leads", () -> leaders().equals(Set.of(0, 1, 2)));
    String small = cluster.create(1, 1);
    TopicPartition partition = new TopicPartition(small, 0);
    int to = (cluster.isrInTree(small, 0).iterator().next() + 1) % 3;
    NewPartitionReassignment target = new NewPartitionReassignment(List.of(to));
    cluster.admin.alterPartitionReassignments(Map.of(partition, Optional.of(target))).all().get();
    Cluster.eventually(
        "the partition has moved",
        () -> {
          TopicPartitionInfo now = cluster.describe(small).get(0);
          List<Integer> replicas =
              now.replicas().stream().map(Node::id).collect(Collectors.toList());
          return replicas.equals(List.of(to)) && now.leader().id() == to;
        });
    cluster.admin.createPartitions(Map.of(small, NewPartitions.increaseTo(4))).all().get();
    cluster.awaitInSync(small, 4, 1);
  }

  /** kedge goes and comes back, as `how` says, while one thread sends records. */
  private void beneath(String how) throws Exception {
    List<Long> sessions = sessions();
    int controller = cluster.controller();
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicInteger acknowledged = new AtomicInteger();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<?> sending = thread.submit(() -> sendUntil(isOver, acknowledged));
    Cluster.eventually("records flow", () -> acknowledged.get() > 20);
    Steps.ask(how);
    int before = acknowledged.get();
    Cluster.eventually("records flow on", () -> acknowledged.get() > before + 20);
    // Made through the controller and its session.
    String made = cluster.create(2, 3);
    isOver.set(true);
    sending.get();
    thread.shutdown();
    produced += acknowledged.get();
    Steps.equal(cluster.consume(topic).size(), produced, "records");
    // By now every broker tells its clients what the tree has.
    cluster.awaitInSync(topic, 3, 3);
    Steps.equal(sessions(), sessions, "sessions of the brokers");
    Steps.equal(cluster.controller(), controller, "controller");
    Brokers.delete(made);
  }

  private List<Long> sessions() throws Exception {
    List<Long> found = new ArrayList<>();
    Cluster.eventually(
        "all brokers are registered",
        () -> {
          found.clear();
          for (int id = 0; id < 3; id++) found.add(cluster.sessionOf(id));
          return true;
        });
    return found;
  }

  private Void sendUntil(AtomicBoolean isOver, AtomicInteger acknowledged) throws Exception {
    try (KafkaProducer<String, String> producer = cluster.producer(Map.of())) {
      for (int n = 0; !isOver.get(); n++) {
        producer.send(new ProducerRecord<>(topic, n % 3, "key", "value " + n)).get();
        acknowledged.incrementAndGet();
      }
    }
    return null;
  }

  private void shutDown() throws Exception {
    int leaving = (cluster.controller() + 1) % 3;
    Steps.ask("stop " + leaving);
    cluster.awaitInSync(topic, 3, 2);
    Cluster.eventually("the one that left leads no more", () -> !leaders().contains(leaving));
    Cluster.eventually(
        "its registration is gone", () -> cluster.read("/brokers/ids/" + leaving) == null);
    Steps.ask("start " + leaving);
    cluster.awaitInSyncInTree(topic, 3, 3);
  }

  private void deleteAll() throws Exception {
    Set<String> topics = new HashSet<>(cluster.admin.listTopics().names().get());
    for (String each : topics) Brokers.delete(each);
    Steps.equal(
        cluster.children("/brokers/topics").stream()
            .filter(each -> !each.startsWith("__"))
            .collect(Collectors.toSet()),
        Set.of(),
        "topics in the tree");
  }
}
