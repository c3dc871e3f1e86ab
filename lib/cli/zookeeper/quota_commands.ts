/**
 * The shell's commands on quotas. A quota on `/a` is two znodes below `/zookeeper/quota/a`: its
 * limits, and what is used of them.
 *
 * @module
 */

import { ErrorCode, KeeperError } from "../../zookeeper/protocol/error_code.ts";
import type { ZooKeeperClient } from "../../zookeeper/client/zookeeper_client.ts";
import { OPEN_ACL } from "./acl_text.ts";
import type { ShellArguments } from "./arguments.ts";
import { requirePath } from "./path_check.ts";
import { QuotaText } from "./quota_text.ts";
import { walk } from "./read_commands.ts";
import type { ShellCommand } from "./shell_command.ts";
import { ShellError } from "./shell_error.ts";

const ROOT = "/zookeeper/quota";
const LIMITS = "zookeeper_limits";
const STATS = "zookeeper_stats";
const NO_LIMITS = "count=-1,bytes=-1=;byteHardLimit=-1;countHardLimit=-1";

/** By letter: what it limits, and what it says of a number that is too small. */
const LIMITS_BY_LETTER = [
  ["n", { name: "count", least: 1 }],
  ["b", { name: "bytes", least: 0 }],
  ["N", { name: "countHardLimit", least: 1 }],
  ["B", { name: "byteHardLimit", least: 0 }],
] as const;

const setquota: ShellCommand = {
  name: "setquota",
  usage: "-n|-b|-N|-B val path",
  options: {
    valued: "nbNB",
    exclusive: "nbNB",
    required: [
      "-n num soft quota",
      "-b bytes soft quota",
      "-N num hard quota",
      "-B bytes hard quota",
    ],
  },
  wordsMin: 1,
  async run({ arguments: args, client, terminal }) {
    const path = args.words[0]!;
    if (path.startsWith(ROOT)) {
      return terminal.stderr(`cannot set a quota under the path: ${ROOT}\n`);
    }
    const limit = limitOf(args);
    if ("fault" in limit) return terminal.stderr(`${limit.fault}\n`);
    await requireQuotaPlace(client, requirePath(path));
    for (const warning of await setLimit(client, path, limit)) terminal.stdout(`${warning}\n`);
  },
};

interface Limit {
  readonly name: string;
  readonly value: number;
}

function limitOf(args: ShellArguments): Limit | { fault: string } {
  const [letter, { name, least }] = LIMITS_BY_LETTER.find(([each]) => args.has(each))!;
  const text = args.text(letter) ?? "";
  if (!/^[+-]?\d+$/.test(text)) {
    return { fault: "NumberFormatException happens when parsing the option value" };
  }
  const value = Number(text);
  if (value >= least) return { name, value };
  return {
    fault: least === 1
      ? "the num quota must be greater than zero"
      : "the bytes quota must be greater than or equal to zero",
  };
}

/** One path's quota says all: none may be above or below it. */
async function requireQuotaPlace(client: ZooKeeperClient, path: string): Promise<void> {
  if (await client.exists(path) === null) throw new ShellError(`${path} does not exist.`);
  const own = ROOT + path;
  try {
    await client.getData(own);
    for await (const each of walk(client, own)) {
      if (!each.endsWith(`/${LIMITS}`) || each === `${own}/${LIMITS}`) continue;
      throw new ShellError(`${path} has a child ${limitedBy(each)} which has a quota`);
    }
  } catch (error) {
    if (!isNoNode(error)) throw error;
  }
  const names = path.split("/").slice(1, -1);
  for (let count = 1; count <= names.length; count++) {
    const above = `/${names.slice(0, count).join("/")}`;
    if (await client.exists(`${ROOT}${above}/${LIMITS}`) === null) continue;
    throw new ShellError(`${path} has a parent ${above} which has a quota`);
  }
}

function limitedBy(limitsPath: string): string {
  return limitsPath.slice(ROOT.length, -LIMITS.length - 1);
}

