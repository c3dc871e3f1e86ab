/**
 * The shell's commands that change znodes and the session.
 *
 * @module
 */

import { AddWatchMode, ANY_VERSION, CreateMode } from "../../zookeeper/client/zookeeper_client.ts";
import { ErrorCode, KeeperError } from "../../zookeeper/protocol/error_code.ts";
import { OPEN_ACL, parseAcl } from "./acl_text.ts";
import { parseInteger, requirePath, type ShellArguments } from "./arguments.ts";
import { walk } from "./read_commands.ts";
import { type ShellCall, type ShellCommand, warnOldForm } from "./shell_command.ts";
import { ShellError } from "./shell_error.ts";
import { statText } from "./stat_text.ts";

const encoder = new TextEncoder();

const create: ShellCommand = {
  name: "create",
  usage: "[-s] [-e] [-c] [-t ttl] path [data] [acl]",
  options: { flags: "sec", valued: "t" },
  wordsMin: 1,
  async run({ arguments: args, client, terminal }) {
    const [path, data, acl] = args.words;
    const ttlMs = args.integer("t");
    const created = await client.create(
      requirePath(path!),
      data === undefined ? null : encoder.encode(data),
      {
        mode: createMode(args, ttlMs),
        acl: acl === undefined ? OPEN_ACL : parseAcl(acl, terminal),
        ...(ttlMs === undefined ? {} : { ttlMs }),
      },
    );
    terminal.stderr(`Created ${created}\n`);
  },
};

function createMode(args: ShellArguments, ttlMs: number | undefined): CreateMode {
  const sequential = args.has("s");
  if (args.has("c")) {
    if (sequential || args.has("e")) {
      throw new ShellError(
        "-c cannot be combined with -s or -e. Containers cannot be ephemeral " +
          "or sequential.",
      );
    }
    return CreateMode.CONTAINER;
  }
  if (ttlMs !== undefined) {
    if (args.has("e")) throw new ShellError("TTLs cannot be used with Ephemeral znodes");
    return sequential ? CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL : CreateMode.PERSISTENT_WITH_TTL;
  }
  if (args.has("e")) return sequential ? CreateMode.EPHEMERAL_SEQUENTIAL : CreateMode.EPHEMERAL;
  return sequential ? CreateMode.PERSISTENT_SEQUENTIAL : CreateMode.PERSISTENT;
}

/** `-v version`, or the last word in the form of shells before 3.5. */
function versionOf(
  { arguments: args, terminal }: ShellCall,
  old: { word: string | undefined; form: string; now: string },
): number {
  if (old.word === undefined) return args.integer("v") ?? ANY_VERSION;
  warnOldForm(terminal, old.form, old.now);
  return parseInteger(old.word);
}

const set: ShellCommand = {
  name: "set",
  usage: "[-s] [-v version] path data",
  options: { flags: "s", valued: "v" },
  wordsMin: 2,
  async run(call) {
    const { arguments: args, client, terminal } = call;
    const [path, data, word] = args.words;
    const version = versionOf(call, {
      word,
      form: "set path data [version]",
      now: "set [-s] [-v version] path data",
    });
    const stat = await client.setData(requirePath(path!), encoder.encode(data), version);
    if (args.has("s")) terminal.stdout(statText(stat));
  },
};

const deleteNode: ShellCommand = {
  name: "delete",
  usage: "[-v version] path",
  options: { valued: "v" },
  wordsMin: 1,
  async run(call) {
    const [path, word] = call.arguments.words;
    const version = versionOf(call, {
      word,
      form: "delete path [version]",
      now: "delete [-v version] path",
    });
    await call.client.delete(requirePath(path!), version);
  },
};

const deleteall: ShellCommand = {
  name: "deleteall",
  usage: "path [-b batch size]",
  options: { valued: "b" },
  wordsMin: 1,
  run: deleteTree,
};

const rmr: ShellCommand = {
  name: "rmr",
  usage: "path",
  wordsMin: 1,
  async run(call) {
    call.terminal.stderr(
      "The command 'rmr' has been deprecated. Please use 'deleteall' instead.\n",
    );
    await deleteTree(call);
  },
};

async function deleteTree({ arguments: args, client }: ShellCall): Promise<void> {
  const paths: string[] = [];
  for await (const path of walk(client, requirePath(args.words[0]!))) paths.push(path);
  for (const path of paths.reverse()) {
    try {
      await client.delete(path);
    } catch (error) {
      // Someone has deleted it meanwhile: that is what was wanted.
      if (!(error instanceof KeeperError) || error.code !== ErrorCode.NONODE) throw error;
    }
  }
}

const setAcl: ShellCommand = {
  name: "setAcl",
  usage: "[-s] [-v version] [-R] path acl",
  options: { flags: "sR", valued: "v" },
  wordsMin: 2,
  async run({ arguments: args, client, terminal }) {
    const path = requirePath(args.words[0]!);
    const acl = parseAcl(args.words[1]!, terminal);
    const version = args.integer("v") ?? ANY_VERSION;
    const paths: string[] = [];
    if (!args.has("R")) paths.push(path);
    else for await (const each of walk(client, path)) paths.push(each);
    for (const each of paths) {
      const stat = await client.setAcl(each, acl, version);
      if (args.has("s")) terminal.stdout(statText(stat));
    }
  },
};

const addauth: ShellCommand = {
  name: "addauth",
  usage: "scheme auth",
  wordsMin: 1,
  async run({ arguments: args, client }) {
    const [scheme, auth] = args.words;
    await client.addAuth(scheme!, encoder.encode(auth ?? ""));
  },
};

const addWatch: ShellCommand = {
  name: "addWatch",
  usage:
    "[-m mode] path # optional mode is one of [PERSISTENT, PERSISTENT_RECURSIVE] - default is " +
    "PERSISTENT_RECURSIVE",
  options: { valued: "m" },
  wordsMin: 1,
  async run({ arguments: args, client }) {
    const name = (args.text("m") ?? "PERSISTENT_RECURSIVE").toUpperCase();
    const mode = Object.entries(AddWatchMode).find(([each]) => each === name);
    if (mode === undefined) throw new ShellError(`No watch mode ${name}`);
    await client.addWatch(requirePath(args.words[0]!), mode[1]);
  },
};

/** All of them. */
export const writeCommands: readonly ShellCommand[] = [
  create,
  set,
  deleteNode,
  deleteall,
  rmr,
  setAcl,
  addauth,
  addWatch,
];
