/**
 * The runs of Kafka's own scripts that the suite makes, in an order in which each finds what the
 * ones before left. The classes are called directly: the scripts only find a Java and a class path.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandCheck } from "../command_check.ts";

/** Whose scripts: Kafka 4.x's or Kafka 2.5's, which name some classes and options otherwise. */
export type KafkaLine = "kafka4" | "kafka2";

/** What a run of the scripts needs. */
export interface ScriptOptions {
  line: KafkaLine;
  /** Java with its options and class path, as words. */
  java: readonly string[];
  /** host:port of the broker. */
  bootstrap: string;
  /** A folder for files that the scripts read. */
  scratch: string;
}

/** The classes behind the scripts, in each line. */
export const CLASSES = {
  kafka4: {
    topics: "org.apache.kafka.tools.TopicCommand",
    configs: "kafka.admin.ConfigCommand",
    consumerGroups: "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
    consoleProducer: "org.apache.kafka.tools.ConsoleProducer",
    consoleConsumer: "org.apache.kafka.tools.consumer.ConsoleConsumer",
    producerPerf: "org.apache.kafka.tools.ProducerPerformance",
    consumerPerf: "org.apache.kafka.tools.ConsumerPerformance",
    apiVersions: "org.apache.kafka.tools.BrokerApiVersionsCommand",
    getOffsets: "org.apache.kafka.tools.GetOffsetShell",
    logDirs: "org.apache.kafka.tools.LogDirsCommand",
    deleteRecords: "org.apache.kafka.tools.DeleteRecordsCommand",
  },
  kafka2: {
    topics: "kafka.admin.TopicCommand",
    configs: "kafka.admin.ConfigCommand",
    consumerGroups: "kafka.admin.ConsumerGroupCommand",
    consoleProducer: "kafka.tools.ConsoleProducer",
    consoleConsumer: "kafka.tools.ConsoleConsumer",
    producerPerf: "org.apache.kafka.tools.ProducerPerformance",
    consumerPerf: "kafka.tools.ConsumerPerformance",
    apiVersions: "kafka.admin.BrokerApiVersionsCommand",
    getOffsets: "kafka.tools.GetOffsetShell",
    logDirs: "kafka.admin.LogDirsCommand",
    deleteRecords: "kafka.admin.DeleteRecordsCommand",
  },
} as const;

/** The checks of one line's scripts. */
export function scriptChecks(options: ScriptOptions): CommandCheck[] {
  const topic = `scripts-${options.line}-${Date.now()}`;
  return [
    ...topicChecks(options, topic),
    ...consoleChecks(options, topic),
    ...groupChecks(options, topic),
    ...offsetChecks(options, topic),
    ...performanceChecks(options, topic),
    ...endChecks(options, topic),
  ];
}

function script(options: ScriptOptions, name: keyof typeof CLASSES["kafka4"]): string[] {
  return [...options.java, CLASSES[options.line][name], "--bootstrap-server", options.bootstrap];
}

function topicChecks(options: ScriptOptions, topic: string): CommandCheck[] {
  const topics = script(options, "topics");
  const configs = [
    ...script(options, "configs"),
    "--entity-type",
    "topics",
    "--entity-name",
    topic,
  ];
  const create = [...topics, "--create", "--topic", topic, "--partitions", "3"];
  return [
    {
      name: "kafka-broker-api-versions",
      command: script(options, "apiVersions"),
      expect: /Produce\(0\): .*usable/,
    },
    {
      name: "kafka-topics --create",
      command: [...create, "--replication-factor", "1", "--config", "retention.ms=3600000"],
      expect: /Created topic/,
    },
    {
      name: "kafka-topics --create again",
      command: [...create, "--replication-factor", "1"],
      expect: /already exists/,
      exitCode: 1,
    },
    { name: "kafka-topics --list", command: [...topics, "--list"], expect: new RegExp(topic) },
    {
      name: "kafka-topics --describe",
      command: [...topics, "--describe", "--topic", topic],
      expect: /PartitionCount: ?3\s.*retention\.ms=3600000[\s\S]*Partition: 2\s+Leader: \d/,
    },
    {
      name: "kafka-topics --alter --partitions",
      command: [...topics, "--alter", "--topic", topic, "--partitions", "4"],
      reject: /Error|Exception/,
    },
    {
      name: "kafka-configs --alter",
      command: [...configs, "--alter", "--add-config", "max.message.bytes=123456"],
      expect: /Completed updating/,
    },
    {
      name: "kafka-configs --describe",
      command: [...configs, "--describe"],
      expect: /max\.message\.bytes=123456/,
    },
    {
      name: "kafka-configs --delete-config",
      command: [...configs, "--alter", "--delete-config", "max.message.bytes"],
      expect: /Completed updating/,
    },
  ];
}

function consoleChecks(options: ScriptOptions, topic: string): CommandCheck[] {
  const isNew = options.line === "kafka4";
  const reader = isNew ? "--reader-property" : "--property";
  const formatter = isNew ? "--formatter-property" : "--property";
  return [
    {
      name: "kafka-console-producer",
      command: [
        ...script(options, "consoleProducer"),
        ...["--topic", topic, reader, "parse.key=true", reader, "key.separator=:"],
      ],
      input: "k1:안녕하세요\nk2:v2\nk3:v3\nk4:v4\nk5:v5\n",
      reject: /ERROR|Exception/,
      env: { JAVA_TOOL_OPTIONS: "-Dfile.encoding=UTF-8" },
    },
    {
      name: "kafka-console-consumer in a group",
      command: [
        ...script(options, "consoleConsumer"),
        ...["--topic", topic, "--from-beginning", "--max-messages", "5", "--timeout-ms", "20000"],
        ...["--group", `${topic}-group`, formatter, "print.key=true"],
      ],
      expect: /k1\t안녕하세요[\s\S]*Processed a total of 5 messages/,
      env: { JAVA_TOOL_OPTIONS: "-Dfile.encoding=UTF-8" },
    },
  ];
}

