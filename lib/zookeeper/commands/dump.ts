/**
 * dump: sessions by the time until they end, and the ephemeral nodes they own.
 *
 * @module
 */
import { sessionIdText } from "../tree/session.ts";
import type { Command, CommandContext } from "./command.ts";

function sessionLines(context: CommandContext): string {
  const buckets = [...context.sessionDeadlines()];
  const count = buckets.reduce((sum, { sessionIds }) => sum + sessionIds.length, 0);
  let text = `Session Sets (${buckets.length})/(${count}):\n`;
  for (const { inMs, sessionIds } of buckets) {
    text += `${sessionIds.length} expire in ${Math.round(inMs)} ms:\n`;
    for (const id of sessionIds) text += `\t${sessionIdText(id)}\n`;
  }
  return text;
}

export const dump: Command = {
  word: "dump",
  run(context) {
    const ephemerals = context.ephemerals();
    let text = `SessionTracker dump:\n${sessionLines(context)}ephemeral nodes dump:\n` +
      `Sessions with Ephemerals (${ephemerals.size}):\n`;
    for (const [sessionId, paths] of ephemerals) {
      text += `${sessionIdText(sessionId)}:\n`;
      for (const path of paths) text += `\t${path}\n`;
    }
    return text;
  },
};
