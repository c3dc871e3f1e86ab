/**
 * kafka-console-consumer.sh: prints the records of topics.
 *
 * @module
 */

import { Consumer } from "../client/consumer/consumer.ts";
import type { ConsumerRecord } from "../client/consumer/consumer_record.ts";
import { partitionKey } from "../client/topic_partition.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import {
  type Command,
  type CommandContext,
  defineCommand,
  OutputClosedError,
  type Terminal,
} from "./command.ts";
import { type Formatter, formatterOf } from "./consumer/formatter.ts";
import {
  checkConsumerOptions,
  consoleConsumerSpec,
  consumerOptions,
  groupIdOf,
  includedTopics,
  startOffsetOf,
} from "./consumer/options.ts";
import { javaText } from "./java_exception.ts";
import { parseKeyValues, readPropertiesOption } from "./key_values.ts";
import { bootstrapServersOf, openCluster } from "./open_cluster.ts";
import { clientFaultText } from "./terse_error.ts";
import { topicPattern } from "./topic_filter.ts";

const CLIENT_ID = "console-consumer";
/** What a process ends with that SIGINT ended. */
const INTERRUPTED = 130;
/** One wait for records, in ms; without --timeout-ms the next one follows. */
const POLL_MS_MAX = 2 ** 31 - 1;

export const kafkaConsoleConsumer: Command = defineCommand({
  name: "console-consumer",
  script: "kafka-console-consumer.sh",
  summary: "Print the records of topics",
  spec: consoleConsumerSpec,
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal, environment } = context;
  checkConsumerOptions(parsed);
  warnDeprecated(parsed, terminal, { old: "consumer-property", now: "command-property" });
  warnDeprecated(parsed, terminal, { old: "consumer.config", now: "command-config" });
  const configOption = parsed.has("consumer.config") ? "consumer.config" : "command-config";
  const fromFile = readPropertiesOption(parsed, { option: configOption, environment });
  const fromArguments = parseKeyValues([
    ...parsed.all("consumer-property"),
    ...parsed.all("command-property"),
  ]);
  const groupId = groupIdOf(parsed, { fromFile, fromArguments });
  const properties = new Map([...fromFile, ...fromArguments]);
  const reset = properties.get("auto.offset.reset");
  if (parsed.has("from-beginning") && reset !== undefined && reset !== "earliest") {
    terminal.stderr(
      `Can't simultaneously specify --from-beginning and 'auto.offset.reset=${reset}', ` +
        "please remove one option\n",
    );
    return 1;
  }
  const startOffset = startOffsetOf(parsed);
  const format = formatterFor(parsed, context);
  try {
    const cluster = openCluster(context, {
      bootstrapServers: bootstrapServersOf(parsed, parsed.get("bootstrap-server")!),
      properties,
      clientId: CLIENT_ID,
    });
    const consumer = new Consumer(cluster, {
      ...consumerOptions(parsed, { properties, groupId, random: environment.random }),
      onWarning: (text) => terminal.stderr(`WARN ${text}\n`),
    });
    try {
      choose(consumer, parsed, startOffset);
      return await print(consumer, format, { parsed, terminal });
    } finally {
      cluster.close();
    }
  } catch (error) {
    terminal.stderr(`ERROR Unknown error when running consumer: ${clientFaultText(error)}\n`);
    return 1;
  }
}

function choose(
  consumer: Consumer,
  parsed: ParsedArguments,
  startOffset: ReturnType<typeof startOffsetOf>,
): void {
  const topic = parsed.get("topic");
  const partition = parsed.integer("partition");
  if (topic === undefined) consumer.subscribe(topicPattern(includedTopics(parsed)!));
  else if (partition === undefined) consumer.subscribe([topic]);
  else {
    consumer.assign([{ topic, partition }]);
    consumer.seek({ topic, partition }, startOffset);
  }
}

