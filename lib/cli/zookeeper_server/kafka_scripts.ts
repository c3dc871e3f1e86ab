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
import type { ServerHost } from "./server_host.ts";

/** Which server a script is for. */
export interface ServerKind {
  /** `zookeeper` or `kafka`, in the messages. */
  readonly name: string;
  readonly usage: string;
  /** The arguments of `kedge start` for the script's. */
  startArguments(args: readonly string[]): string[];
  /** Whether a process is such a server. */
  isServer(process: RunningProcess): boolean;
}

/** A ZooKeeper server and nothing else. */
export const ZOOKEEPER_SERVER: ServerKind = {
  name: "zookeeper",
  usage: "USAGE: zookeeper-server-start.sh [-daemon] zookeeper.properties",
  startArguments: (args) => ["--zookeeper-config", ...args],
  isServer: ({ command }) => actionOf(command) === "zookeeper",
};

/** A broker, with its coordinator. */
export const KAFKA_SERVER: ServerKind = {
  name: "kafka",
  usage: "USAGE: kafka-server-start.sh [-daemon] server.properties [--override property=value]*",
  startArguments: (args) => [...args],
  isServer: ({ command }) => actionOf(command) === "kafka",
};

/** What a process of kedge does, by its arguments; null for others. */
function actionOf(command: readonly string[]): "zookeeper" | "kafka" | null {
  const at = command.slice(0, 3).findIndex((word) => START_WORD.test(word));
  const program = command[0] ?? "";
  if (at < 0) return null;
  const word = command[at]!;
  const rest = command.slice(at + 1);
  if (/zookeeper-server-start(\.sh)?$/.test(word)) return "zookeeper";
  if (/kafka-server-start(\.sh)?$/.test(word)) return "kafka";
  const isOwn = word === "start" && [program, command[at - 1] ?? ""].some((each) => OWN.test(each));
  if (word === "start" && !isOwn) return null;
  if (word === "start-foreground") {
    return OWN_SERVER.test(command[at - 1] ?? "") ? "zookeeper" : null;
  }
  return rest[0] === "--zookeeper-config" && !rest.slice(2).some(isFile) ? "zookeeper" : "kafka";
}

const START_WORD = /^(start|start-foreground|(.*\/)?(zookeeper|kafka)-server-start(\.sh)?)$/;
const OWN = /(^|\/)(kedge|main\.ts)$/;
const OWN_SERVER = /(^|\/)zkServer(\.sh)?$/;

/** A word that is neither an option nor its value. */
function isFile(word: string, at: number, words: readonly string[]): boolean {
  return !word.startsWith("-") && words[at - 1] !== "--override";
}

/** Starts a server, in this process or with `-daemon` in the background. */
export async function startServer(
  kind: ServerKind,
  { args, host, terminal }: { args: readonly string[]; host: ServerHost; terminal: Terminal },
): Promise<number> {
  const isDaemon = args[0] === "-daemon";
  const given = isDaemon ? args.slice(1) : args;
  if (given.length === 0) {
    terminal.stdout(`${kind.usage}\n`);
    return 1;
  }
  const startArguments = kind.startArguments(given);
  await terminal.flush();
  if (!isDaemon) return await host.serve(startArguments);
  const folder = host.variables["LOG_DIR"] || "logs";
  const output = joinPath(folder, kind.name === "kafka" ? "kafkaServer.out" : "zookeeper.out");
  const outcome = await startInBackground(host, {
    args: startArguments,
    output,
    started() {/* the script notes no process id */},
  });
  if (outcome.state !== "failed") return 0;
  terminal.stderr(`${outcome.lastWords}\n(all it said is in ${output})\n`);
  return 1;
}

/** Stops all servers of a kind that this user runs. */
export async function stopServers(
  kind: ServerKind,
  { host, terminal }: { host: ServerHost; terminal: Terminal },
): Promise<number> {
  const found = host.processes.list().filter((each) => kind.isServer(each));
  if (found.length === 0) {
    terminal.stdout(`No ${kind.name} server to stop\n`);
    return 1;
  }
  const stopped = await Promise.all(found.map(({ pid }) => stopProcess(host, pid)));
  const left = found.filter((_, index) => !stopped[index]).map(({ pid }) => pid);
  if (left.length === 0) return 0;
  terminal.stderr(`Process ${left.join(", ")} goes on, or is not yours to stop\n`);
  return 1;
}
