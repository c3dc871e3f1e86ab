/**
 * kafka-console-share-consumer.sh: prints the records that a member of a share group gets, and
 * accepts, releases or rejects each. kedge serves no share groups: the script is for clusters that
 * do.
 *
 * @module
 */

import { UnsupportedApiError } from "../client/errors.ts";
import { AcknowledgeType } from "../client/share_consumer/acknowledgements.ts";
import { ShareConsumer } from "../client/share_consumer/share_consumer.ts";
import type { ShareRecord } from "../client/share_consumer/share_record.ts";
import type { ParsedArguments } from "./arguments.ts";
import { type Command, type CommandContext, defineCommand, type Terminal } from "./command.ts";
import { formatterFor } from "./consumer/console_formatter.ts";
import { consolePropertiesOf } from "./consumer/console_properties.ts";
import type { Formatter } from "./consumer/formatter.ts";
import { printRecords } from "./consumer/print_records.ts";
import {
  acknowledgeTypeOf,
  checkShareConsumerOptions,
  DEFAULT_SHARE_GROUP,
  shareConsumerSettings,
  shareConsumerSpec,
} from "./consumer/share_options.ts";
import { javaText } from "./java_exception.ts";
import { bootstrapServersOf, openCluster } from "./open_cluster.ts";
import { clientFaultText, TerseError } from "./terse_error.ts";

const CLIENT_ID = "console-share-consumer";

export const kafkaConsoleShareConsumer: Command = defineCommand({
  name: "console-share-consumer",
  script: "kafka-console-share-consumer.sh",
  summary: "Print the records of a topic as a member of a share group",
  spec: shareConsumerSpec,
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal } = context;
  checkShareConsumerOptions(parsed);
  const { properties, groupId } = consolePropertiesOf(parsed, context, {
    configOption: "consumer-config",
  });
  const format = formatterFor(parsed, context);
  try {
    const settings = shareConsumerSettings(properties, groupId ?? DEFAULT_SHARE_GROUP);
    const cluster = openCluster(context, {
      bootstrapServers: bootstrapServersOf(parsed, parsed.get("bootstrap-server")!),
      properties,
      clientId: CLIENT_ID,
    });
    try {
      const consumer = new ShareConsumer(cluster, {
        ...settings,
        onWarning: (text) => terminal.stderr(`WARN ${text}\n`),
      });
      consumer.subscribe([parsed.get("topic")!]);
      const printer = new SharePrinter(consumer, format, { parsed, terminal });
      return await printRecords(consumer, printer, { parsed, terminal });
    } finally {
      cluster.close();
    }
  } catch (error) {
    terminal.stderr(`ERROR Unknown error when running consumer: ${faultText(error)}\n`);
    return 1;
  }
}

function faultText(error: unknown): string {
  if (!(error instanceof UnsupportedApiError)) return clientFaultText(error);
  return clientFaultText(new TerseError("the brokers serve no share groups (kedge has none yet)"));
}

class SharePrinter {
  count = 0;
  readonly #consumer: ShareConsumer;
  readonly #format: Formatter;
  readonly #terminal: Terminal;
  readonly #countMax: number;
  readonly #rejectsErrors: boolean;
  readonly #type: AcknowledgeType;

  constructor(
    consumer: ShareConsumer,
    format: Formatter,
    { parsed, terminal }: { parsed: ParsedArguments; terminal: Terminal },
  ) {
    this.#consumer = consumer;
    this.#format = format;
    this.#terminal = terminal;
    const countMax = parsed.integer("max-messages") ?? -1;
    this.#countMax = countMax < 0 ? Infinity : countMax;
    this.#rejectsErrors = parsed.has("reject-message-on-error");
    this.#type = acknowledgeTypeOf(parsed);
  }

  get wantsMore(): boolean {
    return this.count < this.#countMax;
  }

  /** Prints and acknowledges as many as are wanted; closing the consumer gives back the others. */
  async print(records: readonly ShareRecord[]): Promise<void> {
    const wanted = records.slice(0, this.#countMax - this.count);
    const pieces: Uint8Array[] = [];
    const printed: ShareRecord[] = [];
    try {
      for (const record of wanted) {
        this.count += 1;
        const formatted = this.#formatOne(record);
        if (formatted === null) continue;
        pieces.push(...formatted);
        printed.push(record);
      }
    } finally {
      if (pieces.length > 0) this.#terminal.stdout(Buffer.concat(pieces));
      await this.#terminal.flush();
      for (const record of printed) this.#consumer.acknowledge(record, this.#type);
    }
  }

  /** Null where the record was rejected, as it cannot be printed. */
  #formatOne(record: ShareRecord): Uint8Array[] | null {
    try {
      // The script does not know leader epochs either.
      return this.#format({ ...record, leaderEpoch: null });
    } catch (error) {
      if (!this.#rejectsErrors) throw error;
      this.#consumer.acknowledge(record, AcknowledgeType.REJECT);
      this.#terminal.stderr(
        `ERROR Error processing message, rejecting this message: ${javaText(error)}\n`,
      );
      return null;
    }
  }
}
