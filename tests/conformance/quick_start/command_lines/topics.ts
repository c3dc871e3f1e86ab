/**
 * kafka-topics.sh: "Create a topic" of the quick starts, "Adding and removing topics" and
 * "Modifying topics" of the operations page, with the spellings of all four releases.
 *
 * @module
 */
import { type CommandLine, each, WITH_BROKERS, WITH_ZOOKEEPER } from "../command_line.ts";
import { replaced } from "../changes.ts";
import type { Mask, Rewording } from "../compare.ts";

const MASKS: readonly Mask[] = [
  { why: "a topic's id is random", change: replaced(/TopicId: [\w-]{22}/g, "TopicId: <id>") },
  {
    why: "by ZooKeeper in the order of Java's Properties, which Java 9 changed",
    change: replaced(
      /max\.message\.bytes=64000,flush\.messages=1\b/g,
      "flush.messages=1,max.message.bytes=64000",
    ),
  },
];

/** kedge's script prints as Kafka 4.3, with --zookeeper as Kafka 2.5. */
const REWORDED: readonly Rewording[] = [
  {
    releases: ["2.1"],
    why: "no quotes around the name of a created topic since 2.2",
    older: replaced(/^Created topic "(\S+)"\.$/m, "Created topic $1."),
  },
  {
    releases: ["2.1"],
    why: "a blank behind the colons since 2.4",
    older: replaced(
      /^Topic:(\S+)\tPartitionCount:(\d+)\tReplicationFactor:(\d+)\tConfigs:/gm,
      "Topic: $1\tPartitionCount: $2\tReplicationFactor: $3\tConfigs: ",
    ),
  },
];
const BY_ZOOKEEPER: readonly Rewording[] = [
  ...REWORDED,
  {
    releases: ["2.8"],
    why: "the form of Kafka 2.5 has no ids of topics",
    older: replaced(/\tTopicId: [\w-]{22}/g, ""),
  },
];
const BY_BROKERS: readonly Rewording[] = [
  ...REWORDED,
  {
    releases: ["2.5"],
    why: "topics have ids since 2.8",
    older: replaced(/^(Topic: \S+)(?=\tPartitionCount)/gm, "$1\tTopicId: <id>"),
  },
  {
    releases: ["2.5", "2.8", "3.5"],
    why: "columns of KIP-966 since 4.0, empty while all replicas are in sync",
    older: replaced(/^(\tTopic: .*\tIsr: \S+)$/gm, "$1\tElr: \tLastKnownElr:"),
  },
];

const byZookeeper = each({ releases: WITH_ZOOKEEPER, masks: MASKS, reworded: BY_ZOOKEEPER }, [
  "kafka-topics.sh --create --zookeeper {zookeeper} --replication-factor 1 --partitions 1" +
  " --topic test",
  "kafka-topics.sh --list --zookeeper {zookeeper}",
  { line: "kafka-topics.sh --describe --zookeeper {zookeeper} --topic test", until: /Leader: \d/ },
  {
    line: "kafka-topics.sh --create --zookeeper {zookeeper} --replication-factor 3 --partitions 1" +
      " --topic my-replicated-topic",
    says: /command : (.*: )?(Replication factor: 3 larger than|.* factor of 3 cannot be reached)/,
  },
  "kafka-topics.sh --zookeeper {zookeeper} --create --topic my_topic_name --partitions 20" +
  " --replication-factor 1 --config max.message.bytes=64000 --config flush.messages=1",
  "kafka-topics.sh --zookeeper {zookeeper} --alter --topic my_topic_name --partitions 40",
  {
    line: "kafka-topics.sh -zookeeper {zookeeper} -describe -topic my_topic_name",
    until: /Partition: 39\s+Leader: \d/,
  },
]);

