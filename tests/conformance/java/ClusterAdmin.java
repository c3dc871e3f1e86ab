import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.LogDirNotFoundException;
import org.apache.kafka.common.errors.NoReassignmentInProgressException;

/** What administrators ask of a whole cluster, by the API that 2.5 and 4.x share. */
final class ClusterAdmin {
  private ClusterAdmin() {}

  static void register() {
    Steps.check("elect leaders", ClusterAdmin::elect);
    Steps.check("reassign partitions, list and cancel reassignments", ClusterAdmin::reassign);
    Steps.check("move a replica to a log dir", ClusterAdmin::move);
    Steps.check("broker and topic configs with their sources", ClusterAdmin::configs);
  }

  static int brokerId() throws Exception {
    return Client.admin.describeCluster().nodes().get().iterator().next().id();
  }

  /** The class of the error that the call ends with; null where it succeeds. */
  static Class<?> errorOf(Future<?> call) throws InterruptedException {
    try {
      call.get();
      return null;
    } catch (ExecutionException error) {
      return error.getCause().getClass();
    }
  }

  private static void elect() throws Exception {
    TopicPartition partition = new TopicPartition(Client.create(1), 0);
    for (ElectionType type : ElectionType.values()) {
      Optional<Throwable> outcome =
          Client.admin.electLeaders(type, Set.of(partition)).partitions().get().get(partition);
      Steps.equal(outcome.get().getClass(), ElectionNotNeededException.class, type.toString());
    }
    TopicPartition unknown = new TopicPartition(Steps.unique("unknown"), 0);
    String refused =
        Client.admin
            .electLeaders(ElectionType.PREFERRED, Set.of(unknown))
            .partitions()
            .get()
            .get(unknown)
            .get()
            .getClass()
            .getSimpleName();
    Steps.equal(refused, "UnknownTopicOrPartitionException", "an unknown topic");
  }

  private static void reassign() throws Exception {
    TopicPartition partition = new TopicPartition(Client.create(1), 0);
    Optional<NewPartitionReassignment> here =
        Optional.of(new NewPartitionReassignment(List.of(brokerId())));
    Client.admin.alterPartitionReassignments(Map.of(partition, here)).all().get();
    Steps.until(
        "no reassignment is under way",
        () -> Client.admin.listPartitionReassignments().reassignments().get().isEmpty());
    Steps.equal(
        Client.admin.listPartitionReassignments(Set.of(partition)).reassignments().get(),
        Map.of(),
        "reassignments of the partition");
    Optional<NewPartitionReassignment> nowhere =
        Optional.of(new NewPartitionReassignment(List.of(98765)));
    Steps.equal(
        errorOf(Client.admin.alterPartitionReassignments(Map.of(partition, nowhere)).all()),
        InvalidReplicaAssignmentException.class,
        "to a broker that is not there");
    Steps.equal(
        errorOf(
            Client.admin.alterPartitionReassignments(Map.of(partition, Optional.empty())).all()),
        NoReassignmentInProgressException.class,
        "cancelling none");
  }

  private static void move() throws Exception {
    TopicPartition partition = new TopicPartition(Client.create(1), 0);
    TopicPartitionReplica replica =
        new TopicPartitionReplica(partition.topic(), partition.partition(), brokerId());
    String now =
        Client.admin
            .describeReplicaLogDirs(Set.of(replica))
            .values()
            .get(replica)
            .get()
            .getCurrentReplicaLogDir();
    Client.admin.alterReplicaLogDirs(Map.of(replica, now)).all().get();
    Steps.equal(
        errorOf(Client.admin.alterReplicaLogDirs(Map.of(replica, "/no/such/dir")).all()),
        LogDirNotFoundException.class,
        "to a folder that is none of log.dirs");
  }

  private static void configs() throws Exception {
    String topic = Steps.unique("java");
    Map<String, String> compact = Map.of("cleanup.policy", "compact");
    NewTopic wanted = new NewTopic(topic, 1, (short) 1).configs(compact);
    Client.admin.createTopics(List.of(wanted)).all().get();
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config found = describe(resource, new DescribeConfigsOptions().includeSynonyms(true));
    Steps.equal(source(found, "cleanup.policy"), "DYNAMIC_TOPIC_CONFIG", "source of an override");
    Steps.equal(source(found, "segment.ms"), "DEFAULT_CONFIG", "source of a default");
    Steps.equal(found.get("cleanup.policy").synonyms().size(), 2, "synonyms of cleanup.policy");

    ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "" + brokerId());
    alter(broker, "log.cleaner.threads", "2");
    Steps.until(
        "the broker's log.cleaner.threads is altered",
        () -> {
          Config now = describe(broker, new DescribeConfigsOptions());
          return now.get("log.cleaner.threads").value().equals("2")
              && source(now, "log.cleaner.threads").equals("DYNAMIC_BROKER_CONFIG");
        });
    alter(broker, "log.cleaner.threads", null);
    ConfigResource all = new ConfigResource(ConfigResource.Type.BROKER, "");
    alter(all, "message.max.bytes", "1048600");
    Steps.until(
        "the cluster's default reaches a topic",
        () -> {
          Config now = describe(resource, new DescribeConfigsOptions());
          return now.get("max.message.bytes").value().equals("1048600")
              && source(now, "max.message.bytes").equals("DYNAMIC_DEFAULT_BROKER_CONFIG");
        });
    alter(all, "message.max.bytes", null);
    Steps.equal(
        errorOf(change(resource, "no.such.config", "1")).getSimpleName(),
        "InvalidConfigurationException",
        "an unknown config");
  }

  private static Config describe(ConfigResource resource, DescribeConfigsOptions options)
      throws Exception {
    return Client.admin.describeConfigs(List.of(resource), options).all().get().get(resource);
  }

  private static String source(Config config, String name) {
    return config.get(name).source().name();
  }

  static void alter(ConfigResource resource, String name, String value) throws Exception {
    change(resource, name, value).get();
  }

  /** Sets a config, or takes it away where the value is null. */
  private static Future<?> change(ConfigResource resource, String name, String value) {
    AlterConfigOp.OpType type =
        value == null ? AlterConfigOp.OpType.DELETE : AlterConfigOp.OpType.SET;
    AlterConfigOp operation = new AlterConfigOp(new ConfigEntry(name, value), type);
    Map<ConfigResource, java.util.Collection<AlterConfigOp>> changes = new HashMap<>();
    changes.put(resource, List.of(operation));
    return Client.admin.incrementalAlterConfigs(changes).all();
  }
}
