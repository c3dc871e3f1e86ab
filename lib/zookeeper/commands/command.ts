/**
 * Four-letter words: what an administrator sends in the place of a session, as in
 * `echo ruok | nc host 2181`. Each file of this folder is one word.
 *
 * @module
 */
import type { ConnectionReport, ServerReport } from "./report.ts";

/** What a word can look at. */
export interface CommandContext {
  report(): ServerReport;
  connections(): Iterable<ConnectionReport>;
  /** Lines of `conf`: ZooKeeper's names and their values. */
  configuration(): Iterable<readonly [string, string]>;
  /** Lines of `envi`. */
  environment(): Iterable<readonly [string, string]>;
  /** Sessions with the paths of their ephemeral nodes. */
  ephemerals(): ReadonlyMap<bigint, ReadonlySet<string>>;
  /** Sessions by the time until they end, in ms. */
  sessionDeadlines(): Iterable<{ readonly inMs: number; readonly sessionIds: readonly bigint[] }>;
  /** Sets the server's latencies and packet counts to zero. */
  resetStatistics(): void;
  /** The same for each connection. */
  resetConnectionStatistics(): void;
}

/** One word. */
export interface Command {
  readonly word: string;
  run(context: CommandContext): string;
}
