/**
 * The figures of a run: of the last seconds, and of the whole, in the script's words.
 *
 * @module
 */

/** So many latencies are kept for percentiles, evenly from the whole run. */
const SAMPLES_MAX = 500_000;
const MIB = 1024 * 1024;

/** What {@linkcode PerfStats} is given. */
export interface PerfStatsOptions {
  readonly recordCount: number;
  readonly reportingIntervalMs: number;
  /** "steady" leaves out records that came before. */
  readonly part: "whole" | "steady";
  readonly nowMs: () => number;
  readonly print: (line: string) => void;
}

/** Gathers the figures of one run, or of its steady part. */
export class PerfStats {
  readonly #options: PerfStatsOptions;
  readonly #startMs: number;
  readonly #sampling: number;
  readonly #latencies: Int32Array;
  #samples = 0;
  #count = 0;
  #bytes = 0;
  #latencyMsMax = 0;
  #latencyMsSum = 0;
  #window = { startMs: 0, count: 0, bytes: 0, latencyMsMax: 0, latencyMsSum: 0 };
  #isQuiet = false;

  constructor(options: PerfStatsOptions) {
    this.#options = options;
    this.#startMs = this.#window.startMs = options.nowMs();
    this.#sampling = Math.floor(options.recordCount / Math.min(options.recordCount, SAMPLES_MAX));
    this.#latencies = new Int32Array(Math.floor(options.recordCount / this.#sampling) + 1);
  }

  /** Notes a record that was delivered. */
  record(latencyMs: number, { bytes, nowMs }: { bytes: number; nowMs: number }): void {
    if (this.#count % this.#sampling === 0) this.#latencies[this.#samples++] = latencyMs;
    this.#count += 1;
    this.#bytes += bytes;
    this.#latencyMsSum += latencyMs;
    if (latencyMs > this.#latencyMsMax) this.#latencyMsMax = latencyMs;
    const window = this.#window;
    window.count += 1;
    window.bytes += bytes;
    window.latencyMsSum += latencyMs;
    if (latencyMs > window.latencyMsMax) window.latencyMsMax = latencyMs;
    if (nowMs - window.startMs >= this.#options.reportingIntervalMs) this.#endWindow();
  }

  /** No longer tells the figures of the last seconds. */
  quieten(): void {
    this.#isQuiet = true;
  }

  /** Tells the figures of the whole. */
  printTotal(): void {
    const { nowMs, part, print } = this.#options;
    const size = Math.min(this.#samples, this.#latencies.length);
    this.#latencies.subarray(0, size).sort();
    const percentile = (share: number) => this.#latencies[Math.trunc(share * size)] ?? 0;
    const rate = rates(this.#count, this.#bytes, nowMs() - this.#startMs);
    const average = this.#latencyMsSum / this.#count;
    print(
      `${this.#count}${part === "steady" ? " steady state" : ""} records sent, ` +
        `${rate.records.toFixed(6)} records/sec (${rate.mib.toFixed(2)} MB/sec), ` +
        `${average.toFixed(2)} ms avg latency, ${this.#latencyMsMax.toFixed(2)} ms max latency, ` +
        `${percentile(0.5)} ms 50th, ${percentile(0.95)} ms 95th, ${percentile(0.99)} ms 99th, ` +
        `${percentile(0.999)} ms 99.9th.`,
    );
  }

  #endWindow(): void {
    const { nowMs, part, print } = this.#options;
    const window = this.#window;
    if (part === "steady" && window.count === this.#count) print("In steady state.");
    if (!this.#isQuiet) {
      const rate = rates(window.count, window.bytes, nowMs() - window.startMs);
      print(
        `${window.count} records sent, ${rate.records.toFixed(1)} records/sec ` +
          `(${rate.mib.toFixed(2)} MB/sec), ` +
          `${(window.latencyMsSum / window.count).toFixed(1)} ms avg latency, ` +
          `${window.latencyMsMax.toFixed(1)} ms max latency.`,
      );
    }
    this.#window = { startMs: nowMs(), count: 0, bytes: 0, latencyMsMax: 0, latencyMsSum: 0 };
  }
}

function rates(count: number, bytes: number, elapsedMs: number) {
  // In less than a millisecond there is no rate.
  if (elapsedMs <= 0) return { records: count === 0 ? 0 : count * 1000, mib: bytes * 1000 / MIB };
  return { records: 1000 * count / elapsedMs, mib: 1000 * bytes / elapsedMs / MIB };
}
