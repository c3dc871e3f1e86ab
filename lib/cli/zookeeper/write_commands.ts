/**
 * The shell's commands that change znodes and the session.
 *
 * @module
 */

import {
  ANY_VERSION,
  CreateMode,
  type ZooKeeperClient,
} from "../../zookeeper/client/zookeeper_client.ts";
import { ErrorCode, KeeperError } from "../../zookeeper/protocol/error_code.ts";
import { OPEN_ACL, parseAcl } from "./acl_text.ts";
import { parseInteger, type ShellArguments } from "./arguments.ts";
import { childPath, requirePath, requireSequentialPath } from "./path_check.ts";
import { walk } from "./read_commands.ts";
import { type ShellCall, type ShellCommand, warnOldForm } from "./shell_command.ts";
import { keeperText, ShellError, shellText } from "./shell_error.ts";
import { statText } from "./stat_text.ts";

const encoder = new TextEncoder();

const create: ShellCommand = {
  name: "create",
  usage: "[-s] [-e] [-c] [-t ttl] path [data] [acl]",
  options: { flags: "sec", valued: "t" },
  wordsMin: 1,
  async run({ arguments: args, client, terminal }) {
    const [path, data, aclText] = args.words;
    const mode = createMode(args);
    const ttlMs = ttlOf(args);
    const acl = aclText === undefined ? OPEN_ACL : parseAcl(aclText, terminal);
    try {
      if (args.has("s")) requireSequentialPath(path!);
      else requirePath(path!);
      if (acl.length === 0) throw new KeeperError(ErrorCode.INVALIDACL);
      const created = await client.create(
        path!,
        data === undefined ? null : encoder.encode(data),
        { mode, acl, ...(ttlMs === undefined ? {} : { ttlMs }) },
      );
      terminal.stderr(`Created ${created}\n`);
    } catch (error) {
      if (error instanceof KeeperError && error.code === ErrorCode.INVALIDACL) {
        terminal.stderr(`${keeperText(error)}\n`);
      }
      throw error;
    }
  },
};

function createMode(args: ShellArguments): CreateMode {
  const [sequential, ephemeral, container, ttl] = ["s", "e", "c", "t"].map((each) =>
    args.has(each)
  );
  if (container && (ephemeral || sequential)) {
    throw new ShellError(
      "-c cannot be combined with -s or -e. Containers cannot be ephemeral or sequential.",
    );
  }
  if (ttl && !/^[+-]?\d+$/.test(args.text("t") ?? "")) {
    throw new ShellError("-t argument must be a long value");
  }
  if (ttl && ephemeral) throw new ShellError("TTLs cannot be used with Ephemeral znodes");
  if (ttl && container) throw new ShellError("TTLs cannot be used with Container znodes");
  if (container) return CreateMode.CONTAINER;
  if (ephemeral) return sequential ? CreateMode.EPHEMERAL_SEQUENTIAL : CreateMode.EPHEMERAL;
  if (ttl) {
    return sequential ? CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL : CreateMode.PERSISTENT_WITH_TTL;
  }
  return sequential ? CreateMode.PERSISTENT_SEQUENTIAL : CreateMode.PERSISTENT;
}

/** The server keeps it in 40 bits. */
const TTL_MAX_MS = 2 ** 40 - 1;

function ttlOf(args: ShellArguments): number | undefined {
  const ttlMs = args.integer("t");
  if (ttlMs === undefined || (ttlMs > 0 && ttlMs <= TTL_MAX_MS)) return ttlMs;
  throw new ShellError(`ttl must be positive and cannot be larger than: ${TTL_MAX_MS}`);
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
  usage: "path data [-s] [-v version] [-b]",
  optionHelp: [
    "-b         Supply data in base64 format",
    "-s         Print znode stats additionally",
    "-v <arg>   Set with an expected version",
  ],
  options: { flags: "sb", valued: "v" },
  wordsMin: 2,
  async run(call) {
    const { arguments: args, client, terminal } = call;
    const [path, text, word] = args.words;
    const version = versionOf(call, {
      word,
      form: "set path data [version]",
      now: "set path data [-s] [-v version] [-b]",
    });
    const data = args.has("b") ? Buffer.from(text!, "base64") : encoder.encode(text);
    const stat = await client.setData(requirePath(path!), data, version);
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
  isOld: true,
  async run(call) {
    call.terminal.stderr(
      "The command 'rmr' has been deprecated. Please use 'deleteall' instead.\n",
    );
    await deleteTree(call);
  },
};

/** Znodes that are deleted together: a request of as many long paths is below jute.maxbuffer. */
const BATCH_SIZE = 1000;

async function deleteTree({ arguments: args, client, terminal }: ShellCall): Promise<void> {
  const text = args.text("b");
  if (text !== undefined && !/^[+-]?\d+$/.test(text)) {
    throw new ShellError("-b argument must be an int value");
  }
  const batchSize = text === undefined ? BATCH_SIZE : Number(text);
  const paths = (await breadthFirst(client, requirePath(args.words[0]!))).reverse();
  if (batchSize <= 0) {
    for (const path of paths) await client.delete(path);
    return;
  }
  try {
    for (let at = 0; at < paths.length; at += batchSize) {
      await client.deleteAll(paths.slice(at, at + batchSize));
    }
  } catch (error) {
    if (!(error instanceof KeeperError)) throw error;
    terminal.stderr("Failed to delete some node(s) in the subtree!\n");
  }
}

/** A znode and all below it, parents before their children. */
async function breadthFirst(client: ZooKeeperClient, root: string): Promise<string[]> {
  const tree = [root];
  for (const path of tree) {
    const { children } = await client.getChildren(path);
    for (const name of children) tree.push(childPath(path, name));
  }
  return tree;
}

const setAcl: ShellCommand = {
  name: "setAcl",
  usage: "[-s] [-v version] [-R] path acl",
  options: { flags: "sR", valued: "v" },
  wordsMin: 2,
  async run(call) {
    const { arguments: args, client, terminal } = call;
    const acl = parseAcl(args.words[1]!, terminal);
    const path = requirePath(args.words[0]!);
    const version = args.integer("v") ?? ANY_VERSION;
    const change = async (each: string) => {
      if (acl.length === 0) throw new KeeperError(ErrorCode.INVALIDACL);
      return await client.setAcl(each, acl, version);
    };
    if (!args.has("R")) {
      const stat = await change(path);
      if (args.has("s")) terminal.stdout(statText(stat));
      return;
    }
    await client.getData(path);
    for await (const each of walk(client, path)) {
      await change(each).catch((error) => terminal.stdout(shellText(error)));
    }
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
];
