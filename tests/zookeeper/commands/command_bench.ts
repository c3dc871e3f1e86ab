/** A server's figures, made up, for the four-letter words to show. */
import { Summary } from "../../../lib/metrics/summary.ts";
import type { CommandContext } from "../../../lib/zookeeper/commands/command.ts";
import type {
  ConnectionReport,
  MetricReading,
  ServerReport,
} from "../../../lib/zookeeper/commands/report.ts";

export const report: ServerReport = {
  version: "3.9.5-kedge-0.1.0, built on 2026-11-21 08:00 UTC",
  uptimeMs: 5158.7,
  lastProcessedZxid: 0x1f,
  latency: { minMs: 0, avgMs: 0.12345, maxMs: 7 },
  packetsReceived: 6,
  packetsSent: 7,
  bytesReceived: 20,
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
  dataWatches: 21,
  watchedPaths: 12,
  watchers: 13,
  authenticationFailures: 14,
  slowFlushes: 17,
  appendsRefused: 15,
  responseSizes: { last: 16, min: 8, max: 96 },
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
    lastResponseMs: 24127145.5,
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

function summaryOf(...values: number[]): Summary {
  const summary = new Summary();
  for (const value of values) summary.observe(value);
  return summary;
}

const metrics: readonly MetricReading[] = [
  { type: "gauge", name: "avg_latency", value: 0.12345, help: "" },
  { type: "gauge", name: "znode_count", value: 9, help: "" },
  { type: "counter", name: "response_bytes", value: 30, help: "" },
  { type: "summary", name: "fsynctime", summary: summaryOf(1, 2, 2), detail: "median", help: "" },
  {
    type: "summary",
    name: "readlatency",
    summary: summaryOf(1, 3),
    detail: "percentiles",
    help: "",
  },
];

/** What the words look at; `resets` has what they asked for. */
export function commandContext(): CommandContext & { readonly resets: string[] } {
  const resets: string[] = [];
  return {
    resets,
    version: report.version,
    report: () => report,
    connections: () => connections,
    metrics: () => metrics,
    configuration: () => ({
      clientPort: 2181,
      dataDir: "/data",
      dataDirBytes: 478,
      tickTimeMs: 2000,
      maxClientCnxns: 60,
      minSessionTimeoutMs: 4000,
      maxSessionTimeoutMs: 40000,
    }),
    initialConfiguration: () => "clientPort=2181\ntickTime=2000\n",
    systemProperties: () => [["zookeeper.tickTime", "2000"]],
    environment: () => [["zookeeper.version", "3.9.5-x, built on y"], ["host.name", "here"]],
    ephemerals: () => new Map([[0x1a1fd57b84d0001n, new Set(["/a", "/b"])]]),
    sessionDeadlines: () => [{ atMs: 4000, inMs: 1234.5, ending: [0x1a1fd57b84d0001n, 2n] }],
    connectionDeadlines: () => [{ atMs: 4000, inMs: 1234.5, ending: [...connections] }],
    watchesBySession: () =>
      new Map([[0x1a1fd57b84d0001n, new Set(["/a", "/b"])], [2n, new Set(["/a"])]]),
    watchesByPath: () => [
      ["/a", new Set([0x1a1fd57b84d0001n, 2n])],
      ["/b", new Set([0x1a1fd57b84d0001n])],
    ],
    lastSnapshot: () => ({ zxid: 0x1f, timeMs: 1_700_000_000_500 }),
    nowMs: () => 1_700_000_000_000,
    monotonicMs: () => 2765.5,
    traceMask: 306n,
    resetStatistics: () => resets.push("server"),
    resetConnectionStatistics: () => resets.push("connections"),
  };
}
