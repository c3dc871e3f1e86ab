/**
 * The shell's commands on watches, and on who the session is.
 *
 * @module
 */

import { WatcherType } from "../../zookeeper/client/watch_registry.ts";
import { AddWatchMode } from "../../zookeeper/client/zookeeper_client.ts";
import { requirePath } from "./path_check.ts";
import type { ShellCommand } from "./shell_command.ts";
import { ShellError } from "./shell_error.ts";

const addWatch: ShellCommand = {
  name: "addWatch",
  usage:
    "[-m mode] path # optional mode is one of [PERSISTENT, PERSISTENT_RECURSIVE] - default is " +
    "PERSISTENT_RECURSIVE",
  options: { valued: "m" },
  wordsMin: 1,
  wordsMax: 1,
  async run({ arguments: args, client }) {
    const name = (args.text("m") ?? "PERSISTENT_RECURSIVE").toUpperCase();
    const mode = Object.entries(AddWatchMode).find(([each]) => each === name);
    if (mode === undefined) throw new ShellError(`addWatch ${addWatch.usage}`);
    await client.addWatch(requirePath(args.words[0]!), mode[1]);
  },
};

/** By letter, the first that is given counts. */
const TYPES = [
  ["c", WatcherType.Children],
  ["d", WatcherType.Data],
  ["p", WatcherType.Persistent],
  ["r", WatcherType.PersistentRecursive],
  ["a", WatcherType.Any],
] as const;

const removewatches: ShellCommand = {
  name: "removewatches",
  usage: "path [-c|-d|-a] [-l]",
  options: { flags: "cdpral" },
  wordsMin: 1,
  async run({ arguments: args, client }) {
    const type = TYPES.find(([letter]) => args.has(letter))?.[1] ?? WatcherType.Any;
    await client.removeWatches(requirePath(args.words[0]!), { type, local: args.has("l") });
  },
};

const addauth: ShellCommand = {
  name: "addauth",
  usage: "scheme auth",
  wordsMin: 1,
  run({ arguments: args, client }) {
    const [scheme, auth] = args.words;
    const bytes = auth === undefined ? null : new TextEncoder().encode(auth);
    // The command does not wait: where the server refuses, an event tells of it.
    client.addAuth(scheme!, bytes).catch(() => {/* told by the event */});
  },
};

/** All of them. */
export const watchCommands: readonly ShellCommand[] = [addWatch, removewatches, addauth];
