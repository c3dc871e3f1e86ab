/**
 * Reads arguments as argparse does: `--topic x`, `--topic=x`, unique beginnings (`--num 10`),
 * options with several values (`--command-property a=1 b=2`). A fault is an ArgparseError.
 *
 * @module
 */

import { usageText } from "./help_text.ts";
import { type ArgparseArgument, type ArgparseSpec, HELP_NAMES } from "./spec.ts";

/** Thrown for arguments that cannot be run. To be printed to stderr as `text`; exit code 1. */
export class ArgparseError extends Error {
  override name = "ArgparseError";
  /** The usage and what is wrong. */
  readonly text: string;

  constructor(message: string, spec: ArgparseSpec) {
    super(message);
    const { command, program = command, faultText } = spec;
    const text = faultText?.(message) ?? `${usageText(spec)}\n${program}: error: ${message}`;
    this.text = `${text}\n`;
  }
}

/** The arguments of one call. */
export class ArgparseArguments {
  readonly spec: ArgparseSpec;
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(spec: ArgparseSpec, values: ReadonlyMap<string, readonly string[]>) {
    this.spec = spec;
    this.#values = values;
  }

  /** Whether it was given, whatever its default. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Its last value, else its default. */
  get(name: string): string | undefined {
    return this.#values.get(name)?.at(-1) ?? this.#argument(name).default;
  }

  /** Its values in order; none where it was not given. */
  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** Its value as a number; parsing has checked that it is one. */
  number(name: string): number | undefined {
    const text = this.get(name);
    return text === undefined ? undefined : Number(text);
  }

  /** An error about these arguments. */
  fault(message: string): ArgparseError {
    return new ArgparseError(message, this.spec);
  }

  #argument(name: string): ArgparseArgument {
    const found = this.spec.arguments.find((one) => one.name === name);
    if (found === undefined) throw new Error(`Cannot read argument ${name}: none of this command`);
    return found;
  }
}

/**
 * Reads the arguments.
 *
 * @returns "help" where `-h` or `--help` is among them
 * @throws {ArgparseError} for arguments that cannot be run
 */
export function parseArgparse(
  spec: ArgparseSpec,
  args: readonly string[],
): ArgparseArguments | "help" {
  const values = new Map<string, string[]>();
  for (let index = 0; index < args.length; index++) {
    const word = args[index]!;
    if (HELP_NAMES.includes(word)) return "help";
    const [, written = "", attached] = /^--([^=]*)(?:=([^]*))?$/.exec(word) ?? [];
    const argument = written === "" ? null : findArgument(spec, written);
    if (argument === null) {
      const unknown = isOption(word) ? word : args.slice(index).join(" ");
      throw new ArgparseError(`unrecognized arguments: '${unknown}'`, spec);
    }
    refuseSecond(spec, argument, values);
    const taken = takeValues(argument, { args, index, attached });
    checkValues(spec, argument, taken);
    // Given again, several values are replaced, as single ones are.
    const before = argument.repeated ? values.get(argument.name) ?? [] : [];
    values.set(argument.name, [...before, ...taken]);
    index += attached === undefined ? taken.length : 0;
  }
  requireAll(spec, values);
  return new ArgparseArguments(spec, values);
}

/** The argument of that name, or the only one whose name begins so. */
function findArgument(spec: ArgparseSpec, written: string): ArgparseArgument | null {
  const exact = spec.arguments.find(({ name, oldName }) => name === written || oldName === written);
  if (exact !== undefined) return exact;
  const candidates = spec.arguments.filter(({ name }) => name.startsWith(written));
  if (candidates.length < 2) return candidates[0] ?? null;
  const names = candidates.map(({ name }) => `--${name}`).join(", ");
  throw new ArgparseError(`ambiguous option: --${written} could match ${names}`, spec);
}

function takeValues(
  { metavar, many }: ArgparseArgument,
  { args, index, attached }: {
    args: readonly string[];
    index: number;
    attached: string | undefined;
  },
): string[] {
  if (metavar === undefined) return [];
  if (attached !== undefined) return [attached];
  const taken: string[] = [];
  for (const word of args.slice(index + 1)) {
    if (isOption(word) || (!many && taken.length === 1)) break;
    taken.push(word);
  }
  return taken;
}

/** Negative numbers are values. */
function isOption(word: string): boolean {
  return word.startsWith("-") && word !== "-" && !/^-\d+(\.\d+)?$/.test(word);
}

function checkValues(
  spec: ArgparseSpec,
  { name, metavar, many, type, choices }: ArgparseArgument,
  taken: readonly string[],
): void {
  if (metavar === undefined) return;
  const refuse = (reason: string) => {
    throw new ArgparseError(`argument ${flagsOf(spec, name)}: ${reason}`, spec);
  };
  if (taken.length === 0) refuse(many ? "expected at least one argument" : "expected one argument");
  for (const value of taken) {
    if (type !== undefined && !isOfType(value, type)) {
      const javaName = { integer: "Integer", long: "Long", double: "Double" }[type];
      refuse(`could not convert '${value}' to ${javaName} (For input string: "${value}")`);
    }
    if (choices !== undefined && !choices.includes(value)) {
      refuse(`invalid choice: '${value}' (choose from {${choices.join(",")}})`);
    }
  }
}

function isOfType(value: string, type: "integer" | "long" | "double"): boolean {
  if (type === "double") return value.trim() !== "" && !Number.isNaN(Number(value));
  if (!/^[+-]?\d+$/.test(value)) return false;
  const number = Number(value);
  return type === "long" ? Number.isSafeInteger(number) : number === (number | 0);
}

function refuseSecond(
  spec: ArgparseSpec,
  { name, exclusive }: ArgparseArgument,
  values: ReadonlyMap<string, unknown>,
): void {
  if (!exclusive) return;
  const other = spec.arguments.find((one) =>
    one.exclusive && one.name !== name && values.has(one.name)
  );
  if (other === undefined) return;
  const [one, before] = [flagsOf(spec, name), flagsOf(spec, other.name)];
  throw new ArgparseError(`argument ${one}: not allowed with argument ${before}`, spec);
}

function requireAll(spec: ArgparseSpec, values: ReadonlyMap<string, unknown>): void {
  const missing = spec.arguments.find(({ name, required }) => required && !values.has(name));
  if (missing !== undefined) {
    // Kafka's scripts have the connection's arguments in a group of which one is to be given.
    const one = missing.connection === undefined ? "argument" : "one of the arguments";
    throw new ArgparseError(`${one} ${flagsOf(spec, missing.name)} is required`, spec);
  }
  const exclusive = spec.arguments.filter((one) => one.exclusive);
  if (exclusive.length === 0 || exclusive.some(({ name }) => values.has(name))) return;
  const names = exclusive.map(({ name }) => flagsOf(spec, name)).join(" ");
  throw new ArgparseError(`one of the arguments ${names} is required`, spec);
}

/** All spellings of an argument, as faults name it: `--id/-i`. */
function flagsOf({ short = {} }: ArgparseSpec, name: string): string {
  const letters = Object.keys(short).filter((letter) => short[letter] === name);
  return [`--${name}`, ...letters].join("/");
}
