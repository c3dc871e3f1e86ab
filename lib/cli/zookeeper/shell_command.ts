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
}

/** One command on znodes. */
export interface ShellCommand {
  readonly name: string;
  /** After the name, in help. */
  readonly usage: string;
  readonly options?: ShellOptions;
  /** How many words it needs at least; fewer show the usage. */
  readonly wordsMin: number;
  run(call: ShellCall): Promise<void>;
}

/** Says that a form of an older shell was used. */
export function warnOldForm(terminal: Terminal, old: string, now: string): void {
  terminal.stderr(`'${old}' has been deprecated. Please use '${now}' instead.\n`);
}