/** Writes the limit; returns what is over it already. */
async function setLimit(client: ZooKeeperClient, path: string, limit: Limit): Promise<string[]> {
  const own = ROOT + path;
  const limitsPath = `${own}/${LIMITS}`;
  if (await client.exists(limitsPath) === null) {
    let parent = ROOT;
    for (const name of path.split("/").slice(1)) await ensure(client, parent += `/${name}`);
    const fresh = new QuotaText(NO_LIMITS);
    fresh.set(limit.name, limit.value);
    await client.create(limitsPath, fresh.bytes, { acl: OPEN_ACL });
    const unused = new TextEncoder().encode("count=0,bytes=0");
    await client.create(`${own}/${STATS}`, unused, { acl: OPEN_ACL });
    return warningsOf(fresh, await readQuota(client, `${own}/${STATS}`));
  }
  const limits = await readQuota(client, limitsPath);
  limits.set(limit.name, limit.value);
  const warnings = warningsOf(limits, await readQuota(client, `${own}/${STATS}`));
  await client.setData(limitsPath, limits.bytes);
  return warnings;
}

async function ensure(client: ZooKeeperClient, path: string): Promise<void> {
  if (await client.exists(path) !== null) return;
  try {
    await client.create(path, null, { acl: OPEN_ACL });
  } catch (error) {
    if (!(error instanceof KeeperError) || error.code !== ErrorCode.NODEEXISTS) throw error;
  }
}

function warningsOf(limits: QuotaText, used: QuotaText): string[] {
  const over = (soft: string, hard: string, use: number) =>
    [soft, hard].some((name) => limits.get(name) > -1 && limits.get(name) < use);
  const [count, bytes] = [used.get("count"), used.get("bytes")];
  const warnings: string[] = [];
  const begin = "[Warning]: the ";
  if (over("count", "countHardLimit", count)) {
    warnings.push(`${begin}count quota you create is less than the existing count:${count}`);
  }
  if (over("bytes", "byteHardLimit", bytes)) {
    warnings.push(`${begin}bytes quota you create is less than the existing bytes:${bytes}`);
  }
  return warnings;
}

async function readQuota(client: ZooKeeperClient, path: string): Promise<QuotaText> {
  const { data } = await client.getData(path);
  return new QuotaText(data === null ? "" : new TextDecoder().decode(data));
}

const listquota: ShellCommand = {
  name: "listquota",
  usage: "path",
  wordsMin: 1,
  async run({ arguments: args, client, terminal }) {
    const path = args.words[0]!;
    terminal.stderr(`absolute path is ${ROOT}${path}/${LIMITS}\n`);
    try {
      const limits = await readQuota(client, requirePath(`${ROOT}${path}/${LIMITS}`));
      const used = await readQuota(client, `${ROOT}${path}/${STATS}`);
      terminal.stdout(`Output quota for ${path} ${limits}\nOutput stat for ${path} ${used}\n`);
    } catch (error) {
      if (!isNoNode(error)) throw error;
      terminal.stderr(`quota for ${path} does not exist.\n`);
    }
  },
};

const delquota: ShellCommand = {
  name: "delquota",
  usage: "[-n|-b|-N|-B] path",
  options: { flags: "nbNB", exclusive: "nbNB" },
  wordsMin: 1,
  async run({ arguments: args, client, terminal }) {
    const path = args.words[0]!;
    const own = ROOT + path;
    const limitsPath = requirePath(`${own}/${LIMITS}`);
    if (await client.exists(limitsPath) === null) {
      return terminal.stdout(`Quota does not exist for ${path}\n`);
    }
    const limit = LIMITS_BY_LETTER.find(([letter]) => args.has(letter))?.[1].name;
    if (limit === undefined) return await removeQuota(client, own);
    const limits = await readQuota(client, limitsPath);
    limits.set(limit, -1);
    await client.setData(limitsPath, limits.bytes);
  },
};

/** With the znodes above it that hold nothing else. */
async function removeQuota(client: ZooKeeperClient, own: string): Promise<void> {
  for (const name of (await client.getChildren(own)).children) {
    await client.delete(`${own}/${name}`);
  }
  for (let path = own; path !== ROOT; path = path.slice(0, path.lastIndexOf("/"))) {
    if ((await client.getChildren(path)).children.length > 0) return;
    await client.delete(path);
  }
}

function isNoNode(error: unknown): boolean {
  return error instanceof KeeperError && error.code === ErrorCode.NONODE;
}

/** All of them. */
export const quotaCommands: readonly ShellCommand[] = [setquota, listquota, delquota];
