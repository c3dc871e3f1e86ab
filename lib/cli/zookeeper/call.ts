/**
 * The arguments of a ZooKeeper shell: options before a command, read as ZooKeeper reads them, which
 * passes over options that it does not know.
 *
 * @module
 */

import { parseProperties } from "../../config/properties.ts";
import type { CommandContext } from "../command.ts";
import type { ShellSession } from "./run_session.ts";

const SERVER_DEFAULT = "localhost:2181";
const TIMEOUT_DEFAULT = "30000";

/** Options that a word follows. */
const VALUED = ["-server", "-timeout", "-client-configuration", "-zk-tls-config-file"];

/** Sorts the arguments, or says why the call cannot be run. */
export function parseCall(
  args: readonly string[],
  { terminal, environment }: CommandContext,
): Omit<ShellSession, "kind"> | { exitCode: number } {
  const values = new Map<string, string>();
  const flags = new Set<string>();
  let words: readonly string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (!word.startsWith("-")) {
      words = args.slice(at);
      break;
    }
    const value = args[at + 1];
    if (!VALUED.includes(word)) flags.add(word);
    else if (value === undefined) {
      terminal.stderr(`Error: no argument found for option ${word}\n`);
    } else {
      values.set(word, value);
      at++;
    }
  }
  const timeout = values.get("-timeout") ?? TIMEOUT_DEFAULT;
  if (!/^\d+$/.test(timeout)) {
    terminal.stderr(`Cannot use -timeout ${timeout}: it is a number of ms\n`);
    return { exitCode: 1 };
  }
  for (const option of ["-client-configuration", "-zk-tls-config-file"]) {
    const file = values.get(option);
    const fault = file === undefined ? null : configurationFault(file, environment.readTextFile);
    if (fault === null) continue;
    terminal.stderr(`${fault}\n`);
    return { exitCode: 2 };
  }
  return {
    connectString: values.get("-server") ?? SERVER_DEFAULT,
    sessionTimeoutMs: Number(timeout),
    readOnly: flags.has("-r"),
    waitsForConnection: flags.has("-waitforconnection"),
    words,
  };
}

/** A configuration of the Java client matters here only where it asks for what is not there. */
function configurationFault(file: string, readTextFile: (path: string) => string): string | null {
  let text: string;
  try {
    text = readTextFile(file);
  } catch (error) {
    return `Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`;
  }
  const secure = parseProperties(text).find(({ key }) => key === "zookeeper.client.secure");
  if (secure?.value.trim().toLowerCase() !== "true") return null;
  return `Cannot connect as ${file} says: there is no TLS yet (zookeeper.client.secure=true)`;
}
