/**
 * The ZooKeeper shell: runs commands one after the other over one session. As in ZooKeeper's own,
 * the session connects while the shell goes on, and commands wait for it.
 *
 * @module
 */

import { KeeperError } from "../../zookeeper/protocol/error_code.ts";
import { ZooKeeperClient } from "../../zookeeper/client/zookeeper_client.ts";
import {
  eventText,
  eventTextWithZxid,
  type WatchedEvent,
} from "../../zookeeper/client/watched_event.ts";
import { BUILT_ON } from "../../broker/version.ts";
import type { CommandContext, Terminal } from "../command.ts";
import { VERSION, ZOOKEEPER_VERSION } from "../version.ts";
import { parseInteger, ShellArguments, splitWords } from "./arguments.ts";
import { ensembleCommands } from "./ensemble_commands.ts";
import { childPath } from "./path_check.ts";
import { quotaCommands } from "./quota_commands.ts";
import { readCommands } from "./read_commands.ts";
import type { ShellCommand } from "./shell_command.ts";
import { NO_COMMAND_EXIT_CODE, ShellError, shellText } from "./shell_error.ts";
import { watchCommands } from "./watch_commands.ts";
import { writeCommands } from "./write_commands.ts";

const commands: readonly ShellCommand[] = [
  ...readCommands,
  ...writeCommands,
  ...watchCommands,
  ...quotaCommands,
  ...ensembleCommands,
];

/** Commands on the shell itself, with their usage. */
const OWN_COMMANDS: ReadonlyMap<string, string> = new Map([
  ["close", ""],
  ["connect", "host:port"],
  ["history", ""],
  ["printwatches", "on|off"],
  ["quit", ""],
  ["redo", "cmdno"],
  ["version", ""],
]);

const HISTORY_SHOWN = 10;
const HISTORY_MAX = 10_000;
/** How long the shell waits for its first connection before it shows its first prompt, in ms. */
const FIRST_CONNECTION_MS = 1000;

/** Who the shell stands in for: they print some things otherwise. */
export type ShellKind = "zkCli" | "zookeeper-shell";

/** What a shell is told. */
export interface ShellSettings {
  readonly kind: ShellKind;
  readonly connectString: string;
  readonly sessionTimeoutMs: number;
  readonly readOnly?: boolean;
}

/** One shell. */
export class Shell {
  /** Of the last command: what the process ends with. */
  exitCode = 0;
  /** Whether `quit` was given. */
  hasQuit = false;
  /** Where events are printed, which may come at any time. */
  print: (text: string) => void;
  /** Where troubles with the connection are printed. */
  warn: (text: string) => void;
  readonly #context: CommandContext;
  readonly #settings: ShellSettings;
  #connectString: string;
  #client: ZooKeeperClient | null = null;
  #printsWatches = true;
  /** Told when the session has connected, or could not. */
  #settled = () => {/* nobody waits */};
  readonly #history: string[] = [];

  constructor(context: CommandContext, settings: ShellSettings) {
    this.#context = context;
    this.#settings = settings;
    this.#connectString = settings.connectString;
    this.print = (text) => this.#terminal.stdout(text);
    this.warn = (text) => this.#terminal.stderr(text);
  }

