/**
 * The releases of Kafka whose scripts are compared, and the class behind each script.
 *
 * @module
 */
import type { MAVEN_LIBRARIES } from "../versions.ts";

/** A release line, as documents name it. */
export type ReleaseName = "2.1" | "2.5" | "2.8" | "3.5";

/** One release. */
export interface Release {
  readonly name: ReleaseName;
  /** Its jars, those of its ZooKeeper among them. */
  readonly libraries: keyof typeof MAVEN_LIBRARIES;
}

export const RELEASES: readonly Release[] = [
  { name: "2.1", libraries: "kafkaScripts21" },
  { name: "2.5", libraries: "kafka2" },
  { name: "2.8", libraries: "kafkaScripts28" },
  { name: "3.5", libraries: "kafkaScripts35" },
];

/** What each script runs; the same in all four releases, except as {@linkcode classOf} says. */
const CLASSES = {
  "kafka-topics.sh": "kafka.admin.TopicCommand",
  "kafka-configs.sh": "kafka.admin.ConfigCommand",
  "kafka-consumer-groups.sh": "kafka.admin.ConsumerGroupCommand",
  "kafka-console-producer.sh": "kafka.tools.ConsoleProducer",
  "kafka-console-consumer.sh": "kafka.tools.ConsoleConsumer",
  "kafka-producer-perf-test.sh": "org.apache.kafka.tools.ProducerPerformance",
  "kafka-consumer-perf-test.sh": "kafka.tools.ConsumerPerformance",
  "kafka-delete-records.sh": "kafka.admin.DeleteRecordsCommand",
  "kafka-dump-log.sh": "kafka.tools.DumpLogSegments",
  "kafka-broker-api-versions.sh": "kafka.admin.BrokerApiVersionsCommand",
  "kafka-reassign-partitions.sh": "kafka.admin.ReassignPartitionsCommand",
  "kafka-leader-election.sh": "kafka.admin.LeaderElectionCommand",
  "kafka-get-offsets.sh": "kafka.tools.GetOffsetShell",
  "kafka-preferred-replica-election.sh": "kafka.admin.PreferredReplicaLeaderElectionCommand",
  // The class is its first argument.
  "kafka-run-class.sh": "",
  "kafka-log-dirs.sh": "kafka.admin.LogDirsCommand",
  "kafka-storage.sh": "kafka.tools.StorageTool",
  "zookeeper-shell.sh": "org.apache.zookeeper.ZooKeeperMainWithTlsSupportForKafka",
} as const;

/** A script that the suite calls. */
export type Script = keyof typeof CLASSES;

/** True for the name of a script that the suite calls. */
export function isScript(name: string): name is Script {
  return Object.hasOwn(CLASSES, name);
}

/** The class and first arguments that `script` of a release runs, before those given. */
export function classOf(script: Script, release: ReleaseName): readonly string[] {
  if (script === "kafka-consumer-perf-test.sh" && release === "3.5") {
    return ["org.apache.kafka.tools.ConsumerPerformance"];
  }
  if (script === "kafka-run-class.sh") return [];
  if (script !== "zookeeper-shell.sh") return [CLASSES[script]];
  const shell = release === "2.1" ? "org.apache.zookeeper.ZooKeeperMain" : CLASSES[script];
  return [shell, "-server"];
}
