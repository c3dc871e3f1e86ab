/**
 * What a script takes that reads its arguments as argparse does (`usage: name [-h] …`), as data:
 * parse.ts reads by it, help_text.ts prints it. Most scripts read theirs otherwise
 * (../arguments.ts).
 *
 * @module
 */

/** One argument of a script. */
export interface ArgparseArgument {
  /** Without dashes. */
  readonly name: string;
  /** What stands for its value in help. Left out, it takes none. */
  readonly metavar?: string;
  /** An old name, taken and not shown. */
  readonly oldName?: string;
  /** Whether it takes several values, up to the next option. */
  readonly many?: true;
  /** Whether it may be given more than once, each time with one value. */
  readonly repeated?: true;
  readonly required?: true;
  readonly default?: string;
  /** What the value must be; any text where left out. */
  readonly type?: "integer" | "long" | "double";
  /** The only values allowed. */
  readonly choices?: readonly string[];
  readonly description: string;
  /** Exactly one of the arguments that have this is to be given. */
  readonly exclusive?: true;
  /** Listed in the second part of help, with the connection's arguments. */
  readonly connection?: true;
}

/** A script's arguments, in the order in which help lists them. */
export interface ArgparseSpec {
  readonly command: string;
  /** What faults begin with; the command where left out. */
  readonly program?: string;
  /** All that is told of a fault, where it is something else than usage, program and message. */
  readonly faultText?: (message: string) => string;
  /** Short names, by the long one they stand for: `-b` for `bootstrap-server`. */
  readonly short?: Readonly<Record<string, string>>;
  readonly description: string;
  readonly arguments: readonly ArgparseArgument[];
}

export const HELP_NAMES: readonly string[] = ["-h", "--help"];
