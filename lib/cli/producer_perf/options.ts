/**
 * The options of kafka-producer-perf-test.sh, and the plan of a run that they make.
 *
 * @module
 */

import { resolve } from "node:path";
import type { ArgparseArguments } from "../argparse/parse.ts";
import type { ArgparseSpec } from "../argparse/spec.ts";
import type { CommandContext } from "../command.ts";
import { readPropertiesFile, resolveProperties } from "../properties_file.ts";
import { TerseError } from "../terse_error.ts";

const PROPERTY_METAVAR = "PROP-NAME=PROP-VALUE";

export const producerPerfSpec: ArgparseSpec = {
  command: "kafka-producer-perf-test",
  description: "This tool measures how fast records go to a topic. It uses transactions where a " +
    "transactional id is given (--transactional-id, or transactional.id as a property) or " +
    "--transaction-duration-ms is.",
  arguments: [
    {
      name: "bootstrap-server",
      metavar: "BOOTSTRAP-SERVER",
      description: "Brokers to begin with; goes before bootstrap.servers as a property.",
    },
    {
      name: "topic",
      metavar: "TOPIC",
      required: true,
      description: "The topic to send to.",
    },
    {
      name: "num-records",
      metavar: "NUM-RECORDS",
      required: true,
      type: "long",
      description: "How many records to send.",
    },
    {
      name: "payload-delimiter",
      metavar: "PAYLOAD-DELIMITER",
      default: "\\n",
      description: "What parts the records of --payload-file, a regular expression.",
    },
    {
      name: "throughput",
      metavar: "THROUGHPUT",
      required: true,
      type: "double",
      description: "About how many records to send per second; -1 for as many as go.",
    },
    {
      name: "producer-props",
      metavar: PROPERTY_METAVAR,
      many: true,
      description: "(DEPRECATED) The same as --command-property.",
    },
    {
      name: "command-property",
      metavar: PROPERTY_METAVAR,
      many: true,
      description: "Settings of the producer, such as linger.ms=10 batch.size=32768; they go " +
        "before those of --command-config.",
    },
    {
      name: "producer.config",
      metavar: "CONFIG-FILE",
      description: "(DEPRECATED) The same as --command-config.",
    },
    {
      name: "command-config",
      metavar: "CONFIG-FILE",
      description: "A properties file with settings of the producer.",
    },
    { name: "print-metrics", description: "Print the producer's figures at the end." },
    {
      name: "transactional-id",
      metavar: "TRANSACTIONAL-ID",
      description: "The transactional id; goes before transactional.id as a property. With " +
        "--transaction-duration-ms alone it is performance-producer- and a random uuid.",
    },
    {
      name: "transaction-duration-ms",
      metavar: "TRANSACTION-DURATION",
      type: "long",
      description: "After how long a transaction is committed; 3000 where only an id is given.",
    },
    {
      name: "warmup-records",
      metavar: "WARMUP-RECORDS",
      type: "long",
      default: "0",
      description: "So many records come first and are left out of a second summary.",
    },
    {
      name: "reporting-interval",
      metavar: "INTERVAL-MS",
      type: "long",
      default: "5000",
      description: "How often to tell the figures so far, in ms.",
    },
    {
      name: "record-size",
      metavar: "RECORD-SIZE",
      type: "integer",
      exclusive: true,
      description: "Send random letters, so many bytes for each record.",
    },
    {
      name: "payload-file",
      metavar: "PAYLOAD-FILE",
      exclusive: true,
      description: "Send records of this file, each time any of them. It must be UTF-8 text.",
    },
    {
      name: "payload-monotonic",
      exclusive: true,
      description: "Send numbers: 0, 1, 2 …",
    },
  ],
};

/** How transactions are made. */
export interface TransactionPlan {
  readonly durationMs: number;
}

/** What a run does. */
export interface PerfPlan {
  readonly topic: string;
  readonly recordCount: number;
  readonly warmupCount: number;
  /** Records per second; negative for no limit. */
  readonly throughput: number;
  readonly reportingIntervalMs: number;
  readonly printsMetrics: boolean;
  readonly payload: PayloadPlan;
  readonly transactions: TransactionPlan | null;
  readonly properties: ReadonlyMap<string, string>;
}

/** What records carry. */
export type PayloadPlan =
  | { readonly kind: "random"; readonly sizeBytes: number }
  | { readonly kind: "file"; readonly payloads: readonly Uint8Array[] }
  | { readonly kind: "monotonic" };

const TRANSACTION_DURATION_MS = 3000;

/**
 * Makes the plan; tells of the file it reads and of old options.
 *
 * @throws {ArgparseError} where options do not go together
 * @throws {TerseError} where a file or a property cannot be read
 */
