import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Kafka's brokers on kedge's coordinator, from the first broker's start to the last topic's
 * deletion: Brokers ZOOKEEPER/CHROOT BROKER0 BROKER1 BROKER2.
 */
final class Brokers {
  private static Cluster cluster;

  private Brokers() {}

  public static void main(String[] arguments) throws Exception {
    List<String> addresses = Arrays.asList(arguments).subList(1, arguments.length);
    cluster = new Cluster(arguments[0], addresses);
    Steps.check(
        "one broker registers, is the controller, and has the znodes it expects",
        Brokers::registers);
    Steps.check(
        "one broker: create, produce, consume, describe, alter, delete", Brokers::oneBroker);
    Steps.check(
        "three brokers: a topic with three replicas, all of them in sync", Brokers::threeBrokers);
    Steps.check("three brokers: idempotent and transactional producers, a group", Brokers::groups);
    Steps.check("three brokers: access lists are kept in the tree", Brokers::accessLists);
    new Failover(cluster).register();
    Steps.run();
  }

  private static void registers() throws Exception {
    cluster.awaitBrokers(0);
    Cluster.eventually("broker 0 is the controller", () -> cluster.controller() == 0);
    Steps.equal(cluster.children("/brokers/ids"), Set.of("0"), "registered");
    List<String> expected =
        List.of("/consumers", "/admin/delete_topics", "/brokers/seqid", "/config/changes");
    for (String path : expected) Steps.equal(cluster.read(path), "", path);
    Steps.equal(cluster.read("/controller_epoch"), "1", "controller epoch");
    // Two of them would mean that kedge's own broker meddles with this chroot.
    Steps.equal(cluster.read("/cluster/id").contains(clusterId()), true, "cluster id");
  }

  private static String clusterId() throws Exception {
    return cluster.admin.describeCluster().clusterId().get();
  }

  private static void oneBroker() throws Exception {
    // The others start meanwhile.
    Steps.ask("start 1");
    Steps.ask("start 2");
    String topic = cluster.create(2, 1);
    cluster.produce(topic, 2, 50);
    Steps.equal(cluster.consume(topic).size(), 100, "records");
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    ConfigEntry entry = new ConfigEntry("retention.ms", "123456");
    AlterConfigOp alter = new AlterConfigOp(entry, AlterConfigOp.OpType.SET);
    cluster.admin.incrementalAlterConfigs(Map.of(resource, List.of(alter))).all().get();
    Steps.equal(
        cluster.read("/config/topics/" + topic).contains("\"retention.ms\":\"123456\""),
        true,
        "config in the tree");
    Cluster.eventually(
        "the broker has the config", () -> configOf(resource, "retention.ms").equals("123456"));
    delete(topic);
  }

  private static String configOf(ConfigResource resource, String name) throws Exception {
    return cluster.admin.describeConfigs(List.of(resource)).all().get().get(resource).get(name)
        .value();
  }

  /** Deletes a topic and waits until nothing of it is left. */
  static void delete(String topic) throws Exception {
    cluster.admin.deleteTopics(List.of(topic)).all().get();
    Cluster.eventually(
        topic + " is gone from the tree",
        () ->
            cluster.read("/brokers/topics/" + topic) == null
                && cluster.read("/config/topics/" + topic) == null
                && cluster.children("/admin/delete_topics").isEmpty());
    Cluster.eventually(
        topic + " is gone", () -> !cluster.admin.listTopics().names().get().contains(topic));
  }

  private static void threeBrokers() throws Exception {
    cluster.awaitBrokers(0, 1, 2);
    String topic = cluster.create(3, 3);
    Cluster.eventually(
        "one leader per broker",
        () ->
            cluster.describe(topic).stream()
                .map(one -> one.leader().id())
                .collect(Collectors.toSet())
                .equals(Set.of(0, 1, 2)));
    cluster.produce(topic, 3, 100);
    Steps.equal(cluster.consume(topic).size(), 300, "records");
  }

  private static void groups() throws Exception {
    String topic = cluster.create(1, 3);
    try (KafkaProducer<String, String> producer =
        cluster.producer(Map.of("transactional.id", Steps.unique("id")))) {
      producer.initTransactions();
      for (int round = 0; round < 2; round++) {
        producer.beginTransaction();
        for (int n = 0; n < 5; n++) {
          producer.send(new ProducerRecord<>(topic, round + "-" + n));
        }
        if (round == 0) producer.abortTransaction();
        else producer.commitTransaction();
      }
    }
    Steps.equal(
        cluster.read("/latest_producer_id_block").contains("block_end"), true, "ids in the tree");
    List<String> read = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        cluster.consumer(Map.of("group.id", Steps.unique("group")))) {
      consumer.subscribe(Collections.singletonList(topic));
      Cluster.eventually(
          "the committed records",
          () -> {
            consumer.poll(Duration.ofMillis(100)).forEach(one -> read.add(one.value()));
            return read.size() >= 5;
          });
      consumer.commitSync();
    }
    List<String> wanted =
        IntStream.range(0, 5).mapToObj(n -> "1-" + n).collect(Collectors.toList());
    Steps.equal(read, wanted, "records of the committed transaction");
  }

  private static void accessLists() throws Exception {
    String name = Steps.unique("guarded");
    AccessControlEntry entry =
        new AccessControlEntry(
            "User:alice", "*", AclOperation.READ, AclPermissionType.ALLOW);
    List<AclBinding> made =
        List.of(
            new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL), entry),
            new AclBinding(
                new ResourcePattern(ResourceType.GROUP, name, PatternType.PREFIXED), entry));
    cluster.admin.createAcls(made).all().get();
    Steps.equal(
        cluster.read("/kafka-acl/Topic/" + name).contains("\"principal\":\"User:alice\""),
        true,
        "the list in the tree");
    Steps.equal(
        cluster.read("/kafka-acl-extended/prefixed/Group/" + name) != null, true, "by prefix");
    // Each broker answers from its own copy, which a watch keeps up to date.
    Cluster.eventually("the brokers have them", () -> Set.copyOf(acls()).containsAll(made));
    cluster.admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
    Cluster.eventually("the brokers have none", () -> acls().isEmpty());
    Steps.equal(cluster.read("/kafka-acl/Topic/" + name), null, "the list in the tree");
  }

  private static Collection<AclBinding> acls() throws Exception {
    return cluster.admin.describeAcls(AclBindingFilter.ANY).values().get();
  }
}
