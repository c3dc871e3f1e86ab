/**
 * The ZooKeeper shell: runs commands one after the other over one session, which is opened when
 * the first command needs it.
 *
 * @module
 */

import { ErrorCode, KeeperError } from "../../zookeeper/protocol/error_code.ts";
import { ZooKeeperClient } from "../../zookeeper/client/zookeeper_client.ts";
import { eventText, type WatchedEvent } from "../../zookeeper/client/watched_event.ts";
import type { CommandContext, Terminal } from "../command.ts";
import { VERSION } from "../version.ts";
import { parseInteger, ShellArguments, splitWords } from "./arguments.ts";
import { readCommands } from "./read_commands.ts";
import type { ShellCommand } from "./shell_command.ts";
import { NO_COMMAND_EXIT_CODE, ShellError, shellText } from "./shell_error.ts";
import { writeCommands } from "./write_commands.ts";

const commands: readonly ShellCommand[] = [...readCommands, ...writeCommands];

/** Commands on the shell itself, for help. */
const OWN_USAGES = [
  "close ",
  "connect host:port",
  "help ",
  "history ",
  "printwatches on|off",
  "quit ",
  "redo cmdno",
  "version ",
];

const HISTORY_SHOWN = 11;
const HISTORY_MAX = 10_000;

/** One shell. */
export class Shell {
  /** Of the last command: what the process ends with. */
  exitCode = 0;
  /** Whether `quit` was given. */
  hasQuit = false;
  readonly #context: CommandContext;
  readonly #sessionTimeoutMs: number;
  #connectString: string;
  #client: ZooKeeperClient | null = null;
  #isClosed = false;
  #printsWatches = true;
  readonly #history: string[] = [];

  constructor(
    context: CommandContext,
    options: { connectString: string; sessionTimeoutMs: number },
  ) {
    this.#context = context;
    this.#connectString = options.connectString;
    this.#sessionTimeoutMs = options.sessionTimeoutMs;
  }

  get #terminal(): Terminal {
    return this.#context.terminal;
  }

  /** How many commands were given: the number in the prompt. */
  get commandCount(): number {
    return this.#history.length;
  }

  /** Opens the session, if it can be opened now. */
  async connect(): Promise<void> {
    await this.#connected(null).catch(() => {/* told; the next command tries again */});
  }

  /** Runs a line; a fault in it is told, and sets the exit code. */
  async run(line: string): Promise<void> {
    const words = splitWords(line);
    if (words.length === 0) return;
    if (this.#history.length < HISTORY_MAX) this.#history.push(line.trim());
    const exitCode = this.exitCode;
    try {
      this.exitCode = 0;
      await this.#runWords(words);
      // The last command before `quit` is what counts.
      if (this.hasQuit) this.exitCode = exitCode;
    } catch (error) {
      this.exitCode = error instanceof ShellError ? error.exitCode : 1;
      this.#terminal.stderr(`${shellText(error)}\n`);
    }
  }

  /** Ends the session, if one is open, without a word of it. */
  async end(): Promise<void> {
    this.#printsWatches = false;
    await this.#close();
  }

  async #close(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.close();
  }

  async #runWords([name = "", ...words]: readonly string[]): Promise<void> {
    const own = this.#ownCommand(name);
    if (own !== null) return await own(words);
    const command = commands.find((each) => each.name === name);
    if (command === undefined) {
      this.#printUsage();
      throw new ShellError(`Command not found: Command not found ${name}`, NO_COMMAND_EXIT_CODE);
    }
    const args = new ShellArguments(words, command.options);
    if (args.words.length < command.wordsMin) {
      throw new ShellError(`${command.name} ${command.usage}`);
    }
    if (this.#isClosed) {
      this.#terminal.stdout("Not connected\n");
      return;
    }
    const client = await this.#connected(args.words[0] ?? null);
    await command.run({ arguments: args, client, terminal: this.#terminal });
  }

  /** A command on the shell itself, null where the name is none. */
  #ownCommand(name: string): ((words: readonly string[]) => void | Promise<void>) | null {
    switch (name) {
      case "quit":
        return () => this.#quit();
      case "close":
        return () => this.#closeByCommand();
      case "connect":
        return (words) => this.#connectTo(words[0]);
      case "help":
        return () => this.#printUsage();
      case "version":
        return () => this.#terminal.stdout(`ZooKeeper CLI version: kedge ${VERSION}\n`);
      case "history":
        return () => this.#printHistory();
      case "redo":
        return (words) => this.#redo(words[0]);
      case "printwatches":
        return (words) => this.#setPrintsWatches(words[0]);
      default:
        return null;
    }
  }

  async #quit(): Promise<void> {
    this.hasQuit = true;
    await this.#close();
  }

  async #closeByCommand(): Promise<void> {
    this.#isClosed = true;
    await this.#close();
  }

  async #connectTo(connectString = this.#connectString): Promise<void> {
    await this.#close();
    this.#isClosed = false;
    this.#connectString = connectString;
    await this.#connected(null);
  }

  #printHistory(): void {
    const first = Math.max(0, this.#history.length - HISTORY_SHOWN);
    this.#history.slice(first).forEach((line, index) =>
      this.#terminal.stdout(`${first + index} - ${line}\n`)
    );
  }

  async #redo(word: string | undefined): Promise<void> {
    if (word === undefined) throw new ShellError("redo cmdno");
    const line = this.#history[parseInteger(word)];
    if (line === undefined) throw new ShellError("Command index out of range");
    await this.#runWords(splitWords(line));
  }

  #setPrintsWatches(word: string | undefined): void {
    if (word === undefined) {
      this.#terminal.stdout(`printwatches is ${this.#printsWatches ? "on" : "off"}\n`);
    } else this.#printsWatches = word === "on";
  }

  #printUsage(): void {
    const usages = [...OWN_USAGES, ...commands.map(({ name, usage }) => `${name} ${usage}`)];
    this.#terminal.stderr(
      `ZooKeeper -server host:port cmd args\n${
        usages.sort().map((usage) => `\t${usage}\n`).join("")
      }`,
    );
  }

  async #connected(path: string | null): Promise<ZooKeeperClient> {
    if (this.#client !== null && !this.#client.isClosed) return this.#client;
    const { network, clock } = this.#context.environment;
    try {
      this.#client = await ZooKeeperClient.connect(this.#connectString, {
        network,
        clock,
        sessionTimeoutMs: this.#sessionTimeoutMs,
        onEvent: (event) => this.#printEvent(event),
        onTrouble: (text) => this.#terminal.stderr(`WARN ${text}\n`),
      });
      return this.#client;
    } catch (error) {
      if (error instanceof RangeError) throw new ShellError(error.message);
      if (error instanceof KeeperError && error.code === ErrorCode.CONNECTIONLOSS) {
        throw new KeeperError(error.code, path);
      }
      throw error;
    }
  }

  #printEvent(event: WatchedEvent): void {
    if (!this.#printsWatches) return;
    this.#terminal.stdout(`\nWATCHER::\n\n${eventText(event)}\n`);
  }
}