export function perfPlan(parsed: ArgparseArguments, context: CommandContext): PerfPlan {
  checkOptions(parsed);
  const payload = payloadPlan(parsed, context);
  for (
    const [old, now] of [
      ["producer-props", "command-property"],
      ["producer.config", "command-config"],
    ] as const
  ) {
    if (!parsed.has(old)) continue;
    context.terminal.stdout(
      `Option --${old} has been deprecated and will be removed in a future version. ` +
        `Use --${now} instead.\n`,
    );
  }
  const properties = propertiesOf(parsed, context);
  const durationMs = parsed.number("transaction-duration-ms");
  const isTransactional = durationMs !== undefined || properties.has("transactional.id");
  if (isTransactional && !properties.has("transactional.id")) {
    const uuid = context.environment.random.kafkaUuid();
    properties.set("transactional.id", `performance-producer-${uuid}`);
  }
  return {
    topic: parsed.get("topic")!,
    recordCount: parsed.number("num-records")!,
    warmupCount: Math.max(0, parsed.number("warmup-records")!),
    throughput: parsed.number("throughput")!,
    reportingIntervalMs: parsed.number("reporting-interval")!,
    printsMetrics: parsed.has("print-metrics"),
    payload,
    transactions: isTransactional ? { durationMs: durationMs ?? TRANSACTION_DURATION_MS } : null,
    properties,
  };
}

function checkOptions(parsed: ArgparseArguments): void {
  const mustBePositive = (name: string) => {
    const value = parsed.number(name);
    if (value !== undefined && value <= 0) {
      throw parsed.fault(`--${name} should be greater than zero.`);
    }
  };
  mustBePositive("num-records");
  if (parsed.number("warmup-records")! >= parsed.number("num-records")!) {
    throw parsed.fault(
      "The value for --warmup-records must be strictly fewer than the number of records in the " +
        "test, --num-records.",
    );
  }
  mustBePositive("record-size");
  const sources = [
    "bootstrap-server",
    "command-property",
    "producer-props",
    "producer.config",
    "command-config",
  ];
  if (!sources.some((name) => parsed.has(name))) {
    throw parsed.fault(
      "At least one of --bootstrap-server, --command-property, --producer-props, " +
        "--producer.config or --command-config must be specified.",
    );
  }
  for (
    const [one, other] of [
      ["command-property", "producer-props"],
      ["command-config", "producer.config"],
    ] as const
  ) {
    if (parsed.has(one) && parsed.has(other)) {
      throw parsed.fault(`--${one} and --${other} cannot be specified together.`);
    }
  }
  mustBePositive("transaction-duration-ms");
  mustBePositive("reporting-interval");
}

function payloadPlan(parsed: ArgparseArguments, { terminal, environment }: CommandContext) {
  const sizeBytes = parsed.number("record-size");
  if (sizeBytes !== undefined) return { kind: "random", sizeBytes } as const;
  const path = parsed.get("payload-file");
  if (path === undefined) return { kind: "monotonic" } as const;
  terminal.stdout(`Reading payloads from: ${resolve(path)}\n`);
  let text = "";
  try {
    text = environment.readTextFile(path);
  } catch {
    // Said below, as of an empty one.
  }
  if (text === "") throw new TerseError("File does not exist or empty file provided.");
  const delimiter = new RegExp(parsed.get("payload-delimiter")!);
  const parts = text.split(delimiter);
  if (parts.at(-1) === "") parts.pop();
  terminal.stdout(`Number of records read: ${parts.length}\n`);
  const encoder = new TextEncoder();
  return { kind: "file", payloads: parts.map((part) => encoder.encode(part)) } as const;
}

function propertiesOf(
  parsed: ArgparseArguments,
  { environment }: CommandContext,
): Map<string, string> {
  const path = parsed.get("command-config") ?? parsed.get("producer.config");
  const properties = path === undefined
    ? new Map<string, string>()
    : readPropertiesFile(path, environment);
  for (const option of ["command-property", "producer-props"]) {
    const given = new Map(parsed.all(option).map(pairOf));
    for (const [key, value] of resolveProperties(given, { option, environment })) {
      properties.set(key, value);
    }
  }
  const bootstrap = parsed.get("bootstrap-server");
  if (bootstrap !== undefined) properties.set("bootstrap.servers", bootstrap);
  const transactionalId = parsed.get("transactional-id");
  if (transactionalId !== undefined) properties.set("transactional.id", transactionalId);
  return properties;
}

function pairOf(argument: string): [key: string, value: string] {
  const [key = "", value = "", ...rest] = argument.split("=");
  if (key !== "" && value !== "" && rest.length === 0) return [key, value];
  throw new TerseError(`Invalid property: ${argument}`);
}
