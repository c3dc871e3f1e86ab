/**
 * The old scripts that go to ZooKeeper and not to a broker, and what the broker makes of it.
 *
 * @module
 */
import type { CommandCheck } from "../command_check.ts";
import { CLASSES } from "./scripts.ts";

/** What a run of these scripts needs. */
export interface ZookeeperScriptOptions {
  /** Java with its options and class path, as words. */
  java: readonly string[];
  /** host:port of the broker. */
  bootstrap: string;
  /** host:port of ZooKeeper, with the chroot behind it where there is one. */
  zookeeper: string;
}

/** How long the broker may take to act on what appears in the tree. */
const PATIENCE_MS = 10_000;
const SHELL = "org.apache.zookeeper.ZooKeeperMainWithTlsSupportForKafka";

/** The checks, in an order in which each finds what the ones before left. */
export function zookeeperScriptChecks(options: ZookeeperScriptOptions): CommandCheck[] {
  const topic = `zookeeper-${Date.now()}`;
  const byZookeeper = [...options.java, CLASSES.kafka2.topics, "--zookeeper", options.zookeeper];
  const byBroker = [
    ...options.java,
    CLASSES.kafka2.topics,
    "--bootstrap-server",
    options.bootstrap,
  ];
  return [
    shellCheck(options),
    ...creationChecks(options, { topic, byZookeeper }),
    ...changeChecks(options, { topic, byZookeeper, byBroker }),
    {
      name: "kafka-topics --zookeeper --list",
      command: [...byZookeeper, "--list"],
      expect: new RegExp(`^${topic}$`, "m"),
    },
    {
      name: "kafka-topics --zookeeper --delete",
      command: [...byZookeeper, "--delete", "--topic", topic],
      expect: /marked for deletion/,
    },
    {
      name: "the broker has deleted it",
      command: [...byBroker, "--list"],
      reject: new RegExp(`^${topic}$`, "m"),
      patienceMs: PATIENCE_MS,
    },
  ];
}

function shellCheck({ java, zookeeper }: ZookeeperScriptOptions): CommandCheck {
  const slash = zookeeper.indexOf("/");
  const server = slash < 0 ? zookeeper : zookeeper.slice(0, slash);
  const chroot = slash < 0 ? "" : zookeeper.slice(slash);
  return {
    name: "zookeeper-shell ls /brokers/ids",
    command: [...java, SHELL, "-server", server, "ls", `${chroot}/brokers/ids`],
    expect: /^\[\d+\]$/m,
  };
}

function creationChecks(
  { bootstrap }: ZookeeperScriptOptions,
  { topic, byZookeeper }: { topic: string; byZookeeper: readonly string[] },
): CommandCheck[] {
  const create = ["--create", "--topic", topic, "--partitions", "2", "--replication-factor", "1"];
  return [
    {
      name: "kafka-topics --zookeeper --create",
      command: [...byZookeeper, ...create],
      expect: /Created topic/,
    },
    {
      name: "kafka-topics --zookeeper --describe",
      command: [...byZookeeper, "--describe", "--topic", topic],
      expect: /PartitionCount: 2/,
    },
    {
      name: "the broker serves it",
      command: [
        "bash",
        "-c",
        `echo hi | kcat -b ${bootstrap} -P -t ${topic} -p 1 && ` +
        `timeout 10 kcat -b ${bootstrap} -C -t ${topic} -p 1 -o beginning -c 1 -q`,
      ],
      expect: /^hi$/m,
      patienceMs: PATIENCE_MS,
    },
  ];
}

function changeChecks(
  { java, zookeeper }: ZookeeperScriptOptions,
  names: { topic: string; byZookeeper: readonly string[]; byBroker: readonly string[] },
): CommandCheck[] {
  const { topic, byZookeeper, byBroker } = names;
  const configs = [...java, CLASSES.kafka2.configs, "--zookeeper", zookeeper];
  const entity = ["--entity-type", "topics", "--entity-name", topic];
  return [
    {
      name: "kafka-topics --zookeeper --alter --partitions",
      command: [...byZookeeper, "--alter", "--topic", topic, "--partitions", "3"],
      expect: /succeeded/,
    },
    {
      name: "kafka-configs --zookeeper --alter",
      command: [...configs, "--alter", ...entity, "--add-config", "retention.ms=1000000"],
      expect: /Completed updating/,
    },
    {
      name: "kafka-configs --zookeeper --describe",
      command: [...configs, "--describe", ...entity],
      expect: /retention\.ms=1000000/,
    },
    {
      name: "the broker has both changes",
      command: [...byBroker, "--describe", "--topic", topic],
      expect: /PartitionCount: 3[\s\S]*retention\.ms=1000000/,
      patienceMs: PATIENCE_MS,
    },
  ];
}
