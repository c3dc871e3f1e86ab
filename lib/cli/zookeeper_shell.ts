/**
 * zookeeper-shell.sh and zkCli.sh: looks at and changes znodes, one command from the arguments or
 * many from standard input.
 *
 * @module
 */

import { parseInteger } from "./zookeeper/arguments.ts";
import type { Command, CommandContext } from "./command.ts";
import { readLines } from "./read_lines.ts";
import { Shell } from "./zookeeper/shell.ts";
import { ShellError } from "./zookeeper/shell_error.ts";

const SERVER_DEFAULT = "localhost:2181";
const SESSION_TIMEOUT_MS = 30_000;
const USAGE = "USAGE: zookeeper-shell zookeeper_host:port[/path] [args...]";

/** What a process ends with that SIGINT ended. */
const INTERRUPTED = 130;

export const zookeeperShell: Command = {
  name: "zookeeper-shell",
  script: "zookeeper-shell.sh",
  summary: "Look at and change znodes",
  async run(args, terminal, environment) {
    const call = readCall(args);
    if (call === null) {
      terminal.stdout(`${USAGE}\n`);
      return 1;
    }
    const { systemEnvironment } = await import("./system_environment.ts");
    const context = { terminal, environment: environment ?? systemEnvironment() };
    terminal.stdout(`Connecting to ${call.connectString}\n`);
    const shell = new Shell(context, call);
    try {
      if (call.words.length > 0) await shell.run(joinWords(call.words));
      else return await runLines(shell, context);
    } finally {
      await terminal.flush().catch(() => {/* nobody reads any more */});
    }
    await shell.end();
    return shell.exitCode;
  },
};

interface Call {
  readonly connectString: string;
  readonly sessionTimeoutMs: number;
  /** The command, if one is in the arguments. */
  readonly words: readonly string[];
}

/** `HOST:PORT command…`, or with zkCli's options `-server HOST:PORT -timeout MS command…`. */
function readCall(args: readonly string[]): Call | null {
  let connectString: string | null = null;
  let sessionTimeoutMs = SESSION_TIMEOUT_MS;
  let at = 0;
  for (; args[at]?.startsWith("-"); at++) {
    const option = args[at]!;
    if (option === "--help" || option === "-help" || option === "-h") return null;
    if (option === "-server") connectString = args[++at] ?? null;
    else if (option === "-timeout") sessionTimeoutMs = timeoutOf(args[++at]) ?? SESSION_TIMEOUT_MS;
    else if (TAKES_FILE.includes(option)) at++;
  }
  if (connectString === null && at > 0) connectString = SERVER_DEFAULT;
  if (connectString === null && args[at] === undefined) return null;
  connectString ??= args[at++]!;
  return { connectString, sessionTimeoutMs, words: args.slice(at) };
}

/** Options for encrypted connections, which are not there yet. */
const TAKES_FILE: readonly string[] = ["-zk-tls-config-file", "-client-configuration"];

function timeoutOf(word: string | undefined): number | null {
  try {
    return word === undefined ? null : parseInteger(word);
  } catch (error) {
    if (error instanceof ShellError) return null;
    throw error;
  }
}

/** The process's arguments are words already: those with spaces are quoted to stay one. */
function joinWords(words: readonly string[]): string {
  return words.map((word) => {
    if (word !== "" && !/[\s"']/.test(word)) return word;
    return word.includes('"') ? `'${word}'` : `"${word}"`;
  }).join(" ");
}

async function runLines(shell: Shell, { terminal }: CommandContext): Promise<number> {
  terminal.stdout("Welcome to ZooKeeper!\nJLine support is disabled\n");
  let interrupt = () => {/* replaced below */};
  const interrupted = new Promise<null>((resolve) => interrupt = () => resolve(null));
  const release = terminal.onInterrupt(() => interrupt());
  await shell.connect();
  const lines = readLines(terminal.stdin);
  try {
    while (!shell.hasQuit) {
      if (terminal.isTerminal) terminal.stdout(`[zk: ${shell.commandCount}] `);
      await terminal.flush();
      const next = await Promise.race([lines.next(), interrupted]);
      if (next === null) return INTERRUPTED;
      if (next.done) break;
      await shell.run(next.value);
    }
    return shell.exitCode;
  } finally {
    release();
    await shell.end();
    await terminal.flush().catch(() => {/* nobody reads any more */});
  }
}
