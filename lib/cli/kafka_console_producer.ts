/**
 * kafka-console-producer.sh: sends the lines of standard input to a topic.
 *
 * @module
 */

import { BrokerError } from "../client/errors.ts";
import { Producer, type ProducerRecord } from "../client/producer/producer.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { type Command, type CommandContext, defineCommand, type Terminal } from "./command.ts";
import { javaText } from "./java_exception.ts";
import { clientPropertiesOf, parseKeyValues, readPropertiesOption } from "./key_values.ts";
import { bootstrapServersOf, openCluster } from "./open_cluster.ts";
import { refuseBoth, refuseGone } from "./option_rules.ts";
import { LineReader } from "./producer/line_reader.ts";
import {
  consoleProducerSpec,
  LINE_READER_CLASS,
  mergedProperties,
  producerOptions,
} from "./producer/options.ts";
import { readLines } from "./read_lines.ts";
import { clientFaultText } from "./terse_error.ts";

const CLIENT_ID = "console-producer";

export const kafkaConsoleProducer: Command = defineCommand({
  name: "console-producer",
  script: "kafka-console-producer.sh",
  summary: "Send lines from standard input to a topic",
  spec: consoleProducerSpec,
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal } = context;
  refuseGone(parsed, { names: ["zookeeper"], reason: "producers do not ask ZooKeeper" });
  const servers = bootstrapServersOf(
    parsed,
    parsed.get("bootstrap-server") ?? parsed.get("broker-list") ?? "",
  );
  if (!(parsed.get("line-reader") ?? "").endsWith(shortName(LINE_READER_CLASS))) {
    throw new UsageError(
      `Cannot use line reader ${parsed.get("line-reader")}: only ${LINE_READER_CLASS} is there`,
      parsed.spec,
    );
  }
  const given = producerPropertiesOf(parsed, context);
  const readerProperties = readerPropertiesOf(parsed, context);
  try {
    const options = producerOptions(parsed, given);
    const properties = mergedProperties(parsed, given);
    const reader = new LineReader(readerProperties);
    const cluster = openCluster(context, {
      bootstrapServers: servers,
      properties,
      clientId: CLIENT_ID,
    });
    const producer = new Producer(cluster, options);
    try {
      return await sendLines(producer, reader, { parsed, terminal });
    } finally {
      await producer.close();
      cluster.close();
    }
  } catch (error) {
    terminal.stderr(`${clientFaultText(error)}\n`);
    return 1;
  }
}

function shortName(className: string): string {
  return className.slice(className.lastIndexOf(".") + 1);
}

async function sendLines(
  producer: Producer,
  reader: LineReader,
  { parsed, terminal }: { parsed: ParsedArguments; terminal: Terminal },
): Promise<number> {
  const topic = parsed.get("topic")!;
  const { interrupted, release } = interruption(terminal);
  const lines = readLines(terminal.stdin);
  try {
    for (;;) {
      await prompt(terminal);
      const next = await Promise.race([lines.next(), interrupted]);
      if (typeof next === "number") return next;
      if (next.done) return 0;
      const record = { topic, ...reader.read(next.value) };
      if (parsed.has("sync")) await producer.send(record);
      else {
        await producer.ready();
        producer.send(record).catch((error) => reportFailure(error, record, terminal));
      }
    }
  } finally {
    release();
  }
}

async function prompt(terminal: Terminal): Promise<void> {
  if (!terminal.isTerminal) return;
  terminal.stdout(">");
  await terminal.flush();
}

function interruption(terminal: Terminal) {
  let release = () => {/* replaced below */};
  const interrupted = new Promise<number>((resolve) => {
    release = terminal.onInterrupt(resolve);
  });
  return { interrupted, release };
}

function reportFailure(error: unknown, record: ProducerRecord, terminal: Terminal): void {
  const size = (bytes: Uint8Array | null | undefined) => bytes ? `${bytes.length} bytes` : "null";
  terminal.stderr(
    `ERROR Error when sending message to topic ${record.topic} with key: ${size(record.key)}, ` +
      `value: ${size(record.value)} with error: ${
        error instanceof BrokerError ? javaText(error) : error
      }\n`,
  );
}

function readerPropertiesOf(
  parsed: ParsedArguments,
  { terminal, environment }: CommandContext,
): Map<string, string> {
  refuseBoth(parsed, "property", "reader-property");
  warnDeprecated(parsed, terminal, { old: "property", now: "reader-property" });
  const fromFile = readPropertiesOption(parsed, { option: "reader-config", environment });
  const fromArguments = parseKeyValues([
    ...parsed.all("property"),
    ...parsed.all("reader-property"),
  ]);
  return new Map([...fromFile, ...fromArguments]);
}

function producerPropertiesOf(
  parsed: ParsedArguments,
  { terminal, environment }: CommandContext,
): Map<string, string> {
  refuseBoth(parsed, "producer-property", "command-property");
  refuseBoth(parsed, "producer.config", "command-config");
  warnDeprecated(parsed, terminal, { old: "producer-property", now: "command-property" });
  warnDeprecated(parsed, terminal, { old: "producer.config", now: "command-config" });
  const option = parsed.has("producer.config") ? "producer.config" : "command-config";
  const fromFile = readPropertiesOption(parsed, { option, environment });
  const options = ["producer-property", "command-property"];
  const fromArguments = clientPropertiesOf(parsed, { options, environment });
  return new Map([...fromFile, ...fromArguments]);
}

function warnDeprecated(
  parsed: ParsedArguments,
  terminal: Terminal,
  { old, now }: { old: string; now: string },
): void {
  if (!parsed.has(old)) return;
  terminal.stdout(
    `Warning: --${old} is deprecated and will be removed in a future version. ` +
      `Use --${now} instead.\n`,
  );
}
