/**
 * What a command takes, as data: arguments.ts reads by it, help_table.ts prints it.
 *
 * @module
 */

/** One option of a command. */
export interface OptionSpec {
  /** Without dashes. */
  readonly name: string;
  /** What it takes, as help shows it: `String: topic`, `Integer`. Left out, it takes nothing. */
  readonly argument?: string;
  /** Whether the argument may be left out. */
  readonly optionalArgument?: true;
  /** Whether it may be given more than once. */
  readonly repeated?: true;
  readonly required?: true;
  /** In help; line breaks are kept. */
  readonly description: string;
  /** Taken where the option is not given, and shown in help. */
  readonly default?: string;
  /** What the argument must be; a string where left out. */
  readonly type?: "string" | "integer" | "long";
}

/** A command: what it is called, what it does, what it takes. */
export interface CommandSpec {
  /** As it is called: `kafka-topics`, `kedge start`. */
  readonly command: string;
  /** One sentence, first in help; also what `--help` and an empty call say. */
  readonly description: string;
  readonly options: readonly OptionSpec[];
  /** Whether a call without any argument shows help. */
  readonly needsArguments?: true;
  /** Arguments without dashes; left out, they are collected and nothing is said, as in Kafka. */
  readonly positionals?: readonly { readonly name: string; readonly required?: true }[];
}

/** Options every command has. */
const STANDARD_OPTIONS: readonly OptionSpec[] = [
  { name: "help", description: "Show this help." },
  { name: "version", description: "Show the version." },
];

/** The command's options and those every command has, in order of name. */
export function optionsOf(spec: CommandSpec): OptionSpec[] {
  const standard = STANDARD_OPTIONS
    .filter(({ name }) => !spec.options.some((option) => option.name === name));
  return [...spec.options, ...standard].sort((one, other) => (one.name < other.name ? -1 : 1));
}
