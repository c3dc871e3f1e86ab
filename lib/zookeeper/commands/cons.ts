/**
 * cons: one line for each connection, with its session's figures.
 *
 * @module
 */
import { sessionIdText } from "../tree/session.ts";
import type { Command } from "./command.ts";
import { addressText, type ConnectionReport } from "./report.ts";

/** What `stat` tells of a connection. */
export function briefLine(connection: ConnectionReport): string {
  return ` /${addressText(connection)}[${connection.isReading ? 1 : 0}]` +
    `(queued=${connection.queuedRequests},recved=${connection.packetsReceived},` +
    `sent=${connection.packetsSent}`;
}

function fullLine(connection: ConnectionReport): string {
  const brief = briefLine(connection);
  if (connection.sessionId === 0n) return brief;
  const { minMs, avgMs, maxMs } = connection.latency;
  return [
    brief,
    `sid=${sessionIdText(connection.sessionId)}`,
    `lop=${connection.lastOperation}`,
    `est=${connection.establishedMs}`,
    `to=${connection.sessionTimeoutMs}`,
    ...(connection.lastCxid >= 0 ? [`lcxid=0x${connection.lastCxid.toString(16)}`] : []),
    `lzxid=0x${BigInt.asUintN(64, BigInt(connection.lastZxid)).toString(16)}`,
    `lresp=${Math.floor(connection.lastResponseMs)}`,
    `llat=${connection.lastLatencyMs}`,
    `minlat=${minMs}`,
    `avglat=${Math.floor(avgMs)}`,
    `maxlat=${maxMs}`,
  ].join(",");
}

export const cons: Command = {
  word: "cons",
  run(context) {
    let text = "";
    for (const connection of context.connections()) text += `${fullLine(connection)})\n`;
    return text + "\n";
  },
};
