/**
 * zkServer.sh: starts, stops and asks after the ZooKeeper server of a zoo.cfg, with the words and
 * output of ZooKeeper 3.9's script.
 *
 * @module
 */
import { folderOf } from "../../io/file.ts";
import { BUILT_ON } from "../../broker/version.ts";
import { askFourLetterWord } from "../../zookeeper/client/four_letter_word.ts";
import type { Terminal } from "../command.ts";
import { VERSION, ZOOKEEPER_VERSION } from "../version.ts";
import { startInBackground, stopProcess } from "./background.ts";
import { readJavaFlags } from "./java_flags.ts";
import { configPath, outputPath, pidPath } from "./places.ts";
import { type ServerHost, systemFault } from "./server_host.ts";
import { readZooCfgFacts, type ZooCfgFacts } from "./zoo_cfg_facts.ts";

const USAGE = "Usage: zkServer.sh [--config <conf-dir>] " +
  "{start|start-foreground|stop|version|restart|status|print-cmd}\n";
const STATUS_LIMIT_MS = 5000;

/** What one call works with. */
interface Call extends ZooCfgFacts {
  readonly host: ServerHost;
  readonly terminal: Terminal;
  readonly config: string;
  readonly overrides: readonly string[];
}

const ACTIONS: Readonly<Record<string, (call: Call) => Promise<number> | number>> = {
  start,
  "start-foreground": startInForeground,
  stop,
  restart,
  status,
  version,
  "print-cmd": printCommand,
};

/** Runs one call; returns the exit code. */
export async function runZkServer(
  args: readonly string[],
  { host, terminal }: { host: ServerHost; terminal: Terminal },
): Promise<number> {
  const hasFolder = args[0] === "--config" && args.length > 1;
  const [action = "", named] = hasFolder ? args.slice(2) : args;
  const disable = host.variables["JMXDISABLE"];
  terminal.stderr(
    disable === undefined || disable === "" || disable === "false"
      ? "ZooKeeper JMX enabled by default\n"
      : "JMX disabled by user request\n",
  );
  const config = configPath(host, { named, configFolder: hasFolder ? args[1] : undefined });
  terminal.stderr(`Using config: ${config}\n`);
  const run = ACTIONS[action];
  if (run === undefined) {
    terminal.stderr(USAGE);
    return 1;
  }
  const { overrides, ignored } = readJavaFlags(host);
  if (ignored.length > 0 && action.includes("start")) {
    terminal.stderr(`There is no Java here: ${ignored.join(" ")} is ignored\n`);
  }
  try {
    const facts = readZooCfgFacts(host, { path: config, overrides });
    return await run({ ...facts, host, terminal, config, overrides });
  } catch (error) {
    terminal.stderr(`${systemFault(error)}\n`);
    return 1;
  }
}

function startArguments({ config, overrides }: Call): string[] {
  const settings = overrides.flatMap((override) => ["--override", override]);
  return ["--zookeeper-config", config, ...settings];
}

async function start(call: Call): Promise<number> {
  const { host, terminal, dataDir, fault } = call;
  terminal.stdout("Starting zookeeper ... ");
  if (dataDir === null || fault !== null) {
    terminal.stdout("FAILED TO START\n");
    terminal.stderr(`${fault ?? "dataDir is not set"}\n`);
    return 1;
  }
  const pidFile = pidPath(host, dataDir);
  const running = readPid(host, pidFile);
  if (running !== null && isServer(host, running)) {
    terminal.stdout(`already running as process ${running}.\n`);
    return 1;
  }
  await terminal.flush();
  host.files.makeFolder(folderOf(pidFile));
  const output = outputPath(host, dataDir);
  const outcome = await startInBackground(host, {
    args: startArguments(call),
    output,
    started: (pid) => host.files.replaceFile(pidFile, new TextEncoder().encode(String(pid))),
  });
  if (outcome.state === "failed") {
    terminal.stdout("FAILED TO START\n");
    terminal.stderr(`${outcome.lastWords}\n(all it said is in ${output})\n`);
    return 1;
  }
  terminal.stdout("STARTED\n");
  if (outcome.state === "slow") {
    terminal.stderr(`It does not take clients yet; what it says is in ${output}\n`);
  }
  return 0;
}

