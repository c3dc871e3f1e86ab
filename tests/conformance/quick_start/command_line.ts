/**
 * A command line as a reader of Kafka's documentation types it, and what is to be known to run and
 * compare it.
 *
 * @module
 */
import type { Mask, Rewording } from "./compare.ts";
import type { ReleaseName } from "./releases.ts";

/** One command line. */
export interface CommandLine {
  /**
   * The script and its arguments, as typed: words at blanks, with {bootstrap}, {zookeeper} and
   * {logs} (the log folder) in the places of addresses and folders.
   */
  readonly line: string;
  /** The releases that have it; all four where it is not said. */
  readonly releases?: readonly ReleaseName[];
  /** What the script reads. */
  readonly input?: string;
  /** Run again until its output matches, for what a broker does in its own time. */
  readonly until?: RegExp;
  /** Values that differ from run to run, in what it prints. */
  readonly masks?: readonly Mask[];
  /** What newer releases, and so kedge's scripts, word otherwise. */
  readonly reworded?: readonly Rewording[];
  /**
   * What every side must say, on whichever stream, instead of printing the same: for refusals,
   * whose texts differ and whose meaning must not.
   */
  readonly says?: RegExp;
  /** How Kafka's script ends on kedge instead, where it must; what it prints must be the same. */
  readonly onKedge?: {
    readonly why: string;
    readonly exitCode: number;
    readonly stderr: RegExp;
  };
  /** Run while this one runs, which is ended by SIGTERM after them. */
  readonly meanwhile?: readonly CommandLine[];
}

/** The releases whose scripts go to ZooKeeper. */
export const WITH_ZOOKEEPER: readonly ReleaseName[] = ["2.1", "2.5", "2.8"];
/** The releases whose administration goes to brokers. */
export const WITH_BROKERS: readonly ReleaseName[] = ["2.5", "2.8", "3.5"];

/** The same for several releases, and the masks, of several lines. */
export function each(
  shared: Partial<Omit<CommandLine, "line">>,
  lines: readonly (CommandLine | string)[],
): CommandLine[] {
  return lines.map((one) => ({ ...shared, ...(typeof one === "string" ? { line: one } : one) }));
}
