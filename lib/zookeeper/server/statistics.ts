/**
 * Counters of a server and of each connection, for the four-letter words and for metrics.
 *
 * @module
 */
import { Summary } from "../../metrics/summary.ts";
import type { LatencyReport } from "../commands/report.ts";

/** Times from arrival to reply. */
export class LatencyMeter {
  #minMs = Infinity;
  #maxMs = 0;
  #totalMs = 0;
  #count = 0;
  #lastMs = 0;

  get lastMs(): number {
    return this.#lastMs;
  }

  add(latencyMs: number): void {
    const wholeMs = Math.floor(latencyMs);
    this.#lastMs = wholeMs;
    this.#minMs = Math.min(this.#minMs, wholeMs);
    this.#maxMs = Math.max(this.#maxMs, wholeMs);
    this.#totalMs += latencyMs;
    this.#count += 1;
  }

  report(): LatencyReport {
    return {
      minMs: this.#count === 0 ? 0 : this.#minMs,
      avgMs: this.#count === 0 ? 0 : this.#totalMs / this.#count,
      maxMs: this.#maxMs,
    };
  }

  reset(): void {
    this.#minMs = Infinity;
    this.#maxMs = 0;
    this.#totalMs = 0;
    this.#count = 0;
    this.#lastMs = 0;
  }
}

/** What is counted both for a server and for a connection. */
export class TrafficStatistics {
  packetsReceived = 0;
  packetsSent = 0;
  readonly latency = new LatencyMeter();

  reset(): void {
    this.packetsReceived = 0;
    this.packetsSent = 0;
    this.latency.reset();
  }
}

/** The sizes of what was sent to clients, in bytes; -1 where nothing was. */
export class ResponseSizes {
  last = -1;
  min = -1;
  max = -1;

  add(bytes: number): void {
    this.last = bytes;
    if (this.min < 0 || bytes < this.min) this.min = bytes;
    if (bytes > this.max) this.max = bytes;
  }

  reset(): void {
    this.last = this.min = this.max = -1;
  }
}

/** What is counted for a server only. `srst` leaves refused identities and appends as they are. */
export class ServerStatistics extends TrafficStatistics {
  bytesReceived = 0;
  /** Bytes of replies, and of watch events. */
  responseBytes = 0;
  watchBytes = 0;
  connectionsRejected = 0;
  connectionsDropped = 0;
  /** Sessions asked for, new or resumed. */
  connectRequests = 0;
  sessionlessExpired = 0;
  sessionsExpired = 0;
  /** Requests that waited in their socket because too many were under way. */
  throttleWaits = 0;
  authenticationFailures = 0;
  appendsRefused = 0;
  readonly responseSizes = new ResponseSizes();
  readonly pipeline = new PipelineStatistics();
  /** Times from a request's arrival to its reply, in ms. */
  readonly readLatency = new Summary();
  readonly updateLatency = new Summary();

  override reset(): void {
    super.reset();
    this.bytesReceived = this.responseBytes = this.watchBytes = 0;
    this.connectionsRejected = this.connectionsDropped = this.connectRequests = 0;
    this.sessionlessExpired = this.sessionsExpired = this.throttleWaits = 0;
    this.responseSizes.reset();
    this.pipeline.reset();
    this.readLatency.reset();
    this.updateLatency.reset();
  }
}

/** What the pipeline counts. */
export class PipelineStatistics {
  /** Requests taken, and those of them that went through the commit queue. */
  requests = 0;
  queued = 0;
  /** Flushes that took longer than `fsync.warningthresholdms`. */
  slowFlushes = 0;
  /** Writes that share a flush. */
  readonly batchSize = new Summary();
  /** Times in ms: of a flush, of checking a write, of checking the end of a session. */
  readonly flushMs = new Summary();
  readonly prepareMs = new Summary();
  readonly prepareCloseMs = new Summary();
  /** From a transaction's beginning to its being seen, in ms. */
  readonly propagationMs = new Summary();

  reset(): void {
    this.requests = this.queued = 0;
    const { batchSize, flushMs, prepareMs, prepareCloseMs, propagationMs } = this;
    for (const one of [batchSize, flushMs, prepareMs, prepareCloseMs, propagationMs]) one.reset();
  }
}

/** What the log of transactions counts, in ms but for the last. */
export class StorageStatistics {
  /** To write a snapshot. */
  readonly snapshotMs = new Summary();
  /** To load the tree at the start, and its two parts. */
  readonly startupMs = new Summary();
  readonly startupSnapshotMs = new Summary();
  readonly startupTransactionsMs = new Summary();
  readonly startupTransactions = new Summary();

  reset(): void {
    this.snapshotMs.reset();
    this.startupMs.reset();
    this.startupSnapshotMs.reset();
    this.startupTransactionsMs.reset();
    this.startupTransactions.reset();
  }
}
