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
    name: "consumer-groups",
    scripts: ["kafka-consumer-groups.sh"],
    summary: "List, describe, reset and delete consumer groups",
    load: async () => (await import("./kafka_consumer_groups.ts")).kafkaConsumerGroups,
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
