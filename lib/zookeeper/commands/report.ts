/**
 * What a server and its connections tell of themselves: to the four-letter words and to whoever
 * publishes metrics.
 *
 * @module
 */

import { hostPort } from "../../io/host_port.ts";
import type { Summary } from "../../metrics/summary.ts";

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
  /** Watches of both kinds: on nodes, and on the lists of their children. */
  readonly watches: number;
  /** Of the watches on nodes: how many, on how many paths, and of how many watchers. */
  readonly dataWatches: number;
  readonly watchedPaths: number;
  readonly watchers: number;
  readonly authenticationFailures: number;
  /** Flushes that took longer than `fsync.warningthresholdms`. */
  readonly slowFlushes: number;
  /** Records the log refused. */
  readonly appendsRefused: number;
  /** Bytes of the last, the least and the largest reply or event; -1 before the first. */
  readonly responseSizes: { readonly last: number; readonly min: number; readonly max: number };
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
  /** Monotonic, in ms; 0 before the first. */
  readonly lastResponseMs: number;
  readonly lastLatencyMs: number;
  readonly latency: LatencyReport;
}

/** The settings that `conf` shows. */
export interface ServerConfiguration {
  readonly clientPort: number;
  readonly dataDir: string;
  readonly dataDirBytes: number;
  readonly tickTimeMs: number;
  readonly maxClientCnxns: number;
  readonly minSessionTimeoutMs: number;
  readonly maxSessionTimeoutMs: number;
}

/** A figure of the server, by ZooKeeper's name for it. */
export type MetricReading =
  & { readonly name: string; readonly help: string }
  & (
    | { readonly type: "gauge" | "counter"; readonly value: number }
    /** One gauge for each first part of a path (`a` of `/a/b`). */
    | { readonly type: "gaugeSet"; readonly values: ReadonlyMap<string, number> }
    | {
      readonly type: "summary";
      readonly summary: Summary;
      /** Whether it is told with more quantiles than the median. */
      readonly detail: "median" | "percentiles";
    }
  );

/** Sessions or connections that end at the same time unless they are heard of. */
export interface Deadline<T> {
  /** Monotonic, in ms. */
  readonly atMs: number;
  /** From now, in ms. */
  readonly inMs: number;
  readonly ending: readonly T[];
}

/** A mean as ZooKeeper prints it: up to four decimals, at least one. */
export function formatMean(value: number): string {
  const rounded = Math.round(value * 10_000) / 10_000;
  return Number.isInteger(rounded) ? `${rounded}.0` : String(rounded);
}

/** `127.0.0.1:2181`, `[::1]:2181`. */
export function addressText(
  { remoteAddress, remotePort }: { remoteAddress: string; remotePort: number },
): string {
  return hostPort(remoteAddress, remotePort);
}

/** `min/avg/max` of `srvr` and `stat`. */
export function formatLatency({ minMs, avgMs, maxMs }: LatencyReport): string {
  return `${minMs}/${formatMean(avgMs)}/${maxMs}`;
}
