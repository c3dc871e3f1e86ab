/**
 * Finds the command that was asked for, by the name of the link that kedge was called through
 * (`kafka-topics.sh`) or by the first argument (`kedge topics`), and runs it.
 *
 * @module
 */
import { commands, findCommand, type Terminal } from "./mod.ts";
import { systemTerminal } from "./system_terminal.ts";
import { VERSION_TEXT } from "./version.ts";

/**
 * Runs one command; returns its exit code.
 *
 * @param invokedAs the path or name that the executable was called by
 * @param terminal where it reads and writes
 */
export async function runCommand(
  invokedAs: string,
  args: readonly string[],
  terminal: Terminal = systemTerminal(),
): Promise<number> {
  const found = findCommand(invokedAs, args);
  if (found !== null) return await (await found.entry.load()).run(found.args, terminal);
  const [name, ...rest] = args;
  if (name === "start") {
    if (rest.some(isDaemonWord)) return await startInBackground(rest, terminal);
    const { startCommand } = await import("../broker/start_command.ts");
    return await startCommand(rest);
  }
  if (name === "zookeeper") {
    const { zookeeperCommand } = await import("../broker/zookeeper_command.ts");
    return await zookeeperCommand(rest);
  }
  const exitCode = answer(name, terminal);
  await terminal.flush();
  return exitCode;
}

/** `kedge start --daemon`: as kafka-server-start.sh -daemon does. */
async function startInBackground(args: readonly string[], terminal: Terminal): Promise<number> {
  const { kafkaServerStart } = await import("./server_start.ts");
  const rest = args.filter((word) => !isDaemonWord(word));
  return await kafkaServerStart.run(["-daemon", ...rest], terminal);
}

/** As kafka_scripts.ts has it, which is not loaded for this. */
function isDaemonWord(word: string): boolean {
  return word === "-daemon" || word === "--daemon";
}

/** What can be answered without a command: version, help, and what is wrong with the name. */
function answer(name: string | undefined, terminal: Terminal): number {
  if (name === "--version" || name === "version") {
    terminal.stdout(`${VERSION_TEXT}\n`);
    return 0;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    terminal.stdout(usage());
    return 0;
  }
  const fault = name === undefined ? "" : `kedge: unknown command ${name}\n\n`;
  terminal.stderr(fault + usage());
  return 2;
}

function usage(): string {
  const rows: [string, string][] = [
    ["start", "Start the broker, the coordinator and the REST admin"],
    ["zookeeper", "Move znodes from an Apache ZooKeeper and back"],
    ...commands.map(({ name, summary }): [string, string] => [name, summary]),
    ["version", "Print the version"],
  ];
  const lines = rows.map(([name, summary]) => `  ${name.padEnd(22)} ${summary}`);
  return `usage: kedge COMMAND [options]\n\n${lines.join("\n")}\n\n` +
    "kedge COMMAND --help tells a command's options. A link to kedge with the name of one of\n" +
    "Kafka's scripts, such as kafka-topics.sh, behaves as that script.\n";
}
