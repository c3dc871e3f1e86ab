/**
 * Makes a command of several, each with arguments of its own: `kafka-cluster cluster-id …`. The
 * arguments of all of them may stand before its name or after it.
 *
 * @module
 */

import {
  type Command,
  type CommandContext,
  type CompletableOption,
  systemEnvironment,
} from "../command.ts";
import { javaMessage } from "../java_exception.ts";
import { VERSION_TEXT } from "../version.ts";
import { completableOptions } from "./command.ts";
import { helpText } from "./help_text.ts";
import { type ArgparseArguments, ArgparseError, parseArgparse } from "./parse.ts";
import { type ArgparseArgument, type ArgparseSpec, HELP_NAMES } from "./spec.ts";

/** One of the commands. */
export interface Subcommand {
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly ArgparseArgument[];
  run(parsed: ArgparseArguments, context: CommandContext): Promise<number>;
}

/** What to make it of. */
export interface SubcommandsDefinition {
  readonly name: string;
  readonly script: string;
  readonly summary: string;
  /** As usage shows it: `kafka-cluster`. */
  readonly command: string;
  readonly description: string;
  /** Those of all commands. */
  readonly arguments: readonly ArgparseArgument[];
  /** Short names, by the long one they stand for: `-b` for `bootstrap-server`. */
  readonly short?: Readonly<Record<string, string>>;
  /** As in ArgparseSpec. */
  readonly faultText?: (message: string) => string;
  readonly subcommands: readonly Subcommand[];
}

/** Makes it: help, versions and faults are dealt with here; faults are told in one line. */
export function defineSubcommands(definition: SubcommandsDefinition): Command {
  const { name, script, summary } = definition;
  return {
    name,
    script,
    summary,
    options: optionsOf(definition),
    async run(args, terminal, environment) {
      try {
        if (args[0] === "-v" || args[0] === "--version") {
          terminal.stdout(`${VERSION_TEXT}\n`);
          return 0;
        }
        if (args.length > 0 && HELP_NAMES.includes(args[0]!)) {
          terminal.stdout(listText(definition));
          return 0;
        }
        const { subcommand, rest } = findSubcommand(definition, longNames(definition, args));
        const spec = specOf(definition, subcommand);
        const parsed = parseArgparse(spec, rest);
        if (parsed === "help") {
          terminal.stdout(helpText(spec));
          return 0;
        }
        return await subcommand.run(parsed, {
          terminal,
          environment: environment ?? await systemEnvironment(),
        });
      } catch (error) {
        terminal.stderr(error instanceof ArgparseError ? error.text : `${javaMessage(error)}\n`);
        return 1;
      } finally {
        await terminal.flush().catch(() => {/* nobody reads any more */});
      }
    },
  };
}

/** The options of all commands, each once. */
function optionsOf({ arguments: own, subcommands }: SubcommandsDefinition): CompletableOption[] {
  const all = [...own, ...subcommands.flatMap((one) => one.arguments)];
  const first = all.filter(({ name }, index) =>
    all.findIndex((one) => one.name === name) === index
  );
  return completableOptions(first);
}

function specOf(definition: SubcommandsDefinition, subcommand: Subcommand): ArgparseSpec {
  const { command, arguments: own } = definition;
  return {
    ...faultsOf(definition),
    command: `${command} ${subcommand.name}`,
    description: subcommand.description,
    arguments: [...own, ...subcommand.arguments],
  };
}

/** The first word that is no option and no option's value. */
function findSubcommand(definition: SubcommandsDefinition, args: readonly string[]) {
  for (let index = 0; index < args.length; index++) {
    const word = args[index]!;
    if (word.startsWith("-")) {
      const own = definition.arguments.find(({ name }) => `--${name}` === word);
      if (own?.metavar !== undefined) index++;
      if (isUnknown(definition, word)) {
        throw fault(definition, `unrecognized arguments: '${word}'`);
      }
      continue;
    }
    const subcommand = definition.subcommands.find(({ name }) => name === word);
    if (subcommand !== undefined) return { subcommand, rest: args.toSpliced(index, 1) };
    const names = definition.subcommands.map(({ name }) => `'${name}'`).join(", ");
    throw fault(definition, `invalid choice: '${word}' (choose from ${names})`);
  }
  throw fault(definition, "too few arguments");
}

/** Whether no command has an option that begins so. */
function isUnknown({ arguments: own, subcommands }: SubcommandsDefinition, word: string): boolean {
  if (HELP_NAMES.includes(word)) return false;
  const [written = ""] = word.replace(/^--/, "").split("=");
  return ![...own, ...subcommands.flatMap((each) => each.arguments)]
    .some(({ name, oldName }) => name.startsWith(written) || oldName === written);
}

function fault(definition: SubcommandsDefinition, message: string): ArgparseError {
  const { command, description, subcommands } = definition;
  const names = subcommands.map(({ name }) => name).join(",");
  return new ArgparseError(message, {
    ...faultsOf(definition),
    command: `${command} {${names}}`,
    description,
    arguments: definition.arguments,
  });
}

/** How faults are told, whatever the command. */
function faultsOf({ command, short, faultText }: SubcommandsDefinition) {
  return {
    program: command,
    ...(short === undefined ? {} : { short }),
    ...(faultText === undefined ? {} : { faultText }),
  };
}

function longNames({ short = {} }: SubcommandsDefinition, args: readonly string[]): string[] {
  return args.map((word) => {
    const long = short[word];
    return long === undefined ? word : `--${long}`;
  });
}

function listText(definition: SubcommandsDefinition): string {
  const { command, description, subcommands } = definition;
  const rows = subcommands.map(({ name, description: text }) => `  ${name.padEnd(22)} ${text}\n`);
  const shared = helpText({
    command: `${command} COMMAND`,
    description,
    arguments: definition.arguments,
  });
  return `${shared}\ncommands:\n${rows.join("")}\n` +
    `${command} COMMAND --help tells a command's arguments.\n`;
}
