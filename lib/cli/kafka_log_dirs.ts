/**
 * kafka-log-dirs.sh: what the log folders of brokers hold, as JSON.
 *
 * @module
 */

import { describeCluster, describeLogDirs, type LogDir } from "../client/admin/mod.ts";
import type { Cluster } from "../client/cluster.ts";
import { keyOf } from "../client/topic_partition.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { bootstrapServerOption, commandConfigOption } from "./cluster_options.ts";
import { type Command, type CommandContext, defineCommand, type Terminal } from "./command.ts";
import { javaClassOf } from "./java_exception.ts";
import { javaHashOrder, javaPartitionHash, javaStringHash } from "./java_hash_order.ts";
import { withAdminCluster } from "./open_cluster.ts";
import { requireOptions } from "./option_rules.ts";
import { tellFailure, TerseError } from "./terse_error.ts";

export const kafkaLogDirs: Command = defineCommand({
  name: "log-dirs",
  script: "kafka-log-dirs.sh",
  summary: "Show what the log folders of brokers hold",
  spec: {
    command: "kafka-log-dirs",
    description: "This tool helps to query log directory usage on the specified brokers.",
    options: [
      bootstrapServerOption,
      {
        name: "broker-list",
        argument: "String: Broker list",
        default: "",
        description: 'Brokers to ask, as "0,1,2"; all where left out.',
      },
      commandConfigOption,
      { name: "describe", description: "REQUIRED: show the log folders." },
      {
        name: "topic-list",
        argument: "String: Topic list",
        default: "",
        description: 'Topics to show, as "topic1,topic2"; all where left out.',
      },
    ],
  },
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal } = context;
  requireOptions(parsed, ["bootstrap-server", "describe"]);
  try {
    await withAdminCluster(
      { parsed, context },
      (cluster) => printLogDirs(cluster, parsed, terminal),
    );
    return 0;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return tellFailure(error, terminal);
  }
}

async function printLogDirs(
  cluster: Cluster,
  parsed: ParsedArguments,
  terminal: Terminal,
): Promise<void> {
  const topics = namesOf(parsed, "topic-list");
  const present = (await describeCluster(cluster)).brokers.map(({ id }) => id);
  const wanted = namesOf(parsed, "broker-list").map((text) => {
    if (/^[+-]?\d+$/.test(text)) return Number(text);
    throw new TerseError(`For input string: "${text}"`);
  });
  const missing = wanted.filter((id) => !present.includes(id));
  if (missing.length > 0) {
    throw new TerseError(
      `ERROR: The given brokers do not exist from --broker-list: ${missing.join(",")}. ` +
        `Current existent brokers: ${present.join(",")}`,
    );
  }
  const brokers = inHashOrder(wanted.length === 0 ? present : [...new Set(wanted)]);
  terminal.stdout("Querying brokers for log directories information\n");
  const answers = [];
  for (const broker of brokers) {
    const logDirs = await describeLogDirs(cluster, broker);
    answers.push({ broker, logDirs: logDirsJson(logDirs, topics) });
  }
  terminal.stdout(`Received log directory information from brokers ${brokers.join(",")}\n`);
  terminal.stdout(`${JSON.stringify({ brokers: answers, version: 1 })}\n`);
}

function namesOf(parsed: ParsedArguments, option: string): string[] {
  return parsed.get(option)!.split(",").filter((name) => name !== "");
}

function inHashOrder(ids: readonly number[]): number[] {
  return javaHashOrder(ids, { hashOf: (id) => id });
}

/** The fields stand in the order in which Kafka's script has them. */
function logDirsJson(logDirs: readonly LogDir[], topics: readonly string[]) {
  const ordered = javaHashOrder(logDirs, { hashOf: ({ path }) => javaStringHash(path) });
  return ordered.map(({ path, error, replicas }) => {
    const shown = replicas.filter(({ topic }) => topics.length === 0 || topics.includes(topic));
    const partitions = javaHashOrder(shown, { hashOf: javaPartitionHash });
    return {
      partitions: partitions.map((replica) => ({
        partition: keyOf(replica),
        size: replica.sizeBytes,
        offsetLag: replica.offsetLag,
        isFuture: replica.isFuture,
      })),
      error: error === null ? null : javaClassOf(error.code),
      logDir: path,
    };
  });
}
