/**
 * Counters of a server and of each connection, for the four-letter words and for metrics.
 *
 * @module
 */
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

/** What is counted for a server only. */
export class ServerStatistics extends TrafficStatistics {
  bytesReceived = 0;
  bytesSent = 0;
  connectionsRejected = 0;
  connectionsDropped = 0;
  sessionsExpired = 0;
  authenticationFailures = 0;
  appendsRefused = 0;
}
