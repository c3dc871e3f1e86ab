/**
 * Finds the command that was asked for, by the name of the link that kedge was called through
 * (`kafka-topics.sh`) or by the first argument (`kedge topics`), and runs it.
 *
 * @module
 */
import { commands, findCommand } from "./mod.ts";
import { systemTerminal } from "./system_terminal.ts";
import { VERSION_TEXT } from "./version.ts";

/**
 * Runs one command; returns its exit code.
 *
 * @param invokedAs the path or name that the executable was called by
 */
export async function runCommand(invokedAs: string, args: readonly string[]): Promise<number> {
  const found = findCommand(invokedAs, args);
  if (found !== null) {
    const command = await found.entry.load();
    return await command.run(found.args, systemTerminal());
  }
  const [name, ...rest] = args;
  if (name === "start") {
    const { startCommand } = await import("../broker/start_command.ts");
    return await startCommand(rest);
  }
  if (name === "--version" || name === "version") {
    process.stdout.write(`${VERSION_TEXT}\n`);
    return 0;
  }
  const asked = name === "--help" || name === "-h" || name === "help";
  const text = usage();
  if (asked) process.stdout.write(text);
  else {process.stderr.write(
      name === undefined ? text : `kedge: unknown command ${name}\n\n${text}`,
    );}
  return asked ? 0 : 2;
}

function usage(): string {
  const rows: [string, string][] = [
    ["start", "Start the broker, the coordinator and the REST admin"],
    ...commands.map(({ name, summary }): [string, string] => [name, summary]),
    ["version", "Print the version"],
  ];
  const lines = rows.map(([name, summary]) => `  ${name.padEnd(20)} ${summary}`);
  return `usage: kedge COMMAND [options]\n\n${lines.join("\n")}\n\n` +
    "kedge COMMAND --help tells a command's options. A link to kedge that has the name of one of\n" +
    "Kafka's scripts, such as kafka-topics.sh, behaves as that script.\n";
}
