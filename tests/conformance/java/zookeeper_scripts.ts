/**
 * The old scripts that go to ZooKeeper and not to a broker, and what the broker makes of it.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
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
  /** A folder for files that scripts read. */
  scratch: string;
}

/** How long the broker may take to act on what appears in the tree. */
const PATIENCE_MS = 10_000;
const SHELL = "org.apache.zookeeper.ZooKeeperMainWithTlsSupportForKafka";
const REASSIGN = "kafka.admin.ReassignPartitionsCommand";
const ELECTION = "kafka.admin.PreferredReplicaLeaderElectionCommand";

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
    ...requestChecks(options, topic),
    ...removalChecks(options, `removed-${topic}`),
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

function serverAndChroot({ zookeeper }: ZookeeperScriptOptions): [string, string] {
  const slash = zookeeper.indexOf("/");
  return slash < 0 ? [zookeeper, ""] : [zookeeper.slice(0, slash), zookeeper.slice(slash)];
}

function shellCheck(options: ZookeeperScriptOptions): CommandCheck {
  const [server, chroot] = serverAndChroot(options);
  return {
    name: "zookeeper-shell ls /brokers/ids",
    command: [...options.java, SHELL, "-server", server, "ls", `${chroot}/brokers/ids`],
    expect: /^\[\d+\]$/m,
  };
}

/** What a script asks for by a znode of its own, which goes when it is done. */
function requestChecks(options: ZookeeperScriptOptions, topic: string): CommandCheck[] {
  const { java, zookeeper, scratch } = options;
  const partitions = join(scratch, "partitions.json");
  const reassignment = join(scratch, "reassignment.json");
  writeFileSync(partitions, JSON.stringify({ partitions: [{ topic, partition: 0 }] }));
  // There is one broker, and its id is 1: another one is told by the script.
  const moved = [{ topic, partition: 0, replicas: [1] }];
  writeFileSync(reassignment, JSON.stringify({ version: 1, partitions: moved }));
  const reassign = [...java, REASSIGN, "--zookeeper", zookeeper];
  const file = ["--reassignment-json-file", reassignment];
  return [
    {
      name: "kafka-reassign-partitions --zookeeper --execute",
      command: [...reassign, "--execute", ...file, "--throttle", "1000000"],
      expect: /Successfully started reassignment/,
    },
    {
      name: "kafka-reassign-partitions --zookeeper --verify",
      command: [...reassign, "--verify", ...file],
      expect: /completed successfully[\s\S]*Throttle was removed/,
      patienceMs: PATIENCE_MS,
    },
    {
      name: "kafka-preferred-replica-election --zookeeper",
      command: [
        ...[...java, ELECTION, "--zookeeper", zookeeper],
        ...["--path-to-json-file", partitions],
      ],
      expect: /Successfully started preferred replica election/,
    },
  ];
}

/** A topic whose znodes somebody removes. */
function removalChecks(options: ZookeeperScriptOptions, topic: string): CommandCheck[] {
  const { java, bootstrap } = options;
  const [server, chroot] = serverAndChroot(options);
  const shell = [...java, SHELL, "-server", server].map((word) => `'${word}'`).join(" ");
  const commands = `ls ${chroot}/admin\ndeleteall ${chroot}/brokers/topics/${topic}\nquit\n`;
  return [
    {
      name: "zookeeper-shell: nothing is asked for any more; deleteall /brokers/topics/T",
      command: [
        "bash",
        "-c",
        `echo hi | kcat -b ${bootstrap} -P -t ${topic} && ` +
        `kcat -b ${bootstrap} -L -t ${topic} && printf '${commands}' | ${shell}`,
      ],
      expect: new RegExp(`topic "${topic}" with 1 partitions[\\s\\S]*^\\[delete_topics\\]`, "m"),
    },
    {
      name: "the broker has it no more",
      command: ["kcat", "-b", bootstrap, "-L"],
      expect: /\d+ topics:/,
      reject: new RegExp(`topic "${topic}"`),
      patienceMs: PATIENCE_MS,
    },
  ];
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
