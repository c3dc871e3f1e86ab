/**
 * What a server and its connections tell of themselves: to the four-letter words and to whoever
 * publishes metrics.
 *
 * @module
 */

/** Times from a request's arrival to its reply, in ms. */
export interface LatencyReport {
  readonly minMs: number;
  readonly avgMs: number;
  readonly maxMs: number;
}

/** A server at one moment. */
export interface ServerReport {
  /** As in `3.9.5-kedge-0.1.0, built on 2026-11-21 08:00 UTC`. */
  readonly version: string;
  readonly uptimeMs: number;
  readonly lastProcessedZxid: number;
  readonly latency: LatencyReport;
  readonly packetsReceived: number;
  readonly packetsSent: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  readonly connections: number;
  /** Connections not taken because their address had too many. */
  readonly connectionsRejected: number;
  /** Connections closed for what they sent. */
  readonly connectionsDropped: number;
  readonly sessions: number;
  readonly sessionsExpired: number;
  /** Requests taken and not answered. */
  readonly outstandingRequests: number;
  readonly znodes: number;
  readonly ephemerals: number;
  readonly approximateDataBytes: number;
  readonly watches: number;
  /** Paths that are watched, and connections that watch. */
  readonly watchedPaths: number;
  readonly watchers: number;
  readonly authenticationFailures: number;
  /** Records the log refused. */
  readonly appendsRefused: number;
  readonly dataDirBytes: number;
  readonly openFileDescriptors: number;
  readonly maxFileDescriptors: number;
}

/** A connection at one moment. */
export interface ConnectionReport {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly isReading: boolean;
  readonly queuedRequests: number;
  readonly packetsReceived: number;
  readonly packetsSent: number;
  /** 0n before a session is open; then the rest means something. */
  readonly sessionId: bigint;
  readonly lastOperation: string;
  /** Wall clock, in ms. */
  readonly establishedMs: number;
  readonly sessionTimeoutMs: number;
  readonly lastCxid: number;
  readonly lastZxid: number;
  /** Wall clock, in ms. */
  readonly lastResponseMs: number;
  readonly lastLatencyMs: number;
  readonly latency: LatencyReport;
}

/** A mean as ZooKeeper prints it: up to four decimals, at least one. */
export function formatMean(value: number): string {
  const rounded = Math.round(value * 10_000) / 10_000;
  return Number.isInteger(rounded) ? `${rounded}.0` : String(rounded);
}

/** `min/avg/max` of `srvr` and `stat`. */
export function formatLatency({ minMs, avgMs, maxMs }: LatencyReport): string {
  return `${minMs}/${formatMean(avgMs)}/${maxMs}`;
}
