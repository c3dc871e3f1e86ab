/**
 * What a command of the command line is: a name, the script it stands in for, and something to run.
 * The list is mod.ts; each command is one file, loaded only when it is called.
 *
 * @module
 */

import { type CommandSpec, optionsOf } from "./command_spec.ts";
import { parseArguments, type ParsedArguments, UsageError } from "./arguments.ts";
import type { ProgressOutput } from "../io/progress_line.ts";
import type { Environment } from "./environment.ts";
import { VERSION_TEXT } from "./version.ts";

/** Where a command reads and writes. */
export interface Terminal {
  /** Writes as it is: line ends are the caller's. */
  stdout(text: string | Uint8Array): void;
  stderr(text: string): void;
  /**
   * Waits until what was written has gone out.
   *
   * @throws {OutputClosedError} where nobody reads standard output any more
   */
  flush(): Promise<void>;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Whether a person types into standard input. */
  readonly isTerminal: boolean;
  /** How wide the terminal is, in characters; left out where standard output is none. */
  readonly columns?: number;
  /** Where long work shows how far it is; left out, it does not. */
  readonly progress?: ProgressOutput;
  /** Whether keys come one by one and unseen, or lines as the terminal lets people type them. */
  setRawMode?(mode: "raw" | "line"): void;
  /**
   * Runs `run` on SIGINT, SIGTERM and SIGHUP, until the function returned is called. It is given
   * the code that a process ends with which the signal ended: 128 and the signal's number.
   */
  onInterrupt(run: (exitCode: number) => void): () => void;
}

/** Nobody reads standard output any more: `kafka-console-consumer.sh … | head`. */
export class OutputClosedError extends Error {
  override name = "OutputClosedError";
}

/** What a command is given beside its arguments. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly environment: Environment;
}

/** One option, as shells complete it. */
export interface CompletableOption {
  /** Without dashes. */
  readonly name: string;
  /** What it takes; left out where it takes nothing. */
  readonly argument?: string | undefined;
  readonly description: string;
}

/** A command. */
export interface Command {
  /** After `kedge`: `topics`. */
  readonly name: string;
  /** The script it stands in for: `kafka-topics.sh`. */
  readonly script: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What it takes, for shells that complete words; left out where it has no such table. */
  readonly options?: readonly CompletableOption[];
  /**
   * Runs it.
   *
   * @param args without the command's own name
   * @param environment network, clock and files; the machine's where left out
   * @returns the exit code
   */
  run(args: readonly string[], terminal: Terminal, environment?: Environment): Promise<number>;
}

/**
 * Makes a command that reads its arguments by a table: faults in them, `--help` and `--version`
 * are dealt with here.
 */
export function defineCommand(definition: {
  readonly name: string;
  readonly script: string;
  readonly summary: string;
  readonly spec: CommandSpec;
  run(parsed: ParsedArguments, context: CommandContext): Promise<number>;
}): Command {
  const { name, script, summary, spec } = definition;
  return {
    name,
    script,
    summary,
    options: optionsOf(spec),
    async run(args, terminal, environment) {
      try {
        const parsed = parseArguments(spec, args);
        if (parsed.has("version")) {
          terminal.stdout(`${VERSION_TEXT}\n`);
          return 0;
        }
        return await definition.run(parsed, {
          terminal,
          environment: environment ?? await systemEnvironment(),
        });
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        terminal.stderr(`${error.text}\n`);
        return error.exitCode;
      } finally {
        await terminal.flush().catch(() => {/* nobody reads any more */});
      }
    },
  };
}

/** Loaded late: tests do without the machine's. */
export async function systemEnvironment(): Promise<Environment> {
  return (await import("./system_environment.ts")).systemEnvironment();
}
