/**
 * Four-letter words: what an administrator sends in the place of a session, as in
 * `echo ruok | nc host 2181`. Each file of this folder is one word.
 *
 * @module
 */
import type {
  ConnectionReport,
  Deadline,
  MetricReading,
  ServerConfiguration,
  ServerReport,
} from "./report.ts";

/** What a word can look at. */
export interface CommandContext {
  readonly version: string;
  report(): ServerReport;
  /** Figures by ZooKeeper's names. */
  metrics(): Iterable<MetricReading>;
  connections(): Iterable<ConnectionReport>;
  configuration(): ServerConfiguration;
  /** What the server was started with, as text. */
  initialConfiguration(): string;
  /** The settings in force, by their names. */
  systemProperties(): Iterable<readonly [string, string]>;
  /** Lines of `envi`. */
  environment(): Iterable<readonly [string, string]>;
  /** Sessions with the paths of their ephemeral nodes. */
  ephemerals(): ReadonlyMap<bigint, ReadonlySet<string>>;
  /** Sessions by when they end. */
  sessionDeadlines(): Iterable<Deadline<bigint>>;
  /** Connections by when they end. */
  connectionDeadlines(): Iterable<Deadline<ConnectionReport>>;
  /** Paths of nodes that are watched, by session, and sessions that watch, by path. */
  watchesBySession(): ReadonlyMap<bigint, ReadonlySet<string>>;
  watchesByPath(): Iterable<readonly [string, ReadonlySet<bigint>]>;
  /** The newest snapshot: its last transaction and when it was written, in ms; null for none. */
  lastSnapshot(): { readonly zxid: number; readonly timeMs: number } | null;
  /** Time: wall clock and monotonic, in ms. */
  nowMs(): number;
  monotonicMs(): number;
  /** Which messages ZooKeeper would log. It is kept, and changes nothing here. */
  traceMask: bigint;
  /** Sets the server's latencies and packet counts to zero. */
  resetStatistics(): void;
  /** The same for each connection. */
  resetConnectionStatistics(): void;
}

/** One word. */
export interface Command {
  readonly word: string;
  /** @param argument the long that stands behind the word, of the word that has one */
  run(context: CommandContext, argument: bigint): string;
}
