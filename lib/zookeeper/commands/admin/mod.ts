/**
 * The list of the AdminServer's commands: a new one is a line here. `snapshot` and `restore` are
 * not among them: they answer with bytes and take some, so they stand where HTTP is.
 *
 * @module
 */
import type { CommandContext } from "../command.ts";
import type { AdminCommand, AdminFields } from "./admin_command.ts";
import { configuration, initialConfiguration } from "./configuration.ts";
import { connections, connectionStatReset } from "./connections.ts";
import { dump } from "./dump.ts";
import { environment, systemProperties } from "./environment.ts";
import { monitor } from "./monitor.ts";
import { serverStats, statReset, stats } from "./server_stats.ts";
import {
  isReadOnly,
  leader,
  observerConnectionStatReset,
  observers,
  ruok,
  votingView,
  zabState,
} from "./standalone.ts";
import { dirs, hash, lastSnapshot } from "./storage.ts";
import { getTraceMask, setTraceMask } from "./trace_mask.ts";
import { watches, watchesByPath, watchSummary } from "./watches.ts";

/** All commands that answer with fields. */
export const adminCommands: readonly AdminCommand[] = [
  configuration,
  connectionStatReset,
  connections,
  dirs,
  dump,
  environment,
  getTraceMask,
  hash,
  initialConfiguration,
  isReadOnly,
  lastSnapshot,
  leader,
  monitor,
  observerConnectionStatReset,
  observers,
  ruok,
  serverStats,
  setTraceMask,
  statReset,
  stats,
  systemProperties,
  votingView,
  watches,
  watchesByPath,
  watchSummary,
  zabState,
];

const commandsByName = new Map(
  adminCommands.flatMap((command) => command.names.map((name) => [name, command] as const)),
);

/** True for a name or an alias. */
export function isAdminCommand(name: string): boolean {
  return commandsByName.has(name);
}

/** What a command answers: its fields, its name, and its error or null. */
export function runAdminCommand(
  name: string,
  { context, query }: { context: CommandContext; query: ReadonlyMap<string, string> },
): AdminFields {
  const command = commandsByName.get(name);
  if (command === undefined) return { command: name, error: `Unknown command: ${name}` };
  const fields = command.run(context, query);
  // Where a command has an error, ZooKeeper puts it in front.
  const outcome = { command: command.names[0] };
  return "error" in fields ? { ...fields, ...outcome } : { ...fields, ...outcome, error: null };
}
