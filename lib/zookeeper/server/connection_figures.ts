/**
 * What is counted of one connection, for the words `cons` and `stat`.
 *
 * @module
 */
import type { LatencyReport } from "../commands/report.ts";
import { TrafficStatistics } from "./statistics.ts";

/** An answered request. */
export interface AnsweredRequest {
  readonly operation: string;
  readonly cxid: number;
  readonly zxid: number;
  readonly latencyMs: number;
  /** When it was answered: monotonic, in ms. */
  readonly nowMs: number;
}

/** The figures of one connection. */
export class ConnectionFigures {
  readonly traffic = new TrafficStatistics();
  readonly #establishedMs: number;
  #lastOperation = "NA";
  #lastCxid = -1;
  #lastZxid = -1;
  #lastResponseMs = 0;

  /** @param establishedMs wall clock, in ms */
  constructor(establishedMs: number) {
    this.#establishedMs = establishedMs;
  }

  sessionOpened(): void {
    this.#lastOperation = "SESS";
  }

  answered(request: AnsweredRequest): void {
    this.traffic.latency.add(request.latencyMs);
    this.#lastOperation = request.operation;
    this.#lastCxid = request.cxid;
    this.#lastZxid = request.zxid;
    this.#lastResponseMs = request.nowMs;
  }

  /** Begins anew, but for when the connection was made. */
  reset(): void {
    this.traffic.reset();
    this.#lastOperation = "NA";
    this.#lastCxid = -1;
    this.#lastZxid = -1;
    this.#lastResponseMs = 0;
  }

  report() {
    const latency: LatencyReport = this.traffic.latency.report();
    return {
      packetsReceived: this.traffic.packetsReceived,
      packetsSent: this.traffic.packetsSent,
      lastOperation: this.#lastOperation,
      establishedMs: this.#establishedMs,
      lastCxid: this.#lastCxid,
      lastZxid: this.#lastZxid,
      lastResponseMs: this.#lastResponseMs,
      lastLatencyMs: this.traffic.latency.lastMs,
      latency,
    };
  }
}
