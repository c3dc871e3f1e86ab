/**
 * srvr: the server's version, traffic and size.
 *
 * @module
 */
import type { Command } from "./command.ts";
import { formatLatency, type ServerReport } from "./report.ts";

/** The lines that `srvr` and `stat` share, behind the version. */
export function serverLines(report: ServerReport): string {
  return [
    `Latency min/avg/max: ${formatLatency(report.latency)}`,
    `Received: ${report.packetsReceived}`,
    `Sent: ${report.packetsSent}`,
    `Connections: ${report.connections}`,
    `Outstanding: ${report.outstandingRequests}`,
    `Zxid: 0x${report.lastProcessedZxid.toString(16)}`,
    "Mode: standalone",
    `Node count: ${report.znodes}`,
    "",
  ].join("\n");
}

/** The first line of `srvr` and `stat`. */
export function versionLine(report: ServerReport): string {
  return `Zookeeper version: ${report.version}\n`;
}

export const srvr: Command = {
  word: "srvr",
  run(context) {
    const report = context.report();
    return versionLine(report) + serverLines(report);
  },
};
