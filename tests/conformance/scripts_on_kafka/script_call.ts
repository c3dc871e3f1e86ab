/**
 * A command line of the comparison, and what stands in it for what is known at run time only.
 *
 * @module
 */
import type { Mask } from "./calls/masks.ts";

/** A command line, or one with what it reads and what must differ. */
export type ScriptCall = string | {
  /**
   * The script's name and its arguments, with single quotes around what holds spaces. `BS` is
   * `--bootstrap-server` with the broker's address; `$BROKER` that address, `$FILES` the folder of
   * the table's files, `$OWN` a folder of this side, `$LOGS` the data folder of the real side's
   * broker.
   */
  readonly line: string;
  /** What the script reads from standard input. */
  readonly input?: string;
  /** What differs from run to run: each match is replaced, alike on both sides. */
  readonly masks?: readonly Mask[];
  /** Whether the lines of standard output come in any order. */
  readonly order?: "any";
  /** Where Kafka's script makes the call on both sides, for the calls behind it to look at. */
  readonly by?: "Kafka's script on both sides";
};

/** Calls in the order in which they run, each finding what the ones before left. */
export interface CallTable {
  readonly name: string;
  /** Files that calls name as `$FILES/name`. */
  readonly files?: Readonly<Record<string, string>>;
  readonly calls: readonly ScriptCall[];
}

/** What the words of a line stand for, on one side. */
export interface Places {
  readonly broker: string;
  readonly files: string;
  readonly own: string;
  /** The data folder of this side's broker, and of the real side's. */
  readonly logDir: string;
  readonly realLogDir: string;
}

/** The script and its arguments. */
export function wordsOf(line: string, places: Places): [string, ...string[]] {
  const words = line.match(/(?:'[^']*'|[^\s'])+/g) ?? [];
  const [script = "", ...args] = words.flatMap((word) =>
    word === "BS"
      ? ["--bootstrap-server", places.broker]
      : [filledIn(word.replaceAll("'", ""), places)]
  );
  return [script, ...args];
}

/** The text with the names of places filled in. */
export function filledIn(text: string, places: Places): string {
  return text.replaceAll("$BROKER", places.broker).replaceAll("$FILES", places.files)
    .replaceAll("$OWN", places.own).replaceAll("$LOGS", places.realLogDir);
}

/**
 * Whether the call only looks: it may be made again where the broker has not yet come to show what
 * an earlier call has done.
 */
export function onlyLooks(line: string): boolean {
  if (/ --(alter|add|remove|delete\S*|execute|reset-offsets|cancel)( |$)/.test(line)) return false;
  if (/^kafka-(get-offsets|broker-api-versions|log-dirs|dump-log)( |$)/.test(line)) return true;
  // What a reader of a console finds in its time depends on how busy the machine is.
  if (/^kafka-console-consumer .*--from-beginning --timeout-ms /.test(line)) return true;
  return / (--)?(list|describe|describe-producers|find-hanging)( |$)/.test(line);
}
