/**
 * kafka-run-class.sh: runs the command that stands in for a class of Kafka's. Kafka before 3.0 had
 * no script for some of its tools, so people type `kafka-run-class.sh kafka.tools.GetOffsetShell`.
 *
 * @module
 */

import type { Command } from "./command.ts";
import { findCommand } from "./mod.ts";

const USAGE = "USAGE: kafka-run-class.sh [-daemon] [-name servicename] [-loggc] classname [opts]\n";

/** The classes' names without packages, which changed with the releases, and their commands. */
const COMMANDS: ReadonlyMap<string, string> = new Map(Object.entries({
  AclCommand: "acls",
  BrokerApiVersionsCommand: "broker-api-versions",
  ClientMetricsCommand: "client-metrics",
  ClusterTool: "cluster",
  ConfigCommand: "configs",
  ConsoleConsumer: "console-consumer",
  ConsoleProducer: "console-producer",
  ConsumerGroupCommand: "consumer-groups",
  ConsumerPerformance: "consumer-perf-test",
  DeleteRecordsCommand: "delete-records",
  DumpLogSegments: "dump-log",
  EndToEndLatency: "e2e-latency",
  FeatureCommand: "features",
  GetOffsetShell: "get-offsets",
  GroupsCommand: "groups",
  Kafka: "kafka-server-start",
  LeaderElectionCommand: "leader-election",
  LogDirsCommand: "log-dirs",
  PreferredReplicaLeaderElectionCommand: "preferred-replica-election",
  ProducerPerformance: "producer-perf-test",
  QuorumPeerMain: "zookeeper-server-start",
  ReassignPartitionsCommand: "reassign-partitions",
  ReplicaVerificationTool: "replica-verification",
  ShareGroupCommand: "share-groups",
  StorageTool: "storage",
  StreamsResetter: "streams-application-reset",
  TopicCommand: "topics",
  TransactionsCommand: "transactions",
  VerifiableConsumer: "verifiable-consumer",
  VerifiableProducer: "verifiable-producer",
  ZooKeeperMain: "zkCli",
  ZooKeeperMainWithTlsSupportForKafka: "zkCli",
}));

/** The commands that can run in the background. */
const SERVERS: readonly string[] = ["kafka-server-start", "zookeeper-server-start"];

export const kafkaRunClass: Command = {
  name: "run-class",
  script: "kafka-run-class.sh",
  summary: "Run the command that stands in for a class of Kafka's",
  async run(args, terminal) {
    const { className, words } = classCall(args);
    if (className === undefined) {
      terminal.stdout(USAGE);
      await terminal.flush();
      return 1;
    }
    const found = words === null ? null : findCommand("", words);
    if (found !== null) return await (await found.entry.load()).run(found.args, terminal);
    terminal.stderr(
      `Error: Could not find or load main class ${className}: kedge stands in for the classes of ` +
        "Kafka's scripts, without packages: " + [...COMMANDS.keys()].join(", ") + "\n",
    );
    await terminal.flush();
    return 1;
  },
};

/**
 * The class that is to run, and the words of the command that stands in for it; null where none
 * does. What the script takes for itself says how Java is to run: of that only `-daemon` has a
 * meaning, and for servers alone.
 */
export function classCall(args: readonly string[]): {
  readonly className: string | undefined;
  readonly words: readonly string[] | null;
} {
  let at = 0;
  let daemon: string[] = [];
  for (; ["-name", "-daemon", "-loggc"].includes(args[at] ?? ""); at++) {
    if (args[at] === "-daemon") daemon = ["-daemon"];
    else if (args[at] === "-name") at++;
  }
  const className = args[at];
  const command = COMMANDS.get(className?.slice(className.lastIndexOf(".") + 1) ?? "");
  if (command === undefined) return { className, words: null };
  if (!SERVERS.includes(command)) daemon = [];
  return { className, words: [command, ...daemon, ...args.slice(at + 1)] };
}
