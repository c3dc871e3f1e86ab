/**
 * One run of kafka-producer-perf-test.sh: sends records as fast as they go, or as fast as asked
 * for, and notes how long each took.
 *
 * @module
 */

import type { Cluster } from "../../client/cluster.ts";
import type { Delivery } from "../../client/producer/outgoing_batch.ts";
import type { Producer } from "../../client/producer/producer.ts";
import { javaText } from "../java_exception.ts";
import type { Terminal } from "../command.ts";
import type { PerfPlan } from "./options.ts";
import { payloadsOf } from "./payloads.ts";
import { PerfStats } from "./stats.ts";

/** After so many records or bytes, answers that came meanwhile are looked at. */
const TURN_RECORDS_MAX = 512;
const TURN_BYTES_MAX = 65_536;
/** Shorter pauses cost more than they are worth. */
const PAUSE_MS_MIN = 2;

/** What a run works with. */
export interface PerfRunOptions {
  readonly plan: PerfPlan;
  readonly producer: Producer;
  readonly cluster: Cluster;
  readonly terminal: Terminal;
}

/** Sends all of a plan's records. */
export class PerfRun {
  readonly #plan: PerfPlan;
  readonly #producer: Producer;
  readonly #cluster: Cluster;
  readonly #terminal: Terminal;
  readonly #whole: PerfStats;
  #steady: PerfStats | null = null;
  /** Records of one batch fail with one error: it is told once. */
  #lastError: unknown = null;

  constructor({ plan, producer, cluster, terminal }: PerfRunOptions) {
    this.#plan = plan;
    this.#producer = producer;
    this.#cluster = cluster;
    this.#terminal = terminal;
    if (plan.warmupCount > 0) {
      this.#print(
        `Warmup first ${plan.warmupCount} records. Steady state results will print after the ` +
          "complete test summary.",
      );
    }
    this.#whole = this.#newStats(plan.recordCount, "whole");
  }

  /** Sends; resolves when all is sent, though not all may be delivered. */
  async send(): Promise<void> {
    const { topic, recordCount, warmupCount, throughput, transactions } = this.#plan;
    const payloads = payloadsOf(this.#plan.payload);
    const { clock } = this.#cluster;
    const startMs = clock.nowMs();
    let transactionStartMs = -1;
    let turnRecords = 0;
    let turnBytes = 0;
    for (let number = 0; number < recordCount; number++) {
      if (transactions !== null && transactionStartMs < 0) {
        this.#producer.beginTransaction();
        transactionStartMs = clock.nowMs();
      }
      if (number === warmupCount && warmupCount > 0) this.#beginSteady();
      const sendMs = clock.nowMs();
      const payload = payloads(number);
      this.#deliver(topic, payload, sendMs);
      turnRecords += 1;
      turnBytes += payload.length;
      if (transactions !== null && transactions.durationMs <= sendMs - transactionStartMs) {
        await this.#producer.commitTransaction();
        transactionStartMs = -1;
      }
      const aheadMs = throughput < 0 ? 0 : 1000 * (number + 1) / throughput - (sendMs - startMs);
      if (aheadMs >= PAUSE_MS_MIN) await this.#cluster.retry.sleep(aheadMs);
      else if (!this.#producer.hasRoom) await this.#producer.ready();
      else if (turnRecords < TURN_RECORDS_MAX && turnBytes < TURN_BYTES_MAX) continue;
      else await new Promise<void>((resolve) => setImmediate(resolve));
      turnRecords = turnBytes = 0;
    }
    if (transactionStartMs >= 0) await this.#producer.commitTransaction();
  }

  /** Tells the figures of the run, and those of its steady part. */
  printTotals(): void {
    this.#whole.printTotal();
    this.#steady?.printTotal();
  }

  #deliver(topic: string, payload: Uint8Array, sendMs: number): void {
    // While the producer looks for a topic again it keeps what it is given.
    const value = this.#cluster.known(topic) === undefined ? payload.slice() : payload;
    const delivery = new PerfDelivery(sendMs, payload.length, this);
    delivery.steady = this.#steady;
    this.#producer.deliver({ topic, value, timestampMs: sendMs }, delivery);
  }

  /** Notes what became of a record. */
  delivered({ sendMs, bytes, steady }: PerfDelivery): void {
    const nowMs = this.#cluster.clock.nowMs();
    this.#whole.record(nowMs - sendMs, { bytes, nowMs });
    steady?.record(nowMs - sendMs, { bytes, nowMs });
  }

  failed(error: unknown): void {
    if (error === this.#lastError) return;
    this.#lastError = error;
    this.#terminal.stderr(`${javaText(error)}\n`);
  }

  #beginSteady(): void {
    this.#steady = this.#newStats(this.#plan.recordCount - this.#plan.warmupCount, "steady");
    this.#whole.quieten();
  }

  #newStats(recordCount: number, part: "whole" | "steady"): PerfStats {
    return new PerfStats({
      recordCount,
      part,
      reportingIntervalMs: this.#plan.reportingIntervalMs,
      nowMs: () => this.#cluster.clock.nowMs(),
      print: (line) => this.#print(line),
    });
  }

  /** Seen at once: a run may take minutes. */
  #print(line: string): void {
    this.#terminal.stdout(`${line}\n`);
    this.#terminal.flush().catch(() => {/* nobody reads any more */});
  }
}

/** Waits for one record. */
class PerfDelivery implements Delivery {
  readonly sendMs: number;
  readonly bytes: number;
  steady: PerfStats | null = null;
  readonly #run: PerfRun;

  constructor(sendMs: number, bytes: number, run: PerfRun) {
    this.sendMs = sendMs;
    this.bytes = bytes;
    this.#run = run;
  }

  resolve(): void {
    this.#run.delivered(this);
  }

  reject(error: unknown): void {
    this.#run.failed(error);
  }
}
