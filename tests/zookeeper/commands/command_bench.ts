/** A server's figures, made up, for the four-letter words to show. */
import type { CommandContext } from "../../../lib/zookeeper/commands/command.ts";
import type { ConnectionReport, ServerReport } from "../../../lib/zookeeper/commands/report.ts";

export const report: ServerReport = {
  version: "3.9.5-kedge-0.1.0, built on 2026-11-21 08:00 UTC",
  uptimeMs: 5158.7,
  lastProcessedZxid: 0x1f,
  latency: { minMs: 0, avgMs: 0.12345, maxMs: 7 },
  packetsReceived: 6,
  packetsSent: 7,
  bytesReceived: 20,
  bytesSent: 30,
  connections: 1,
  connectionsRejected: 2,
  connectionsDropped: 3,
  sessions: 4,
  sessionsExpired: 5,
  outstandingRequests: 8,
  znodes: 9,
  ephemerals: 10,
  approximateDataBytes: 44,
  watches: 11,
  watchedPaths: 12,
  watchers: 13,
  authenticationFailures: 14,
  appendsRefused: 15,
  dataDirBytes: 478,
  openFileDescriptors: 54,
  maxFileDescriptors: 20000,
};

const latency = { minMs: 0, avgMs: 1.5, maxMs: 3 };

/** A connection with a session, and one without. */
export const connections: readonly ConnectionReport[] = [
  {
    remoteAddress: "127.0.0.1",
    remotePort: 57454,
    isReading: true,
    queuedRequests: 2,
    packetsReceived: 5,
    packetsSent: 4,
    sessionId: 0x1a1fd57b84d0001n,
    lastOperation: "PING",
    establishedMs: 1_700_000_000_000,
    sessionTimeoutMs: 30_000,
    lastCxid: 26,
    lastZxid: 255,
    lastResponseMs: 1_700_000_001_000,
    lastLatencyMs: 1,
    latency,
  },
  {
    remoteAddress: "::1",
    remotePort: 57438,
    isReading: false,
    queuedRequests: 0,
    packetsReceived: 1,
    packetsSent: 0,
    sessionId: 0n,
    lastOperation: "NA",
    establishedMs: 0,
    sessionTimeoutMs: 0,
    lastCxid: -1,
    lastZxid: -1,
    lastResponseMs: 0,
    lastLatencyMs: 0,
    latency,
  },
];

/** What the words look at; `resets` has what they asked for. */
export function commandContext(): CommandContext & { readonly resets: string[] } {
  const resets: string[] = [];
  return {
    resets,
    report: () => report,
    connections: () => connections,
    configuration: () => [["clientPort", "2181"], ["tickTime", "2000"]],
    environment: () => [["zookeeper.version", "3.9.5-x, built on y"], ["host.name", "here"]],
    ephemerals: () => new Map([[0x1a1fd57b84d0001n, new Set(["/a", "/b"])]]),
    sessionDeadlines: () => [{ inMs: 1234.5, sessionIds: [0x1a1fd57b84d0001n, 2n] }],
    resetStatistics: () => resets.push("server"),
    resetConnectionStatistics: () => resets.push("connections"),
  };
}