async function startInForeground(call: Call): Promise<number> {
  await call.terminal.flush();
  return await call.host.serve(startArguments(call));
}

async function stop({ host, terminal, dataDir, config }: Call): Promise<number> {
  terminal.stdout("Stopping zookeeper ... ");
  await terminal.flush();
  const pidFile = pidPath(host, dataDir ?? folderOf(config));
  const pid = readPid(host, pidFile);
  if (pid === null) {
    terminal.stdout(`no zookeeper to stop (could not find file ${pidFile})\n`);
    return 0;
  }
  const wasRunning = isServer(host, pid);
  const hasStopped = wasRunning && await stopProcess(host, pid);
  if (wasRunning && !hasStopped) {
    terminal.stdout("FAILED TO STOP\n");
    terminal.stderr(`Process ${pid} goes on, or is not yours to stop\n`);
    return 1;
  }
  host.files.remove(pidFile);
  if (!wasRunning) terminal.stderr(`(process ${pid} is no server, or none any more) `);
  terminal.stdout("STOPPED\n");
  return 0;
}

async function restart(call: Call): Promise<number> {
  const stopped = await stop(call);
  return stopped === 0 ? await start(call) : stopped;
}

async function status(call: Call): Promise<number> {
  const { terminal, host, clientPort, fault } = call;
  const address = clientAddress(call);
  if (clientPort === null || address === null) {
    if (fault !== null) terminal.stderr(`${fault}\n`);
    terminal.stdout("Unable to find a client port in any configs. Terminating.\n");
    return 1;
  }
  const shown = call.clientPortAddress ?? "localhost";
  terminal.stdout(
    `Client port found: ${clientPort}. Client address: ${shown}. Client SSL: false.\n`,
  );
  const { network, clock } = host;
  const how = { ...address, network, clock, timeoutMs: STATUS_LIMIT_MS };
  const mode = await askFourLetterWord("srvr", how)
    .then((answer) => answer.split("\n").find((line) => line.includes("Mode")), () => undefined);
  terminal.stdout(`${mode ?? "Error contacting service. It is probably not running."}\n`);
  return mode === undefined ? 1 : 0;
}

function version({ terminal }: Call): number {
  terminal.stdout(
    `kedge, as Apache ZooKeeper, version ${ZOOKEEPER_VERSION}-kedge-${VERSION} ${BUILT_ON}\n`,
  );
  return 0;
}

function printCommand(call: Call): number {
  const { host, terminal, dataDir, config } = call;
  const words = [...host.processes.own, "start", ...startArguments(call)];
  const output = outputPath(host, dataDir ?? folderOf(config));
  const shown = words.map((word) => `"${word}"`).join(" ");
  terminal.stdout(`${shown} &>"${output}" </dev/null\n`);
  return 0;
}

/** Where this machine reaches the server. */
function clientAddress(
  { clientPort, clientPortAddress }: ZooCfgFacts,
): { host: string; port: number } | null {
  if (clientPort === null) return null;
  const written = clientPortAddress?.replace(/^\[|\]$/g, "") ?? "";
  const host = ["", "0.0.0.0", "::"].includes(written) ? "localhost" : written;
  return { host, port: clientPort };
}

function readPid({ files }: ServerHost, path: string): number | null {
  if (!files.exists(path)) return null;
  const text = new TextDecoder().decode(files.readFile(path)).trim();
  // Zero would mean every process of the group, this one among them.
  return /^[1-9]\d*$/.test(text) ? Number(text) : null;
}

const START_WORD = /^start(-foreground)?$|(^|\/)(zookeeper|kafka)-server-start(\.sh)?$/;

/** Whether a noted process is a server still: after a restart its id may be any program's. */
function isServer({ processes }: ServerHost, pid: number): boolean {
  if (!processes.isRunning(pid)) return false;
  const command = processes.command(pid);
  return command === null || command.slice(0, 3).some((word) => START_WORD.test(word));
}
