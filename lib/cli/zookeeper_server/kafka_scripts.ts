/**
 * Kafka's scripts that start and stop servers: kafka-server-start.sh and -stop.sh, and those of the
 * ZooKeeper that comes with it.
 *
 * @module
 */
import { joinPath } from "../../io/file.ts";
import type { RunningProcess } from "../../io/processes.ts";
import type { Terminal } from "../command.ts";
import { startInBackground, stopProcess } from "./background.ts";
import { type ServerHost, systemFault } from "./server_host.ts";

/** Which server a script is for. */
export interface ServerKind {
  /** `zookeeper` or `kafka`, in the messages. */
  readonly name: string;
  /** In the folder of logs. */
  readonly logFile: string;
  readonly usage: string;
  /** The arguments of `kedge start` for the script's. */
  startArguments(args: readonly string[]): string[];
  /** Whether a process is such a server. */
  isServer(process: RunningProcess): boolean;
}

/** A ZooKeeper server and nothing else. */
export const ZOOKEEPER_SERVER: ServerKind = {
  name: "zookeeper",
  logFile: "zookeeper.log",
  usage: "USAGE: zookeeper-server-start.sh [-daemon] zookeeper.properties",
  startArguments: (args) => ["--zookeeper-config", ...args],
  isServer: ({ command }) => actionOf(command) === "zookeeper",
};

/** A broker, with its coordinator. */
export const KAFKA_SERVER: ServerKind = {
  name: "kafka",
  logFile: "server.log",
  usage: "USAGE: kafka-server-start.sh [-daemon] server.properties [--override property=value]*",
  startArguments: (args) => [...args],
  isServer: ({ command }) => actionOf(command) === "kafka",
};

/** What a process of kedge does, by its arguments; null for others. */
function actionOf(command: readonly string[]): "zookeeper" | "kafka" | null {
  if (isForeground(command)) return "zookeeper";
  const at = command.slice(0, 3).findIndex((word) => START_WORD.test(word));
  const program = command[0] ?? "";
  if (at < 0) return null;
  const word = command[at]!;
  const rest = command.slice(at + 1);
  const isOwn = [program, command[at - 1] ?? ""].some((each) => OWN.test(each));
  // Behind another program's name it is a file that is looked at: `vi kafka-server-start.sh`.
  const isScript = at === 0 || isOwn;
  if (/zookeeper-server-start(\.sh)?$/.test(word)) return isScript ? "zookeeper" : null;
  if (/kafka-server-start(\.sh)?$/.test(word)) return isScript ? "kafka" : null;
  if (word === "start" && !isOwn) return null;
  const isAlone = rest.some(isZooCfg) &&
    !rest.some((...each) => isFile(...each) && !isZooCfg(...each));
  return isAlone ? "zookeeper" : "kafka";
}

/** `zkServer.sh [--config FOLDER] start-foreground`. */
function isForeground(command: readonly string[]): boolean {
  const at = command.slice(0, 3).findIndex((word) => OWN_SERVER.test(word));
  if (at < 0 || (at > 0 && !OWN.test(command[at - 1]!))) return false;
  const words = command.slice(at + 1);
  return (words[0] === "--config" ? words[2] : words[0]) === "start-foreground";
}

const START_WORD = /^(start|(.*\/)?(zookeeper|kafka)-server-start(\.sh)?)$/;
const OWN = /(^|\/)(kedge|main\.ts)$/;
const SOURCE = /(^|\/)main\.ts$/;
const OWN_SERVER = /(^|\/)zkServer(\.sh)?$/;

/** A word that is neither an option nor its value. */
function isFile(word: string, at: number, words: readonly string[]): boolean {
  const before = words[at - 1];
  return !word.startsWith("-") && before !== "--override" && before !== "--log-file";
}

function isZooCfg(word: string, at: number, words: readonly string[]): boolean {
  const before = words[at - 1];
  return before === "--zookeeper-config" || (before !== "--override" && word.endsWith(".cfg"));
}

const encoder = new TextEncoder();
const PID_FILE = "--pid-file";

/** Whether a word asks for a server in the background. */
function isDaemonWord(word: string | undefined): boolean {
  return word === "-daemon" || word === "--daemon";
}

/** Takes `--pid-file FILE` out of arguments. */
function takePidFile(args: readonly string[]): { pidFile: string | null; rest: string[] } {
  const at = args.indexOf(PID_FILE);
  if (at < 0) return { pidFile: null, rest: [...args] };
  return { pidFile: args[at + 1] ?? null, rest: args.filter((_, i) => i !== at && i !== at + 1) };
}

/**
 * Starts a server, in this process or with `-daemon` (or `--daemon`) in the background; then
 * `--pid-file` names a file for the process's id.
 */
export async function startServer(
  kind: ServerKind,
  { args, host, terminal }: { args: readonly string[]; host: ServerHost; terminal: Terminal },
): Promise<number> {
  const isDaemon = isDaemonWord(args[0]);
  const { pidFile, rest: given } = takePidFile(isDaemon ? args.slice(1) : args);
  if (given.length === 0) {
    terminal.stdout(`${kind.usage}\n`);
    return 1;
  }
  const startArguments = kind.startArguments(given);
  await terminal.flush();
  if (!isDaemon) return await host.serve(startArguments);
  const folder = host.variables["LOG_DIR"] || "logs";
  const output = joinPath(folder, kind.name === "kafka" ? "kafkaServer.out" : "zookeeper.out");
  try {
    const outcome = await startInBackground(host, {
      args: [`--default-log-file=${joinPath(folder, kind.logFile)}`, ...startArguments],
      output,
      started(pid) {
        // Kafka's scripts note no process id.
        if (pidFile !== null) host.files.replaceFile(pidFile, encoder.encode(`${pid}\n`));
      },
    });
    if (outcome.state !== "failed") return 0;
    terminal.stderr(`${outcome.lastWords}\n(all it said is in ${output})\n`);
  } catch (error) {
    terminal.stderr(`${systemFault(error)}\n`);
  }
  return 1;
}

/** Stops all servers of a kind that this user runs; with `--pid-file` the one noted there. */
export async function stopServers(
  kind: ServerKind,
  { args = [], host, terminal }: {
    args?: readonly string[];
    host: ServerHost;
    terminal: Terminal;
  },
): Promise<number> {
  const { pidFile } = takePidFile(args);
  const noted = pidFile === null ? null : notedPid(pidFile, host);
  // An executable has no source: another project's main.ts would be ended for it.
  const isCompiled = host.processes.own.length === 1;
  const found = host.processes.list()
    .filter(({ command }) => !isCompiled || !command.slice(0, 2).some((word) => SOURCE.test(word)))
    .filter((each) => kind.isServer(each) && (pidFile === null || each.pid === noted));
  if (found.length === 0) {
    terminal.stdout(`No ${kind.name} server to stop\n`);
    return 1;
  }
  const stopped = await Promise.all(found.map(({ pid }) => stopProcess(host, pid)));
  const left = found.filter((_, index) => !stopped[index]).map(({ pid }) => pid);
  if (left.length === 0) {
    if (pidFile !== null) host.files.remove(pidFile);
    return 0;
  }
  terminal.stderr(`Process ${left.join(", ")} goes on, or is not yours to stop\n`);
  return 1;
}

/** The process id in a file, null where there is none. */
function notedPid(pidFile: string, { files }: ServerHost): number | null {
  if (!files.exists(pidFile)) return null;
  const pid = Number(new TextDecoder().decode(files.readFile(pidFile)).trim());
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
}
