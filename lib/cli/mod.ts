/**
 * The commands of the command line, found by the name the executable was called through
 * (`kafka-topics.sh`) or by the first argument (`kedge topics`). Each is loaded when it is called.
 *
 * @module
 */

import type { Command } from "./command.ts";

export type { Command, Terminal } from "./command.ts";

/** A command that is not loaded yet. */
export interface CommandEntry {
  readonly name: string;
  /** Names of links that mean this command. */
  readonly scripts: readonly string[];
  /** One line for the list of commands. */
  readonly summary: string;
  load(): Promise<Command>;
}

/** All commands, in the order in which help lists them. */
export const commands: readonly CommandEntry[] = [
  {
    name: "start",
    scripts: [],
    summary: "Start the broker, the coordinator and the REST admin",
    load: async () => (await import("./start.ts")).start,
  },
  {
    name: "doctor",
    scripts: [],
    summary: "Check the machine, the settings and the data, and say what to do",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    name: "zookeeper",
    scripts: [],
    summary: "Move znodes from an Apache ZooKeeper and back",
    load: async () => (await import("./zookeeper_move.ts")).zookeeperMove,
  },
  {
    name: "topics",
    scripts: ["kafka-topics.sh"],
    summary: "Create, list, describe, alter and delete topics",
    load: async () => (await import("./kafka_topics.ts")).kafkaTopics,
  },
  {
    name: "console-producer",
    scripts: ["kafka-console-producer.sh"],
    summary: "Send lines from standard input to a topic",
    load: async () => (await import("./kafka_console_producer.ts")).kafkaConsoleProducer,
  },
  {
    name: "console-consumer",
    scripts: ["kafka-console-consumer.sh"],
    summary: "Print the records of topics",
    load: async () => (await import("./kafka_console_consumer.ts")).kafkaConsoleConsumer,
  },
  {
    name: "console-share-consumer",
    scripts: ["kafka-console-share-consumer.sh"],
    summary: "Print the records of a topic as a member of a share group",
    load: async () => (await import("./kafka_console_share_consumer.ts")).kafkaConsoleShareConsumer,
  },
  {
    name: "consumer-groups",
    scripts: ["kafka-consumer-groups.sh"],
    summary: "List, describe, reset and delete consumer groups",
    load: async () => (await import("./kafka_consumer_groups.ts")).kafkaConsumerGroups,
  },
  {
    name: "configs",
    scripts: ["kafka-configs.sh"],
    summary: "Show and change configs of topics, brokers, clients and users",
    load: async () => (await import("./kafka_configs.ts")).kafkaConfigs,
  },
  {
    name: "get-offsets",
    scripts: ["kafka-get-offsets.sh"],
    summary: "Show where partitions start, end, or stand at a time",
    load: async () => (await import("./kafka_get_offsets.ts")).kafkaGetOffsets,
  },
  {
    name: "delete-records",
    scripts: ["kafka-delete-records.sh"],
    summary: "Delete the records of partitions before offsets",
    load: async () => (await import("./kafka_delete_records.ts")).kafkaDeleteRecords,
  },
  {
    name: "log-dirs",
    scripts: ["kafka-log-dirs.sh"],
    summary: "Show what the log folders of brokers hold",
    load: async () => (await import("./kafka_log_dirs.ts")).kafkaLogDirs,
  },
  {
    name: "reassign-partitions",
    scripts: ["kafka-reassign-partitions.sh"],
    summary: "Move partitions between brokers and log folders",
    load: async () => (await import("./kafka_reassign_partitions.ts")).kafkaReassignPartitions,
  },
  {
    name: "leader-election",
    scripts: ["kafka-leader-election.sh"],
    summary: "Elect leaders of partitions",
    load: async () => (await import("./kafka_leader_election.ts")).kafkaLeaderElection,
  },
  {
    name: "run-class",
    scripts: ["kafka-run-class.sh"],
    summary: "Run the command that stands in for a class of Kafka's",
    load: async () => (await import("./kafka_run_class.ts")).kafkaRunClass,
  },
  {
    name: "preferred-replica-election",
    scripts: ["kafka-preferred-replica-election.sh"],
    summary: "Elect preferred leaders, as Kafka 2's script",
    load: async () =>
      (await import("./kafka_preferred_replica_election.ts")).kafkaPreferredReplicaElection,
  },
  {
    name: "producer-perf-test",
    scripts: ["kafka-producer-perf-test.sh"],
    summary: "Measure how fast records go to a topic",
    load: async () => (await import("./kafka_producer_perf_test.ts")).kafkaProducerPerfTest,
  },
  {
    name: "consumer-perf-test",
    scripts: ["kafka-consumer-perf-test.sh"],
    summary: "Measure how fast records are read",
    load: async () => (await import("./kafka_consumer_perf_test.ts")).kafkaConsumerPerfTest,
  },
  {
    name: "e2e-latency",
    scripts: ["kafka-e2e-latency.sh"],
    summary: "Measure how long it takes from sending a record to reading it",
    load: async () => (await import("./kafka_e2e_latency.ts")).kafkaE2eLatency,
  },
  {
    name: "transactions",
    scripts: ["kafka-transactions.sh"],
    summary: "Show transactions, find those that hang, and end them",
    load: async () => (await import("./kafka_transactions.ts")).kafkaTransactions,
  },
  {
    name: "groups",
    scripts: ["kafka-groups.sh"],
    summary: "List groups of all types",
    load: async () => (await import("./kafka_groups.ts")).kafkaGroups,
  },
  {
    name: "cluster",
    scripts: ["kafka-cluster.sh"],
    summary: "Show the cluster's id and endpoints, take out a broker that is gone",
    load: async () => (await import("./kafka_cluster.ts")).kafkaCluster,
  },
  {
    name: "features",
    scripts: ["kafka-features.sh"],
    summary: "Show and change the levels of features",
    load: async () => (await import("./kafka_features.ts")).kafkaFeatures,
  },
  {
    name: "client-metrics",
    scripts: ["kafka-client-metrics.sh"],
    summary: "Manage subscriptions to the metrics of clients",
    load: async () => (await import("./kafka_client_metrics.ts")).kafkaClientMetrics,
  },
  {
    name: "verifiable-producer",
    scripts: ["kafka-verifiable-producer.sh"],
    summary: "Send numbers and print what became of each",
    load: async () => (await import("./kafka_verifiable_producer.ts")).kafkaVerifiableProducer,
  },
  {
    name: "verifiable-consumer",
    scripts: ["kafka-verifiable-consumer.sh"],
    summary: "Read as a group's member and print what happens",
    load: async () => (await import("./kafka_verifiable_consumer.ts")).kafkaVerifiableConsumer,
  },
  {
    name: "dump-log",
    scripts: ["kafka-dump-log.sh"],
    summary: "Print the files of a partition's log",
    load: async () => (await import("./kafka_dump_log.ts")).kafkaDumpLog,
  },
  {
    name: "acls",
    scripts: ["kafka-acls.sh"],
    summary: "List, add and remove ACLs",
    load: async () => (await import("./kafka_acls.ts")).kafkaAcls,
  },
  {
    name: "storage",
    scripts: ["kafka-storage.sh"],
    summary: "Format data folders, and tell what they are",
    load: async () => (await import("./kafka_storage.ts")).kafkaStorage,
  },
  {
    name: "streams-application-reset",
    scripts: ["kafka-streams-application-reset.sh"],
    summary: "Let a Kafka Streams application read its input anew",
    load: async () =>
      (await import("./kafka_streams_application_reset.ts")).kafkaStreamsApplicationReset,
  },
  {
    name: "share-groups",
    scripts: ["kafka-share-groups.sh"],
    summary: "List, describe, reset and delete share groups",
    load: async () => (await import("./kafka_share_groups.ts")).kafkaShareGroups,
  },
  {
    name: "replica-verification",
    scripts: ["kafka-replica-verification.sh"],
    summary: "Check that all replicas of partitions hold the same",
    load: async () => (await import("./kafka_replica_verification.ts")).kafkaReplicaVerification,
  },
  {
    name: "broker-api-versions",
    scripts: ["kafka-broker-api-versions.sh"],
    summary: "Show which APIs and versions brokers serve",
    load: async () => (await import("./kafka_broker_api_versions.ts")).kafkaBrokerApiVersions,
  },
  {
    name: "zookeeper-shell",
    scripts: ["zookeeper-shell.sh"],
    summary: "Look at and change znodes",
    load: async () => (await import("./zookeeper_shell.ts")).zookeeperShell,
  },
  {
    name: "zkCli",
    scripts: ["zkCli.sh"],
    summary: "Look at and change znodes, as ZooKeeper's own shell",
    load: async () => (await import("./zk_cli.ts")).zkCli,
  },
  {
    name: "zkServer",
    scripts: ["zkServer.sh"],
    summary: "Start, stop and ask after the ZooKeeper server of a zoo.cfg",
    load: async () => (await import("./zk_server.ts")).zkServer,
  },
  {
    name: "zookeeper-server-start",
    scripts: ["zookeeper-server-start.sh"],
    summary: "Start a ZooKeeper server, as Kafka's script does",
    load: async () => (await import("./server_start.ts")).zookeeperServerStart,
  },
  {
    name: "zookeeper-server-stop",
    scripts: ["zookeeper-server-stop.sh"],
    summary: "Stop the ZooKeeper servers of this user",
    load: async () => (await import("./server_stop.ts")).zookeeperServerStop,
  },
  {
    name: "kafka-server-start",
    scripts: ["kafka-server-start.sh"],
    summary: "Start a broker, as Kafka's script does",
    load: async () => (await import("./server_start.ts")).kafkaServerStart,
  },
  {
    name: "kafka-server-stop",
    scripts: ["kafka-server-stop.sh"],
    summary: "Stop the brokers of this user",
    load: async () => (await import("./server_stop.ts")).kafkaServerStop,
  },
  {
    name: "healthcheck",
    scripts: [],
    summary: "Ask the server of this machine whether it serves",
    load: async () => (await import("./healthcheck.ts")).healthcheck,
  },
  {
    name: "install",
    scripts: [],
    summary: "Make kedge a service of this machine",
    load: async () => (await import("./install_systemd.ts")).install,
  },
  {
    name: "config",
    scripts: [],
    summary: "Say what becomes of each line of configuration files",
    load: async () => (await import("./config_check.ts")).configCheck,
  },
  {
    name: "install-links",
    scripts: [],
    summary: "Write links for all scripts into a folder",
    load: async () => (await import("./install_links.ts")).installLinks,
  },
  {
    name: "completion",
    scripts: [],
    summary: "Print what makes a shell complete kedge's words",
    load: async () => (await import("./completion.ts")).completion,
  },
  {
    name: "version",
    scripts: [],
    summary: "Print the version",
    load: async () => (await import("./print_version.ts")).printVersion,
  },
];

/** A command and the arguments that are its own. */
export interface FoundCommand {
  readonly entry: CommandEntry;
  readonly args: readonly string[];
}

/**
 * Finds the command that a call means.
 *
 * @param invokedAs the path or name the executable was called through
 * @param args the call's arguments
 * @returns null where neither the name nor the first argument is a command's
 */
export function findCommand(invokedAs: string, args: readonly string[]): FoundCommand | null {
  const link = plainName(invokedAs);
  const linked = commands.find(({ scripts }) => scripts.some((name) => plainName(name) === link));
  if (linked !== undefined) return { entry: linked, args };
  const [first = "", ...rest] = args;
  const wanted = plainName(first);
  const named = commands.find(({ name, scripts }) =>
    name === wanted || scripts.some((script) => plainName(script) === wanted)
  );
  return named === undefined ? null : { entry: named, args: rest };
}

/** Without folder and ending. */
function plainName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.(sh|bat)$/, "");
}
