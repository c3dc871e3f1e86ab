/**
 * Finds the command that was asked for, by the name of the link that kedge was called through
 * (`kafka-topics.sh`) or by the first argument (`kedge topics`), and runs it.
 *
 * @module
 */
import { nearestName } from "../config/suggestion.ts";
import { absenceText, absentScript } from "./absent_scripts.ts";
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
  const absent = absentScript(invokedAs) ?? absentScript(args[0] ?? "");
  if (absent !== undefined) {
    terminal.stderr(`${absenceText(absent)}\n`);
    await terminal.flush();
    return 1;
  }
  const exitCode = answer(args[0], terminal);
  await terminal.flush();
  return exitCode;
}

/** What can be answered without a command: version, help, and what is wrong with the name. */
function answer(name: string | undefined, terminal: Terminal): number {
  if (name === "--version") {
    terminal.stdout(`${VERSION_TEXT}\n`);
    return 0;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    terminal.stdout(usage());
    return 0;
  }
  terminal.stderr(name === undefined ? usage() : unknownName(name));
  return 2;
}

function unknownName(name: string): string {
  const names = commands.flatMap(({ name, scripts }) => [name, ...scripts]);
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  return `kedge: unknown command ${name}${hint}\nkedge --help lists the commands\n`;
}

function usage(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `usage: kedge COMMAND [options]\n\n${lines.join("\n")}\n\n` +
    "kedge COMMAND --help tells a command's options. A link to kedge with the name of one of\n" +
    "Kafka's scripts, such as kafka-topics.sh, behaves as that script.\n";
}
