/**
 * The shell's commands that look at znodes.
 *
 * @module
 */

import { ErrorCode, KeeperError } from "../../zookeeper/protocol/error_code.ts";
import type { ZooKeeperClient } from "../../zookeeper/client/zookeeper_client.ts";
import { aclText } from "./acl_text.ts";
import { hexDump } from "./hex_dump.ts";
import { childPath, requirePath } from "./path_check.ts";
import { type ShellCall, type ShellCommand, warnOldForm } from "./shell_command.ts";
import { ShellError } from "./shell_error.ts";
import { statText } from "./stat_text.ts";

const decoder = new TextDecoder();
const NULL = new TextEncoder().encode("null");

/** `path watch`, the form of shells before 3.5, also asks for a watch. */
function watchOf(call: ShellCall, form: { old: string; now: string }) {
  const oldForm = call.arguments.words[1] !== undefined;
  if (oldForm) warnOldForm(call.terminal, form.old, form.now);
  return { watch: oldForm || call.arguments.has("w") ? "watch" as const : "no watch" as const };
}

const LS_HELP = "usage: ls [options] path\n -?   help\n -R   recurse\n -s   stat\n -w   watch\n";

const ls: ShellCommand = {
  name: "ls",
  usage: "[-s] [-w] [-R] path",
  options: { flags: "swR?" },
  wordsMin: 0,
  async run(call) {
    const { arguments: args, client, terminal } = call;
    if (args.has("?")) terminal.stdout(LS_HELP);
    const watch = watchOf(call, { old: "ls path [watch]", now: "ls [-w] path" });
    const [first] = args.words;
    if (first === undefined) throw new ShellError(`ls ${ls.usage}`);
    const path = requirePath(first);
    if (args.has("R")) {
      await client.getData(path, watch);
      for await (const each of walk(client, path, watch)) terminal.stdout(`${each}\n`);
      return;
    }
    const { children, stat } = await client.getChildren(path, watch);
    terminal.stdout(`[${children.sort().join(", ")}]\n`);
    if (args.has("s")) terminal.stdout(statText(stat));
  },
};

const ls2: ShellCommand = {
  name: "ls2",
  usage: "path [watch]",
  wordsMin: 1,
  isOld: true,
  async run(call) {
    const { arguments: args, client, terminal } = call;
    warnOldForm(terminal, "ls2", "ls [-s] path");
    const watch = args.words[1] === undefined ? "no watch" : "watch";
    const { children, stat } = await client.getChildren(requirePath(args.words[0]!), { watch });
    terminal.stdout(`[${children.join(", ")}]\n${statText(stat)}`);
  },
};

/** A znode and all below it: a znode's children together, then what is below each. */
export async function* walk(
  client: ZooKeeperClient,
  path: string,
  watch: { watch: "watch" | "no watch" } = { watch: "no watch" },
): AsyncGenerator<string, void> {
  yield path;
  yield* walkBelow(client, path, watch);
}

async function* walkBelow(
  client: ZooKeeperClient,
  path: string,
  watch: { watch: "watch" | "no watch" },
): AsyncGenerator<string, void> {
  const paths = await childrenOf(client, path, watch);
  yield* paths;
  for (const each of paths) yield* walkBelow(client, each, watch);
}

async function childrenOf(
  client: ZooKeeperClient,
  path: string,
  watch: { watch: "watch" | "no watch" },
): Promise<string[]> {
  try {
    const { children } = await client.getChildren(path, watch);
    return children.sort().map((name) => childPath(path, name));
  } catch (error) {
    // Someone has deleted it meanwhile.
    if (error instanceof KeeperError && error.code === ErrorCode.NONODE) return [];
    throw error;
  }
}

const get: ShellCommand = {
  name: "get",
  usage: "[-s] [-w] [-b] [-x] path",
  optionHelp: [
    "-b   Output data in base64 format",
    "-s   Print znode stats additionally",
    "-w   Watch for changes on the znode",
    "-x   Output data in hexdump format",
  ],
  options: { flags: "swbx" },
  wordsMin: 1,
  async run(call) {
    const { arguments: args, client, terminal } = call;
    const watch = watchOf(call, { old: "get path [watch]", now: "get [-s] [-w] path" });
    const { data, stat } = await client.getData(requirePath(args.words[0]!), watch);
    const bytes = data ?? NULL;
    if (args.has("x")) terminal.stdout(hexDump(bytes));
    else if (args.has("b")) terminal.stdout(Buffer.from(bytes).toString("base64"));
    else terminal.stdout(decoder.decode(bytes));
    terminal.stdout("\n");
    if (args.has("s")) terminal.stdout(statText(stat));
  },
};

const stat: ShellCommand = {
  name: "stat",
  usage: "[-w] path",
  options: { flags: "w" },
  wordsMin: 1,
  async run(call) {
    const { arguments: args, client, terminal } = call;
    const watch = watchOf(call, STAT_FORMS);
    const path = requirePath(args.words[0]!);
    const found = await client.exists(path, watch);
    if (found === null) throw new KeeperError(ErrorCode.NONODE, path);
    terminal.stdout(statText(found));
  },
};

const STAT_FORMS = { old: "stat path [watch]", now: "stat [-w] path" };

const getAcl: ShellCommand = {
  name: "getAcl",
  usage: "[-s] path",
  options: { flags: "s" },
  wordsMin: 1,
  async run({ arguments: args, client, terminal }) {
    const { acl, stat } = await client.getAcl(requirePath(args.words[0]!));
    terminal.stdout(aclText(acl));
    if (args.has("s")) terminal.stdout(statText(stat));
  },
};

const getEphemerals: ShellCommand = {
  name: "getEphemerals",
  usage: "path",
  wordsMin: 0,
  async run({ arguments: args, client, terminal }) {
    const paths = await client.getEphemerals(requirePath(args.words[0] ?? "/"));
    terminal.stdout(`[${paths.join(", ")}]\n`);
  },
};

const getAllChildrenNumber: ShellCommand = {
  name: "getAllChildrenNumber",
  usage: "path",
  wordsMin: 1,
  async run({ arguments: args, client, terminal }) {
    const number = await client.getAllChildrenNumber(requirePath(args.words[0]!));
    terminal.stdout(`${number}\n`);
  },
};

const whoami: ShellCommand = {
  name: "whoami",
  usage: "",
  wordsMin: 0,
  async run({ client, terminal }) {
    const identities = await client.whoAmI();
    const lines = identities.map(({ authScheme, user }) => `${authScheme}: ${user}\n`);
    terminal.stdout(`Auth scheme: User\n${lines.join("")}`);
  },
};

const sync: ShellCommand = {
  name: "sync",
  usage: "path",
  wordsMin: 1,
  async run({ arguments: args, client, terminal }) {
    await client.sync(requirePath(args.words[0]!));
    terminal.stdout("Sync is OK\n");
  },
};

/** All of them. */
export const readCommands: readonly ShellCommand[] = [
  ls,
  ls2,
  get,
  stat,
  getAcl,
  getEphemerals,
  getAllChildrenNumber,
  whoami,
  sync,
];