/** In 2.1 only, whose documentation has nothing else. */
const byZookeeperOnly = each({ releases: ["2.1"], masks: MASKS, reworded: BY_ZOOKEEPER }, [
  {
    line: "kafka-topics.sh --zookeeper {zookeeper} --alter --topic my_topic_name --partitions 10",
    says: /command : .* has 40 partition\S* 10 would not be an increase/,
  },
  "kafka-topics.sh -zookeeper {zookeeper} -list",
  "kafka-topics.sh --zookeeper {zookeeper} --describe --topics-with-overrides",
  "kafka-topics.sh --zookeeper {zookeeper} --describe --under-replicated-partitions",
  {
    line: "kafka-topics.sh --zookeeper {zookeeper} --create --topic test --partitions 1" +
      " --replication-factor 1",
    says: /'?test'? already exists/,
  },
  "kafka-topics.sh --zookeeper {zookeeper} --create --topic test --partitions 1" +
  " --replication-factor 1 --if-not-exists",
  {
    line: "kafka-topics.sh --zookeeper {zookeeper} --delete --topic missing",
    says: /missing'? does not exist/,
  },
  "kafka-topics.sh --zookeeper {zookeeper} --delete --topic missing --if-exists",
]);

const endByZookeeper = each({ releases: WITH_ZOOKEEPER, masks: MASKS, reworded: BY_ZOOKEEPER }, [
  "kafka-topics.sh --zookeeper {zookeeper} --delete --topic my_topic_name",
  {
    line: "kafka-topics.sh --zookeeper {zookeeper} --list",
    until: /^(?![^]*my_topic_name)/,
  },
]);

const byBrokers = each({ releases: WITH_BROKERS, masks: MASKS, reworded: BY_BROKERS }, [
  {
    line: "kafka-topics.sh --create --bootstrap-server {bootstrap} --replication-factor 1" +
      " --partitions 1 --topic test",
    releases: ["3.5"],
  },
  "kafka-topics.sh --create --topic quickstart-events --bootstrap-server {bootstrap}",
  {
    line: "kafka-topics.sh --describe --topic quickstart-events --bootstrap-server {bootstrap}",
    until: /Leader: \d/,
  },
  "kafka-topics.sh --list --bootstrap-server {bootstrap}",
  {
    line: "kafka-topics.sh --create --bootstrap-server {bootstrap} --replication-factor 3" +
      " --partitions 1 --topic my-replicated-topic",
    says: /command : (.*: )?(Replication factor: 3 larger than|.* factor of 3 cannot be reached)/,
  },
  "kafka-topics.sh --bootstrap-server {bootstrap} --create --topic my_topic_name --partitions 20" +
  " --replication-factor 1 --config max.message.bytes=64000 --config flush.messages=1",
  "kafka-topics.sh --bootstrap-server {bootstrap} --alter --topic my_topic_name --partitions 40",
  {
    line: "kafka-topics.sh -bootstrap-server {bootstrap} -describe -topic my_topic_name",
    until: /Partition: 39\s+Leader: \d/,
  },
]);

/** In 3.5 only: the releases before word them otherwise or, as 2.5, take them. */
const byBrokersOnly = each({ releases: ["3.5"], masks: MASKS, reworded: BY_BROKERS }, [
  {
    line: "kafka-topics.sh --bootstrap-server {bootstrap} --alter --topic my_topic_name" +
      " --partitions 10",
    says: /command : .* currently has 40 partition\S* .*\b10\b/,
  },
  "kafka-topics.sh -bootstrap-server {bootstrap} -list",
  "kafka-topics.sh --bootstrap-server {bootstrap} --describe --topics-with-overrides",
  "kafka-topics.sh --bootstrap-server {bootstrap} --describe --under-replicated-partitions",
  "kafka-topics.sh --bootstrap-server {bootstrap} --create --topic test",
  "kafka-topics.sh --bootstrap-server {bootstrap} --create --topic test --if-not-exists",
  "kafka-topics.sh --bootstrap-server {bootstrap} --describe --topic missing",
  "kafka-topics.sh --bootstrap-server {bootstrap} --delete --topic missing",
]);

const endByBrokers = each({ releases: WITH_BROKERS, masks: MASKS, reworded: BY_BROKERS }, [
  "kafka-topics.sh --bootstrap-server {bootstrap} --delete --topic my_topic_name",
  {
    line: "kafka-topics.sh --bootstrap-server {bootstrap} --list",
    until: /^(?![^]*my_topic_name)/,
  },
]);

export const topicLines: readonly CommandLine[] = [
  ...byZookeeper,
  ...byZookeeperOnly,
  ...endByZookeeper,
  ...byBrokers,
  ...byBrokersOnly,
  ...endByBrokers,
];
