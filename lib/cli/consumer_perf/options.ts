/**
 * The options of kafka-consumer-perf-test.sh, and the plan of a run that they make.
 *
 * @module
 */

import { type ParsedArguments, UsageError } from "../arguments.ts";
import type { CommandContext } from "../command.ts";
import type { CommandSpec } from "../command_spec.ts";
import { type DateFormat, javaDateFormat } from "../java_date_format.ts";
import { clientPropertiesOf } from "../key_values.ts";
import { goneZookeeperOption, newConsumerOption } from "../cluster_options.ts";
import { refuseBoth, refuseGone, requireExactlyOne, requireOptions } from "../option_rules.ts";
import { readPropertiesFile } from "../properties_file.ts";
import { topicPattern } from "../topic_filter.ts";

const GENERATED_GROUPS = 100_000;
const TIMEOUT_MS = "10000";

export const consumerPerfSpec: CommandSpec = {
  command: "kafka-consumer-perf-test",
  description: "This tool is used to verify the consumer performance.",
  options: [
    {
      name: "bootstrap-server",
      argument: "String: server to connect to",
      description: "REQUIRED: brokers to begin with, as HOST1:PORT1,HOST2:PORT2.",
    },
    {
      name: "broker-list",
      argument: "String: broker-list",
      description: "The old name of --bootstrap-server.",
    },
    {
      name: "command-config",
      argument: "String: config file",
      description: "A properties file with settings of the consumer.",
    },
    {
      name: "command-property",
      argument: "String: prop1=val1",
      repeated: true,
      description: "A setting of the consumer, as key=value; goes before --command-config.",
    },
    {
      name: "consumer.config",
      argument: "String: config file",
      description: "(Deprecated) The same as --command-config.",
    },
    {
      name: "date-format",
      argument: "String: date format",
      default: "yyyy-MM-dd HH:mm:ss:SSS",
      description: "How times are written, as in Java's SimpleDateFormat.",
    },
    {
      name: "fetch-size",
      argument: "Integer: size",
      type: "integer",
      default: "1048576",
      description: "Most bytes of one partition to ask for at a time.",
    },
    {
      name: "from-latest",
      description: "Where the group has no offsets yet, begin at the end instead of the beginning.",
    },
    {
      name: "group",
      argument: "String: gid",
      description: "The group to read as; one made up for this call where left out.",
    },
    { name: "hide-header", description: "Print no heading." },
    {
      name: "include",
      argument: "String: Java regex (String)",
      description: "Read all topics whose names match this regular expression.",
    },
    {
      name: "messages",
      argument: "Long: count",
      type: "long",
      description: "(Deprecated) The same as --num-records.",
    },
    newConsumerOption,
    goneZookeeperOption,
    {
      name: "num-fetch-threads",
      argument: "Integer: count",
      type: "integer",
      description: "Accepted for old calls and not used.",
    },
    {
      name: "num-records",
      argument: "Long: count",
      type: "long",
      description: "REQUIRED: how many records to read.",
    },
    { name: "print-metrics", description: "Print the consumer's figures at the end." },
    {
      name: "reporting-interval",
      argument: "Long: interval_ms",
      type: "long",
      default: "5000",
      description: "How often to tell the figures so far, in ms.",
    },
    {
      name: "show-detailed-stats",
      description: "Tell the figures of each interval instead of those of the whole.",
    },
    {
      name: "socket-buffer-size",
      argument: "Integer: size",
      type: "integer",
      default: "2097152",
      description: "Accepted and not used: the system sizes the buffers of sockets.",
    },
    {
      name: "threads",
      argument: "Integer: count",
      type: "integer",
      description: "Accepted for old calls and not used.",
    },
    {
      name: "timeout",
      argument: "Long: milliseconds",
      optionalArgument: true,
      type: "long",
      default: TIMEOUT_MS,
      description: "End when no record has come for so long.",
    },
    { name: "topic", argument: "String: topic", description: "The topic to read." },
  ],
};

/** What a run does. */
export interface ConsumePlan {
  readonly bootstrapServers: string;
  readonly topics: readonly string[] | RegExp;
  readonly recordCount: number;
  readonly timeoutMs: number;
  readonly reportingIntervalMs: number;
  readonly shows: "intervals" | "whole";
  readonly header: "shown" | "hidden";
  readonly printsMetrics: boolean;
  readonly dateFormat: DateFormat;
  readonly properties: ReadonlyMap<string, string>;
}

/**
 * Checks the options and makes the plan.
 *
 * @throws {UsageError} in Kafka's words
 * @throws {TerseError} where a file cannot be read
 */
export function consumePlan(parsed: ParsedArguments, context: CommandContext): ConsumePlan {
  const count = exactlyOne(parsed, ["messages", "num-records"]);
  exactlyOne(parsed, ["topic", "include"]);
  refuseGone(parsed, {
    names: ["zookeeper"],
    reason: "groups are not kept in ZooKeeper since Kafka 2.0",
  });
  if (!parsed.has("broker-list")) requireOptions(parsed, ["bootstrap-server"]);
  refuseBoth(parsed, "consumer.config", "command-config");
  for (
    const [old, now] of [
      ["messages", "num-records"],
      ["consumer.config", "command-config"],
    ] as const
  ) {
    if (!parsed.has(old)) continue;
    context.terminal.stdout(`Warning: --${old} is deprecated. Use --${now} instead.\n`);
  }
  const reportingIntervalMs = parsed.integer("reporting-interval")!;
  if (reportingIntervalMs <= 0) {
    throw new UsageError("Reporting interval must be greater than 0.", parsed.spec);
  }
  return {
    bootstrapServers: parsed.get("bootstrap-server") ?? parsed.get("broker-list")!,
    topics: parsed.has("topic") ? [parsed.get("topic")!] : topicPattern(parsed.get("include")!),
    recordCount: parsed.integer(count)!,
    timeoutMs: Number(parsed.get("timeout") || TIMEOUT_MS),
    reportingIntervalMs,
    shows: parsed.has("show-detailed-stats") ? "intervals" : "whole",
    header: parsed.has("hide-header") ? "hidden" : "shown",
    printsMetrics: parsed.has("print-metrics"),
    dateFormat: dateFormatOf(parsed),
    properties: propertiesOf(parsed, context),
  };
}

function exactlyOne(parsed: ParsedArguments, names: readonly string[]): string {
  const listed = names.map((name) => `[${name}]`).join(", ");
  return requireExactlyOne(parsed, {
    names,
    otherwise: `Exactly one of the following arguments is required: ${listed}`,
  });
}

function dateFormatOf(parsed: ParsedArguments): DateFormat {
  try {
    return javaDateFormat(parsed.get("date-format")!);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(error.message, parsed.spec);
  }
}

function propertiesOf(parsed: ParsedArguments, { environment }: CommandContext) {
  const path = parsed.get("command-config") ?? parsed.get("consumer.config");
  const group = `perf-consumer-${environment.random.int(GENERATED_GROUPS)}`;
  return new Map([
    ...(path === undefined ? [] : readPropertiesFile(path, environment)),
    ...clientPropertiesOf(parsed, { options: ["command-property"], environment }),
    ["group.id", parsed.get("group") ?? group],
    ["max.partition.fetch.bytes", parsed.get("fetch-size")!],
    ["auto.offset.reset", parsed.has("from-latest") ? "latest" : "earliest"],
  ]);
}
