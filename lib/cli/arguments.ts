/**
 * The arguments of one command, read as Kafka's scripts read theirs (joptsimple): `--topic x`,
 * `--topic=x`, `-topic x`, unique beginnings (`--bootstrap`), repeated options, `--` before
 * positional arguments. Every fault is a UsageError with Kafka's words.
 *
 * The one file that knows how arguments are read; help_table.ts prints them, option_rules.ts says
 * which go together.
 *
 * @module
 */
import { type CommandSpec, optionsOf, type OptionSpec } from "./command_spec.ts";
import { formatHelp } from "./help_table.ts";

export type { CommandSpec, OptionSpec } from "./command_spec.ts";
export { formatHelp } from "./help_table.ts";

/**
 * Thrown for arguments that cannot be run. To be printed to stderr as `text`, before leaving with
 * `exitCode`.
 */
export class UsageError extends Error {
  override name = "UsageError";
  /** Kafka's scripts leave with 1, after `--help` too. */
  readonly exitCode: number = 1;
  /** The message and the table of options. */
  readonly text: string;

  constructor(message: string, spec: CommandSpec) {
    super(message);
    this.text = `${message}\n${formatHelp(spec)}`;
  }
}

/** Thrown for `--help`; its message is what the command does, as Kafka's scripts print it. */
export class HelpRequest extends UsageError {
  override name = "HelpRequest";

  constructor(spec: CommandSpec) {
    super(spec.description, spec);
  }
}

/** The arguments of one call. */
export class ParsedArguments {
  readonly spec: CommandSpec;
  /** Arguments without dashes, in order. */
  readonly positionals: readonly string[];
  /** Names of the options in the order in which they were given, each as often as it was. */
  readonly order: readonly string[];
  /** All as it was given. */
  readonly args: readonly string[];
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(
    spec: CommandSpec,
    { values, positionals, order = [...values.keys()], args = [] }: {
      values: ReadonlyMap<string, readonly string[]>;
      positionals: readonly string[];
      order?: readonly string[];
      args?: readonly string[];
    },
  ) {
    this.spec = spec;
    this.#values = values;
    this.positionals = positionals;
    this.order = order;
    this.args = args;
  }

  /** True where the option was given, whatever its default. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The option's first argument, else its default. */
  get(name: string): string | undefined {
    return this.#values.get(name)?.[0] ?? this.#option(name).default;
  }

  /** Every argument of the option, in order; its default where it was not given. */
  all(name: string): readonly string[] {
    const fallback = this.#option(name).default;
    return this.#values.get(name) ?? (fallback === undefined ? [] : [fallback]);
  }

  /** The option's argument as a number; parsing has checked that it is one. */
  integer(name: string): number | undefined {
    const text = this.get(name);
    return text === undefined ? undefined : Number(text);
  }

  #option(name: string): OptionSpec {
    const option = optionsOf(this.spec).find((one) => one.name === name);
    if (option === undefined) throw new Error(`Cannot read option ${name}: none of this command`);
    return option;
  }
}

/**
 * Reads the arguments. With `--version` nothing else is demanded: the caller looks for it first.
 *
 * @throws {HelpRequest} for `--help`
 * @throws {UsageError} for arguments that cannot be run
 */
export function parseArguments(spec: CommandSpec, args: readonly string[]): ParsedArguments {
  const { values, positionals, order } = readTokens(spec, args);
  if (values.has("help") || (spec.needsArguments && args.length === 0)) throw new HelpRequest(spec);
  const parsed = new ParsedArguments(spec, { values, positionals, order, args });
  if (values.has("version")) return parsed;
  for (const option of spec.options) {
    if (option.required && !values.has(option.name)) {
      throw new UsageError(`Missing required argument "[${option.name}]"`, spec);
    }
    if (values.has(option.name)) checkValues(parsed, option);
  }
  checkPositionals(spec, positionals);
  return parsed;
}

function readTokens(spec: CommandSpec, args: readonly string[]) {
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  const order: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const token = args[index]!;
    if (token === "--") {
      positionals.push(...args.slice(index + 1));
      break;
    }
    if (!looksLikeOption(token)) {
      positionals.push(token);
      continue;
    }
    const [, written = "", attached] = /^--?([^=]*)(?:=([^]*))?$/.exec(token)!;
    const option = findOption(spec, written);
    const given = values.get(option.name) ?? [];
    values.set(option.name, given);
    order.push(option.name);
    if (option.argument === undefined) continue; // As in joptsimple, `--list=x` is `--list`.
    const next = args[index + 1];
    if (attached !== undefined) {
      given.push(attached);
    } else if (next !== undefined && !(option.optionalArgument && looksLikeOption(next))) {
      given.push(next);
      index++;
    } else if (!option.optionalArgument) {
      throw new UsageError(`Option ${option.name} requires an argument`, spec);
    }
  }
  return { values, positionals, order };
}

function looksLikeOption(token: string): boolean {
  return token.startsWith("-") && token !== "-";
}

/** The option of that name, or the only one whose name begins so. */
function findOption(spec: CommandSpec, written: string): OptionSpec {
  const options = optionsOf(spec);
  const exact = options.find(({ name }) => name === written);
  if (exact !== undefined) return exact;
  const candidates = options.filter(({ name }) => written !== "" && name.startsWith(written));
  if (candidates.length === 1) return candidates[0]!;
  const hint = candidates.length === 0
    ? ""
    : `; it could be ${candidates.map(({ name }) => `--${name}`).join(", ")}`;
  throw new UsageError(`${written} is not a recognized option${hint}`, spec);
}

function checkValues(parsed: ParsedArguments, { name, type, repeated }: OptionSpec): void {
  const values = parsed.all(name);
  if (values.length > 1 && !repeated) {
    throw new UsageError(
      `Found multiple arguments for option ${name}, but you asked for only one`,
      parsed.spec,
    );
  }
  const wrong = values.find((value) => !isOfType(value, type));
  if (wrong !== undefined) {
    throw new UsageError(`Cannot parse argument '${wrong}' of option ${name}`, parsed.spec);
  }
}

function isOfType(value: string, type: OptionSpec["type"]): boolean {
  if (type === undefined || type === "string") return true;
  if (!/^[+-]?\d+$/.test(value)) return false;
  const number = Number(value);
  return type === "long" ? Number.isSafeInteger(number) : number === (number | 0);
}

function checkPositionals(spec: CommandSpec, given: readonly string[]): void {
  if (spec.positionals === undefined) return;
  const missing = spec.positionals.find(({ required }, index) => required && index >= given.length);
  if (missing !== undefined) {
    throw new UsageError(`Missing required argument "[${missing.name}]"`, spec);
  }
  const extra = given[spec.positionals.length];
  if (extra !== undefined) throw new UsageError(`Cannot take argument '${extra}'`, spec);
}
