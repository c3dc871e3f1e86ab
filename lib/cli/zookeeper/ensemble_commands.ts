/**
 * The shell's commands on the ensemble's members.
 *
 * @module
 */

import { parseProperties } from "../../config/properties.ts";
import type { ShellArguments } from "./arguments.ts";
import type { ShellCall, ShellCommand } from "./shell_command.ts";
import { ShellError } from "./shell_error.ts";
import { statText } from "./stat_text.ts";

const decoder = new TextDecoder();

const config: ShellCommand = {
  name: "config",
  usage: "[-c] [-w] [-s]",
  options: { flags: "cws" },
  wordsMin: 0,
  async run({ arguments: args, client, terminal }) {
    const watch = args.has("w") ? "watch" : "no watch";
    const { data, stat } = await client.getConfig({ watch });
    const text = data === null ? "null" : decoder.decode(data);
    terminal.stdout(`${args.has("c") ? clientAddresses(text) : text}\n`);
    if (args.has("s")) terminal.stdout(statText(stat));
  },
};

/** The configuration's version, a space, and where clients connect to. */
function clientAddresses(text: string): string {
  let version = "";
  const addresses: string[] = [];
  for (const line of text.split("\n")) {
    const [key = "", value = ""] = line.split(/=(.*)/s).map((word) => word.trim());
    if (key === "version") version = value;
    if (!key.startsWith("server.")) continue;
    const [, client = ""] = value.split(";");
    const host = value.split(":")[0] ?? "";
    if (client !== "") addresses.push(client.includes(":") ? client : `${host}:${client}`);
  }
  return `${version} ${addresses.join(",")}`;
}

const reconfig: ShellCommand = {
  name: "reconfig",
  usage: "[-s] [-v version] [[-file path] | " +
    "[-members serverID=host:port1:port2;port3[,...]*]] | " +
    "[-add serverId=host:port1:port2;port3[,...]]* [-remove serverId[,...]*]",
  options: { flags: "s", valued: "v", valuedNames: ["file", "members", "add", "remove"] },
  wordsMin: 0,
  async run(call) {
    const { arguments: args, client, terminal } = call;
    const change = { curConfigId: configVersion(args), ...changeOf(call) };
    const { data, stat } = await client.reconfigure(change);
    const text = data === null ? "" : decoder.decode(data);
    terminal.stdout(`Committed new configuration:\n${text}\n`);
    if (args.has("s")) terminal.stdout(statText(stat));
  },
};

function configVersion(args: ShellArguments): number {
  const changes = ["file", "members", "add", "remove"].some((name) => args.has(name));
  if (!changes) throw new ShellError(`reconfig ${reconfig.usage}`);
  const text = args.text("v");
  if (text === undefined) return -1;
  if (/^[+-]?[0-9a-f]+$/i.test(text)) return Number.parseInt(text, 16);
  throw new ShellError("-v must be followed by a long (configuration version)");
}

function changeOf({ arguments: args, readTextFile }: ShellCall) {
  const [file, members] = [args.text("file"), args.text("members")];
  const isIncremental = args.has("add") || args.has("remove");
  if ((file !== undefined || members !== undefined) && isIncremental) {
    throw new ShellError(
      "Can't use -file or -members together with -add or -remove (mixing incremental and " +
        "non-incremental modes is not allowed)",
    );
  }
  if (file !== undefined && members !== undefined) {
    throw new ShellError(
      "Can't use -file and -members together (conflicting non-incremental modes)",
    );
  }
  const newMembers = file === undefined ? members?.toLowerCase() : membersIn(file, readTextFile);
  return {
    joiningServers: args.text("add")?.toLowerCase() ?? null,
    leavingServers: args.text("remove")?.toLowerCase() ?? null,
    newMembers: newMembers ?? null,
  };
}

function membersIn(file: string, readTextFile: (path: string) => string): string {
  try {
    const servers = parseProperties(readTextFile(file)).filter(({ key }) =>
      key.startsWith("server.")
    );
    return servers.map(({ key, value }) => `${key}=${value}`).join(",");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ShellError(`Error processing ${file}${reason}`);
  }
}

/** All of them. */
export const ensembleCommands: readonly ShellCommand[] = [config, reconfig];