/** Prints records until there are enough, none come any more, or someone interrupts. */
async function print(
  consumer: Consumer,
  format: Formatter,
  { parsed, terminal }: { parsed: ParsedArguments; terminal: Terminal },
): Promise<number> {
  const printer = new RecordPrinter(format, { parsed, terminal });
  let interrupted = false;
  const release = terminal.onInterrupt(() => {
    interrupted = true;
    consumer.wakeup();
  });
  const timeoutMs = Math.min(parsed.integer("timeout-ms") ?? POLL_MS_MAX, POLL_MS_MAX);
  const endless = !parsed.has("timeout-ms");
  try {
    while (!interrupted && printer.wantsMore) {
      const records = await consumer.poll(timeoutMs);
      if (records.length === 0 && !interrupted && !endless) break;
      const printed = await printer.print(records);
      giveBack(consumer, records.slice(printed));
    }
  } catch (error) {
    if (!(error instanceof OutputClosedError)) throw error;
    terminal.stderr("Unable to write to standard out, closing consumer.\n");
  } finally {
    release();
    await consumer.close();
    terminal.stderr(`Processed a total of ${printer.count} messages\n`);
    if (parsed.has("enable-systest-events")) terminal.stdout("shutdown_complete\n");
  }
  return interrupted ? INTERRUPTED : 0;
}

/** What was read but not printed is not to be committed. */
function giveBack(consumer: Consumer, records: readonly ConsumerRecord[]): void {
  const seen = new Set<string>();
  for (const { topic, partition, offset } of records) {
    const key = partitionKey(topic, partition);
    if (seen.has(key)) continue;
    seen.add(key);
    consumer.seek({ topic, partition }, offset);
  }
}

class RecordPrinter {
  count = 0;
  readonly #format: Formatter;
  readonly #terminal: Terminal;
  readonly #countMax: number;
  readonly #skipsErrors: boolean;

  constructor(
    format: Formatter,
    { parsed, terminal }: { parsed: ParsedArguments; terminal: Terminal },
  ) {
    this.#format = format;
    this.#terminal = terminal;
    const countMax = parsed.integer("max-messages") ?? -1;
    this.#countMax = countMax < 0 ? Infinity : countMax;
    this.#skipsErrors = parsed.has("skip-message-on-error");
  }

  get wantsMore(): boolean {
    return this.count < this.#countMax;
  }

  /** Prints as many as are wanted; returns how many those were. */
  async print(records: readonly ConsumerRecord[]): Promise<number> {
    const wanted = records.slice(0, this.#countMax - this.count);
    const pieces: Uint8Array[] = [];
    for (const record of wanted) {
      this.count += 1;
      try {
        pieces.push(...this.#format(record));
      } catch (error) {
        if (!this.#skipsErrors) throw error;
        this.#terminal.stderr(
          `ERROR Error processing message, skipping this message: ${javaText(error)}\n`,
        );
      }
    }
    if (pieces.length > 0) this.#terminal.stdout(Buffer.concat(pieces));
    await this.#terminal.flush();
    return wanted.length;
  }
}

function formatterFor(
  parsed: ParsedArguments,
  { terminal, environment }: CommandContext,
): Formatter {
  warnDeprecated(parsed, terminal, { old: "property", now: "formatter-property" });
  const properties = readPropertiesOption(parsed, { option: "formatter-config", environment });
  const keyDeserializer = parsed.get("key-deserializer");
  if (keyDeserializer) properties.set("key.deserializer", keyDeserializer);
  const valueDeserializer = parsed.get("value-deserializer");
  if (valueDeserializer) properties.set("value.deserializer", valueDeserializer);
  const given = parseKeyValues([...parsed.all("property"), ...parsed.all("formatter-property")]);
  for (const [key, value] of given) properties.set(key, value);
  try {
    return formatterOf(parsed.get("formatter")!, properties);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message, parsed.spec);
    throw error;
  }
}

function warnDeprecated(
  parsed: ParsedArguments,
  terminal: Terminal,
  { old, now }: { old: string; now: string },
): void {
  if (!parsed.has(old)) return;
  terminal.stdout(
    `Option --${old} is deprecated and will be removed in a future version. ` +
      `Use --${now} instead.\n`,
  );
}
