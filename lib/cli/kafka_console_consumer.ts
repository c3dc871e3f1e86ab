/**
 * kafka-console-consumer.sh: prints the records of topics.
 *
 * @module
 */

import { Consumer } from "../client/consumer/consumer.ts";
import type { ConsumerRecord } from "../client/consumer/consumer_record.ts";
import { partitionKey } from "../client/topic_partition.ts";
import type { ParsedArguments } from "./arguments.ts";
import { type Command, type CommandContext, defineCommand, type Terminal } from "./command.ts";
import { formatterFor } from "./consumer/console_formatter.ts";
import { consolePropertiesOf } from "./consumer/console_properties.ts";
import type { Formatter } from "./consumer/formatter.ts";
import {
  checkConsumerOptions,
  consoleConsumerSpec,
  consumerOptions,
  includedTopics,
  startOffsetOf,
} from "./consumer/options.ts";
import { printRecords } from "./consumer/print_records.ts";
import { tellGroupProtocol } from "./consumer/settings.ts";
import { javaText } from "./java_exception.ts";
import { bootstrapServersOf, openCluster } from "./open_cluster.ts";
import { clientFaultText } from "./terse_error.ts";
import { topicPattern } from "./topic_filter.ts";

const CLIENT_ID = "console-consumer";

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
  const { properties, groupId } = consolePropertiesOf(parsed, context, {
    configOption: "consumer.config",
  });
  tellGroupProtocol(properties, terminal);
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
      const printer = new RecordPrinter(consumer, format, { parsed, terminal });
      return await printRecords(consumer, printer, { parsed, terminal });
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
  readonly #consumer: Consumer;
  readonly #format: Formatter;
  readonly #terminal: Terminal;
  readonly #countMax: number;
  readonly #skipsErrors: boolean;

  constructor(
    consumer: Consumer,
    format: Formatter,
    { parsed, terminal }: { parsed: ParsedArguments; terminal: Terminal },
  ) {
    this.#consumer = consumer;
    this.#format = format;
    this.#terminal = terminal;
    const countMax = parsed.integer("max-messages") ?? -1;
    this.#countMax = countMax < 0 ? Infinity : countMax;
    this.#skipsErrors = parsed.has("skip-message-on-error");
  }

  get wantsMore(): boolean {
    return this.count < this.#countMax;
  }

  /** Prints as many as are wanted, and gives back the others. */
  async print(records: readonly ConsumerRecord[]): Promise<void> {
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
    giveBack(this.#consumer, records.slice(wanted.length));
  }
}
