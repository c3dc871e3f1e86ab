/**
 * What a command of the ZooKeeper shell is.
 *
 * @module
 */

import type { ZooKeeperClient } from "../../zookeeper/client/zookeeper_client.ts";
import type { Terminal } from "../command.ts";
import type { ShellArguments, ShellOptions } from "./arguments.ts";

/** What a command is given. */
export interface ShellCall {
  readonly arguments: ShellArguments;
  readonly client: ZooKeeperClient;
  readonly terminal: Terminal;
  /** Reads a text file. Throws where it cannot be read. */
  readonly readTextFile: (path: string) => string;
}

/** One command on znodes. */
export interface ShellCommand {
  readonly name: string;
  /** After the name, in help. */
  readonly usage: string;
  /** What the options mean, where the command tells that with its usage. */
  readonly optionHelp?: readonly string[];
  readonly options?: ShellOptions;
  /** How many words it needs at least; fewer show the usage. */
  readonly wordsMin: number;
  /** How many words it takes at most; more show the usage. */
  readonly wordsMax?: number;
  /** Of shells before 3.5: it works, and help does not name it. */
  readonly isOld?: boolean;
  run(call: ShellCall): Promise<void> | void;
}

/** Says that a form of an older shell was used. */
export function warnOldForm(terminal: Terminal, old: string, now: string): void {
  terminal.stderr(`'${old}' has been deprecated. Please use '${now}' instead.\n`);
}
