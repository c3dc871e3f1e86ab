/**
 * The arguments of the server that runs on this machine: a container's command may set what the
 * health check, which is given none of it, has to know.
 *
 * @module
 */
import type { Processes } from "../../io/processes.ts";

const START_SCRIPT = /^kafka-server-start(\.sh)?$/;

/**
 * What follows `start` in the command line of the one `kedge start` of this user: nothing where
 * none runs, null where more than one does.
 */
export function runningArguments(processes: Processes): string[] | null {
  const own = baseName(processes.own.at(-1) ?? "");
  const found = processes.list().map(({ command }) => startArguments(command, own))
    .filter((args) => args !== null);
  const [first = [], ...others] = found;
  return others.every((one) => isSame(one, first)) ? first : null;
}

/** Null where a command line is not that of a server. */
function startArguments(command: readonly string[], own: string): string[] | null {
  // An interpreter, or an init process that waits for the server, may stand before it.
  const at = command.findIndex((word, index) =>
    START_SCRIPT.test(baseName(word)) || (baseName(word) === own && command[index + 1] === "start")
  );
  if (at < 0) return null;
  return command.slice(START_SCRIPT.test(baseName(command[at]!)) ? at + 1 : at + 2);
}

/** An init process has the same words in its command line as what it runs. */
function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word, index) => word === other[index]);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
