/**
 * The run of a console consumer, of either kind: prints what polls bring, until it is to end.
 *
 * @module
 */

import type { ParsedArguments } from "../arguments.ts";
import { OutputClosedError, type Terminal } from "../command.ts";

/** One wait for records, in ms; without --timeout-ms the next one follows. */
const POLL_MS_MAX = 2 ** 31 - 1;

/** What is asked of a consumer. */
export interface PolledConsumer<T> {
  poll(timeoutMs: number): Promise<readonly T[]>;
  wakeup(): void;
  close(): Promise<void>;
}

/** What takes the records. */
export interface Printer<T> {
  /** How many came so far. */
  readonly count: number;
  readonly wantsMore: boolean;
  print(records: readonly T[]): Promise<void>;
}

/**
 * Prints records until there are enough, none come any more, or someone interrupts; then closes
 * the consumer.
 *
 * @returns the exit code
 */
export async function printRecords<T>(
  consumer: PolledConsumer<T>,
  printer: Printer<T>,
  { parsed, terminal }: { parsed: ParsedArguments; terminal: Terminal },
): Promise<number> {
  let interrupted: number | undefined;
  const release = terminal.onInterrupt((exitCode) => {
    interrupted = exitCode;
    consumer.wakeup();
  });
  const timeoutMs = parsed.integer("timeout-ms") ?? -1;
  const endless = timeoutMs < 0;
  const pollMs = endless ? POLL_MS_MAX : Math.min(timeoutMs, POLL_MS_MAX);
  try {
    while (interrupted === undefined && printer.wantsMore) {
      const records = await consumer.poll(pollMs);
      if (records.length === 0 && interrupted === undefined && !endless) break;
      await printer.print(records);
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
  return interrupted ?? 0;
}
