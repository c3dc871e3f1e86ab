/**
 * Makes a command that reads its arguments as argparse does.
 *
 * @module
 */

import {
  type Command,
  type CommandContext,
  type CompletableOption,
  systemEnvironment,
} from "../command.ts";
import { helpText } from "./help_text.ts";
import { type ArgparseArguments, ArgparseError, parseArgparse } from "./parse.ts";
import type { ArgparseArgument, ArgparseSpec } from "./spec.ts";

/** What to make it of. */
export interface ArgparseCommand {
  readonly name: string;
  readonly script: string;
  readonly summary: string;
  readonly spec: ArgparseSpec;
  run(parsed: ArgparseArguments, context: CommandContext): Promise<number>;
}

/** Makes it: help and faults in arguments are dealt with here. */
export function defineArgparseCommand(definition: ArgparseCommand): Command {
  const { name, script, summary, spec } = definition;
  return {
    name,
    script,
    summary,
    options: completableOptions(spec.arguments),
    async run(args, terminal, environment) {
      try {
        // Without arguments help was asked for; with --help the script leaves as after a fault.
        if (args.length === 0) {
          terminal.stdout(helpText(spec));
          return 0;
        }
        const parsed = parseArgparse(spec, args);
        if (parsed === "help") {
          terminal.stdout(helpText(spec));
          return 1;
        }
        return await definition.run(parsed, {
          terminal,
          environment: environment ?? await systemEnvironment(),
        });
      } catch (error) {
        if (!(error instanceof ArgparseError)) throw error;
        terminal.stderr(error.text);
        return 1;
      } finally {
        await terminal.flush().catch(() => {/* nobody reads any more */});
      }
    },
  };
}

/** The options as shells complete them. */
export function completableOptions(all: readonly ArgparseArgument[]): CompletableOption[] {
  return [
    { name: "help", description: "Show this help." },
    ...all.map(({ name, metavar, description }) => ({ name, argument: metavar, description })),
  ];
}
