/**
 * dump: sessions by when they end, the ephemeral nodes they own, and connections by when they end.
 *
 * @module
 */
import { sessionIdText } from "../tree/session.ts";
import type { Command, CommandContext } from "./command.ts";
import { addressText, type Deadline } from "./report.ts";

/** As Java writes a date: `Sat Nov 21 14:51:41 UTC 2026`. */
function dateText(timeMs: number): string {
  const [day, date, month, year, time] = new Date(timeMs).toUTCString().split(" ");
  return `${day!.slice(0, 3)} ${month} ${date} ${time} UTC ${year}`;
}

function deadlineLines<T>(
  deadlines: Iterable<Deadline<T>>,
  { title, nowMs, line }: { title: string; nowMs: number; line: (one: T) => string },
): string {
  let lines = "";
  let buckets = 0;
  let count = 0;
  for (const { inMs, ending } of deadlines) {
    buckets += 1;
    count += ending.length;
    lines += `${ending.length} expire at ${dateText(nowMs + inMs)}:\n`;
    for (const one of ending) lines += `\t${line(one)}\n`;
  }
  return `${title} (${buckets})/(${count}):\n${lines}`;
}

function ephemeralLines(context: CommandContext): string {
  const ephemerals = context.ephemerals();
  let text = `Sessions with Ephemerals (${ephemerals.size}):\n`;
  for (const [sessionId, paths] of ephemerals) {
    text += `${sessionIdText(sessionId)}:\n`;
    for (const path of paths) text += `\t${path}\n`;
  }
  return text;
}

export const dump: Command = {
  word: "dump",
  run(context) {
    const nowMs = context.nowMs();
    const sessions = deadlineLines(context.sessionDeadlines(), {
      title: "Session Sets",
      nowMs,
      line: sessionIdText,
    });
    const connections = deadlineLines(context.connectionDeadlines(), {
      title: "Connections Sets",
      nowMs,
      line: (one) => `ip: /${addressText(one)} sessionId: ${sessionIdText(one.sessionId)}`,
    });
    return `SessionTracker dump:\n${sessions}ephemeral nodes dump:\n${ephemeralLines(context)}` +
      `Connections dump:\n${connections}`;
  },
};