  get #terminal(): Terminal {
    return this.#context.terminal;
  }

  get prompt(): string {
    const state = this.#client?.stateName ?? "CLOSED";
    return `[zk: ${this.#connectString}(${state}) ${this.#history.length}] `;
  }

  /**
   * Begins to connect.
   *
   * @throws {ShellError} where the address cannot be read
   */
  connect(): void {
    const { network, clock } = this.#context.environment;
    const { sessionTimeoutMs, readOnly = false } = this.#settings;
    try {
      this.#client = ZooKeeperClient.start(this.#connectString, {
        network,
        clock,
        sessionTimeoutMs,
        readOnly,
        onEvent: (event) => this.#printEvent(event),
        onTrouble: (text) => {
          this.warn(`WARN ${text}\n`);
          this.#settled();
        },
      });
    } catch (error) {
      if (error instanceof RangeError) throw new ShellError(error.message);
      throw error;
    }
  }

  /** Waits for the first connection, or that it could not be made; not long. */
  async connected(limitMs = FIRST_CONNECTION_MS): Promise<boolean> {
    const isConnected = () => this.#client?.stateName.startsWith("CONNECTED") ?? false;
    if (isConnected()) return true;
    await new Promise<void>((resolve) => {
      const timer = this.#context.environment.clock.setTimer(limitMs, () => resolve());
      this.#settled = () => {
        timer.cancel();
        resolve();
      };
    });
    return isConnected();
  }

  /** As {@linkcode Shell.connected}, through all troubles until the time is over. */
  async connectedWithin(limitMs: number): Promise<boolean> {
    const { clock } = this.#context.environment;
    const endMs = clock.monotonicMs() + limitMs;
    for (;;) {
      const leftMs = endMs - clock.monotonicMs();
      if (leftMs <= 0) return false;
      if (await this.connected(leftMs)) return true;
    }
  }

  /** Runs a line; a fault in it is told, and sets the exit code. */
  async run(line: string): Promise<void> {
    const words = splitWords(line);
    if (words.length === 0) return;
    await this.#process(words, line);
    if (this.#history.length < HISTORY_MAX) this.#history.push(line);
  }

  /** Runs the one command of a call. */
  async runWords(words: readonly string[]): Promise<void> {
    await this.#process(words, null);
  }

  async #process(words: readonly string[], line: string | null): Promise<void> {
    try {
      await this.#runWords(words, line);
      // The last command before `quit` is what counts.
      if (!this.hasQuit) this.exitCode = 0;
    } catch (error) {
      this.exitCode = error instanceof ShellError ? error.exitCode : 1;
      this.#terminal.stderr(`${shellText(error)}\n`);
    }
  }

  /** Ends the session, if one is open, without a word of it. */
  async end(): Promise<void> {
    this.#printsWatches = false;
    await this.#client?.close();
  }

  /** The names that are completed. */
  get commandNames(): string[] {
    return [...OWN_COMMANDS.keys(), ...listed().map(({ name }) => name)].sort();
  }

  /** The paths that begin so; none where they cannot be told. */
  async completePath(beginning: string): Promise<string[]> {
    const slash = beginning.lastIndexOf("/");
    const folder = beginning.slice(0, slash) || "/";
    if (this.#client === null || this.#client.isClosed) return [];
    try {
      const { children } = await this.#client.getChildren(folder);
      return children.map((name) => childPath(folder, name))
        .filter((path) => path.startsWith(beginning)).sort();
    } catch (error) {
      if (error instanceof KeeperError) return [];
      throw error;
    }
  }

  async #runWords([name = "", ...words]: readonly string[], line: string | null): Promise<void> {
    const command = commands.find((each) => each.name === name);
    if (command === undefined && !OWN_COMMANDS.has(name)) {
      this.#printUsage();
      throw new ShellError(`Command not found: Command not found ${name}`, NO_COMMAND_EXIT_CODE);
    }
    await this.#runOwn(name, words, line);
    if (this.hasQuit) return;
    const client = this.#client;
    if (client === null || client.isClosed) {
      this.#terminal.stdout("Not connected\n");
      return;
    }
    if (name === "close") return await client.close();
    if (name === "version") return this.#printVersion(words);
    if (command === undefined) return;
    const args = new ShellArguments(words, command.options);
    const { wordsMin, wordsMax = Infinity } = command;
    if (args.words.length < wordsMin || args.words.length > wordsMax) {
      throw new ShellError(usageOf(command));
    }
    const { readTextFile } = this.#context.environment;
    await command.run({ arguments: args, client, terminal: this.#terminal, readTextFile });
  }

  /** What a command does to the shell itself, connected or not. */
  async #runOwn(name: string, words: readonly string[], line: string | null): Promise<void> {
    switch (name) {
      case "quit":
        this.hasQuit = true;
        return await this.#client?.close();
      case "connect":
        await this.#client?.close();
        this.#connectString = words[0] ?? this.#connectString;
        return this.connect();
      case "history":
        return this.#printHistory(line);
      case "redo":
        return words[0] === undefined ? undefined : await this.#redo(words[0]);
      case "printwatches":
        return this.#setPrintsWatches(words[0]);
    }
  }

  #printHistory(line: string | null): void {
    const last = this.#history.length;
    for (let at = Math.max(0, last - HISTORY_SHOWN); at <= last; at++) {
      this.#terminal.stdout(`${at} - ${this.#history[at] ?? line}\n`);
    }
  }

  async #redo(word: string): Promise<void> {
    const line = this.#history[parseInteger(word)];
    if (line === undefined) throw new ShellError("Command index out of range");
    const words = splitWords(line);
    if (words[0] === "redo") throw new ShellError("No redoing redos");
    await this.#process(words, line);
  }

  #setPrintsWatches(word: string | undefined): void {
    if (word === undefined) {
      this.#terminal.stdout(`printwatches is ${this.#printsWatches ? "on" : "off"}\n`);
    } else this.#printsWatches = word === "on";
  }

  #printVersion(words: readonly string[]): void {
    if (words.length > 0) throw new ShellError("version ");
    const version = `${ZOOKEEPER_VERSION}-kedge-${VERSION}, built on ${BUILT_ON}`;
    this.#terminal.stdout(`ZooKeeper CLI version: ${version}\n`);
  }

  #printUsage(): void {
    const usages = [
      ...[...OWN_COMMANDS].map(([name, usage]) => `${name} ${usage}`),
      ...listed().map(({ name, usage }) => `${name} ${usage}`),
    ];
    this.#terminal.stderr(
      `ZooKeeper -server host:port -client-configuration properties-file cmd args\n${
        usages.sort().map((usage) => `\t${usage}\n`).join("")
      }`,
    );
  }

  #printEvent(event: WatchedEvent): void {
    if (event.type === "None") this.#settled();
    if (!this.#printsWatches) return;
    const text = this.#settings.kind === "zkCli" ? eventTextWithZxid(event) : eventText(event);
    this.print(`\nWATCHER::\n\n${text}\n`);
  }
}

/** Those that help names. */
function listed(): ShellCommand[] {
  return commands.filter(({ isOld = false }) => !isOld);
}

function usageOf({ name, usage, optionHelp }: ShellCommand): string {
  const help = optionHelp?.map((line) => ` ${line}\n`).join("");
  return `${name} ${usage}${help === undefined ? "" : `\n${help}`}`;
}
