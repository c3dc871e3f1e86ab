import { describe, test } from "bun:test";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import type { LogConfig } from "../../lib/storage/log_config.ts";
import { applyRetention } from "../../lib/storage/retention.ts";
import { settled } from "../io/turns.ts";
import { batchOf, KEEPS_ALL, TestStore } from "../storage/test_store.ts";
import { replayable, seeds } from "./seeds.ts";
import { SimulatedLog } from "./simulated_log.ts";

const SEEDS = seeds(40);
const STEPS = 120;
const NAMES = ["a-0", "b-0", "b-1"];

const CONFIG: Partial<LogConfig> = {
  segmentBytes: 40_000,
  segmentMs: 60_000,
  indexIntervalBytes: 700,
  retentionMs: -1,
};

/** A store that is written to, flushed, rolled, cut short and started again as a seed says. */
class Simulation {
  readonly #random: SeededRandom;
  readonly #fixture = new TestStore({
    folders: ["/one", "/two"],
    files: new MemoryFileSystem({ capacityBytes: 16 << 20, fileBytesMax: 1 << 20 }),
  });
  readonly #logs: SimulatedLog[];

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#logs = NAMES.map((name) => new SimulatedLog(name, this.#fixture.log(CONFIG, name)));
  }

  async run(): Promise<void> {
    for (let step = 0; step < STEPS; step++) await this.#step();
    await this.#restart();
  }

  async #step(): Promise<void> {
    const { clock, store } = this.#fixture;
    const log = this.#logs[this.#random.int(this.#logs.length)]!;
    const dice = this.#random.int(100);
    if (dice < 50) this.#append(log);
    else if (dice < 62) await settled(clock, log.flush());
    else if (dice < 68) await settled(clock, this.#flushTogether(log));
    else if (dice < 72) log.log.roll();
    else if (dice < 76) this.#passTime();
    else if (dice < 82) await this.#checkpoint();
    else if (dice < 86) this.#advanceStart(log);
    else if (dice < 88) await settled(clock, store.checkpoint());
    else if (dice < 90) await this.#deleteAndMakeAgain(log);
    else if (dice < 93) await this.#restart();
    else await this.#crash();
  }

  #append(log: SimulatedLog): void {
    const valueBytes = this.#random.int(4) === 0 ? this.#random.int(15_000) : this.#random.int(300);
    for (let i = this.#random.int(6); i >= 0; i--) {
      const timestamp = this.#fixture.clock.nowMs() - this.#random.int(1000);
      log.append(batchOf(1 + this.#random.int(5), { valueBytes, timestamp }));
    }
  }

  /** Some wait while others still write. */
  async #flushTogether(log: SimulatedLog): Promise<void> {
    const waits = [log.flush()];
    this.#append(log);
    waits.push(log.flush());
    await Promise.resolve();
    this.#append(log);
    await Promise.all(waits);
  }

  #passTime(): void {
    const { clock } = this.#fixture;
    clock.advance(this.#random.int(40_000));
    for (const { log } of this.#logs) applyRetention(log, clock.nowMs());
  }

  /** A checkpoint, with writes while it is under way. */
  async #checkpoint(): Promise<void> {
    const { clock, store } = this.#fixture;
    const starts = this.#logs.map(({ startSet }) => startSet);
    const checkpointing = store.checkpoint();
    for (let i = this.#random.int(4); i > 0; i--) {
      this.#append(this.#logs[this.#random.int(this.#logs.length)]!);
      await Promise.resolve();
    }
    await settled(clock, checkpointing);
    this.#logs.forEach((log, i) => log.noteCheckpoint(starts[i]!));
  }

  #advanceStart(log: SimulatedLog): void {
    const { logStartOffset, logEndOffset } = log.log;
    log.advanceStart(logStartOffset + this.#random.int(logEndOffset - logStartOffset + 1));
  }

  async #deleteAndMakeAgain(log: SimulatedLog): Promise<void> {
    await settled(this.#fixture.clock, this.#fixture.store.remove(log.name));
    // The name is gone for good only when the folder is synced.
    for (const { path } of this.#fixture.store.folders) this.#fixture.files.syncFolder(path);
    log.startAnew(this.#fixture.log(CONFIG, log.name));
  }

  async #restart(): Promise<void> {
    await settled(this.#fixture.clock, this.#fixture.restart());
    for (const log of this.#logs) log.noteCheckpoint(log.startSet);
    await this.#check();
  }

  async #crash(): Promise<void> {
    const isKill = this.#random.int(4) === 0;
    this.#fixture.loseUnsynced(isKill ? KEEPS_ALL : new SeededRandom(this.#random.int(2 ** 31)));
    await this.#check();
  }

  async #check(): Promise<void> {
    for (const log of this.#logs) await log.check(this.#fixture.log(CONFIG, log.name));
  }
}

describe("a store that loses its power again and again", () => {
  test.each(SEEDS)("keeps what it acknowledged, seed %i", async (seed) => {
    await replayable(seed, () => new Simulation(seed).run());
  });
});