function groupChecks(options: ScriptOptions, topic: string): CommandCheck[] {
  const groups = script(options, "consumerGroups");
  const group = ["--group", `${topic}-group`];
  // Some Kafka versions drop a group with its last offset, some keep it: not the same group twice.
  const spare = ["--group", `${topic}-spare`];
  const reset = ["--reset-offsets", "--to-earliest", "--topic", topic];
  return [
    {
      name: "kafka-consumer-groups --list",
      command: [...groups, "--list"],
      expect: new RegExp(`${topic}-group`),
    },
    {
      name: "kafka-consumer-groups --describe",
      command: [...groups, "--describe", ...group],
      expect: new RegExp(`${topic}-group\\s+${topic}\\s+\\d+\\s+\\d+\\s+\\d+\\s+0`),
    },
    {
      name: "kafka-consumer-groups --describe --state",
      command: [...groups, "--describe", ...group, "--state"],
      expect: /Empty/,
    },
    {
      name: "kafka-consumer-groups --reset-offsets",
      command: [...groups, ...group, ...reset, "--execute"],
      expect: new RegExp(`${topic}\\s+0\\s+0`),
    },
    {
      name: "kafka-consumer-groups --reset-offsets of a new group",
      command: [...groups, ...spare, ...reset, "--execute"],
      expect: new RegExp(`${topic}\\s+0\\s+0`),
    },
    {
      name: "kafka-consumer-groups --delete-offsets",
      command: [...groups, "--delete-offsets", ...spare, "--topic", topic],
      expect: /Successful/,
    },
    {
      name: "kafka-consumer-groups --delete",
      command: [...groups, "--delete", ...group],
      expect: /was successful/,
    },
  ];
}

function offsetChecks(options: ScriptOptions, topic: string): CommandCheck[] {
  const isNew = options.line === "kafka4";
  const offsets = isNew
    ? script(options, "getOffsets")
    : [...options.java, CLASSES.kafka2.getOffsets, "--broker-list", options.bootstrap];
  const file = join(options.scratch, `delete-${options.line}.json`);
  const partitions = [0, 1, 2, 3].map((partition) => ({ topic, partition, offset: -1 }));
  writeFileSync(file, JSON.stringify({ partitions, version: 1 }));
  const count = new RegExp(`${topic}:0:\\d+\\n${topic}:1:\\d+`);
  const checks: CommandCheck[] = [
    { name: "kafka-get-offsets", command: [...offsets, "--topic", topic], expect: count },
    {
      name: "kafka-get-offsets --time -2",
      command: [...offsets, "--topic", topic, "--time", "-2"],
      expect: new RegExp(`${topic}:0:0\\n`),
    },
  ];
  if (isNew) {
    checks.push({
      name: "kafka-get-offsets --time -3",
      command: [...offsets, "--topic", topic, "--time", "-3"],
      expect: new RegExp(`${topic}:\\d:\\d`),
    });
  }
  checks.push(
    {
      name: "kafka-delete-records",
      command: [...script(options, "deleteRecords"), "--offset-json-file", file],
      expect: /low_watermark: \d/,
      reject: /error:/,
    },
    {
      name: "kafka-log-dirs",
      command: [...script(options, "logDirs"), "--describe", "--topic-list", topic],
      expect: new RegExp(`"partition":"${topic}-0","size":`),
    },
  );
  return checks;
}

function performanceChecks(options: ScriptOptions, topic: string): CommandCheck[] {
  const isNew = options.line === "kafka4";
  const producer = [...options.java, CLASSES[options.line].producerPerf, "--topic", topic];
  const load = ["--num-records", "20000", "--record-size", "200", "--throughput", "-1"];
  const properties = [`bootstrap.servers=${options.bootstrap}`, "compression.type=lz4", "acks=all"];
  const consumer = isNew ? [...script(options, "consumerPerf"), "--num-records", "20000"] : [
    ...[...options.java, CLASSES.kafka2.consumerPerf, "--broker-list", options.bootstrap],
    ...["--messages", "20000"],
  ];
  return [
    {
      name: "kafka-producer-perf-test",
      command: [
        ...producer,
        ...load,
        isNew ? "--command-property" : "--producer-props",
        ...properties,
      ],
      expect: /20000 records sent/,
    },
    {
      name: "kafka-consumer-perf-test",
      command: [...consumer, "--topic", topic],
      expect: /, 2\d{4}, \d/,
    },
  ];
}

function endChecks(options: ScriptOptions, topic: string): CommandCheck[] {
  const topics = script(options, "topics");
  return [
    {
      name: "kafka-topics --delete",
      command: [...topics, "--delete", "--topic", topic],
      reject: /Error|Exception/,
    },
    {
      name: "it is gone",
      command: [...topics, "--list"],
      reject: new RegExp(`^${topic}$`, "m"),
      patienceMs: 10_000,
    },
  ];
}
