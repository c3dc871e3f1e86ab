/**
 * The classes of Kafka 4.3 behind the scripts that kedge stands in for.
 *
 * @module
 */

const TOOLS = "org.apache.kafka.tools";

/** By the script's name. */
export const SCRIPT_CLASSES: Readonly<Record<string, string>> = {
  "kafka-acls": `${TOOLS}.AclCommand`,
  "kafka-broker-api-versions": `${TOOLS}.BrokerApiVersionsCommand`,
  "kafka-client-metrics": `${TOOLS}.ClientMetricsCommand`,
  "kafka-cluster": `${TOOLS}.ClusterTool`,
  "kafka-configs": "kafka.admin.ConfigCommand",
  "kafka-console-consumer": `${TOOLS}.consumer.ConsoleConsumer`,
  "kafka-console-producer": `${TOOLS}.ConsoleProducer`,
  "kafka-console-share-consumer": `${TOOLS}.consumer.ConsoleShareConsumer`,
  "kafka-consumer-groups": `${TOOLS}.consumer.group.ConsumerGroupCommand`,
  "kafka-consumer-perf-test": `${TOOLS}.ConsumerPerformance`,
  "kafka-delete-records": `${TOOLS}.DeleteRecordsCommand`,
  "kafka-dump-log": `${TOOLS}.DumpLogSegments`,
  "kafka-e2e-latency": `${TOOLS}.EndToEndLatency`,
  "kafka-features": `${TOOLS}.FeatureCommand`,
  "kafka-get-offsets": `${TOOLS}.GetOffsetShell`,
  "kafka-groups": `${TOOLS}.GroupsCommand`,
  "kafka-leader-election": `${TOOLS}.LeaderElectionCommand`,
  "kafka-log-dirs": `${TOOLS}.LogDirsCommand`,
  "kafka-producer-perf-test": `${TOOLS}.ProducerPerformance`,
  "kafka-reassign-partitions": `${TOOLS}.reassign.ReassignPartitionsCommand`,
  "kafka-replica-verification": `${TOOLS}.ReplicaVerificationTool`,
  "kafka-share-groups": `${TOOLS}.consumer.group.ShareGroupCommand`,
  "kafka-storage": "kafka.tools.StorageTool",
  "kafka-streams-application-reset": `${TOOLS}.StreamsResetter`,
  "kafka-topics": `${TOOLS}.TopicCommand`,
  "kafka-transactions": `${TOOLS}.TransactionsCommand`,
  "kafka-verifiable-consumer": `${TOOLS}.VerifiableConsumer`,
  "kafka-verifiable-producer": `${TOOLS}.VerifiableProducer`,
};
