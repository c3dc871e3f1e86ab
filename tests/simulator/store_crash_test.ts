import { describe, test } from "bun:test";
import { DiskFullError } from "../../lib/io/file.ts";
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
const DISK_BYTES = 16 << 20;
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
  readonly #fixture: TestStore;
  readonly #logs: SimulatedLog[];

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    const files = new MemoryFileSystem({
      capacityBytes: DISK_BYTES,
      fileBytesMax: 1 << 20,
      delays: new SeededRandom(seed + 1),
    });
    this.#fixture = new TestStore({ folders: ["/one", "/two"], files });
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
    else if (dice < 72) this.#roll(log);
    else if (dice < 76) this.#passTime();
    else if (dice < 82) await this.#checkpoint();
    else if (dice < 85) this.#advanceStart(log);
    else if (dice < 86) this.#fillDisk();
    else if (dice < 88) await settled(clock, orFull(store.checkpoint()));
    else if (dice < 90) await this.#deleteAndMakeAgain(log);
    else if (dice < 93) await this.#restart();
    else await this.#crash();
  }

  #append(log: SimulatedLog): void {
    const valueBytes = this.#random.int(4) === 0 ? this.#random.int(15_000) : this.#random.int(300);
    for (let i = this.#random.int(6); i >= 0; i--) {
      const timestamp = this.#fixture.clock.nowMs() - this.#random.int(1000);
      try {
        log.append(batchOf(1 + this.#random.int(5), { valueBytes, timestamp }));
      } catch (error) {
        if (!(error instanceof DiskFullError)) throw error;
      }
    }
  }

  /** Leaves a little room or none; where there was little, there is room again. */
  #fillDisk(): void {
    const { files } = this.#fixture;
    if (files.capacityBytes < DISK_BYTES) files.capacityBytes = DISK_BYTES;
    else files.capacityBytes -= files.space("/").availableBytes - this.#random.int(70_000);
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

  #roll({ log }: SimulatedLog): void {
    try {
      log.roll();
    } catch (error) {
      if (!(error instanceof DiskFullError)) throw error;
    }
  }

  #passTime(): void {
    const { clock } = this.#fixture;
    clock.advance(this.#random.int(40_000));
    try {
      for (const { log } of this.#logs) applyRetention(log, clock.nowMs());
    } catch (error) {
      if (!(error instanceof DiskFullError)) throw error;
    }
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
    const isWritten = await settled(clock, orFull(checkpointing));
    if (isWritten) this.#logs.forEach((log, i) => log.noteCheckpoint(starts[i]!));
  }

  #advanceStart(log: SimulatedLog): void {
    const { logStartOffset, logEndOffset } = log.log;
    log.advanceStart(logStartOffset + this.#random.int(logEndOffset - logStartOffset + 1));
  }

  async #deleteAndMakeAgain(log: SimulatedLog): Promise<void> {
    // Without room for the checkpoint the name is free, and its offsets are not forgotten yet.
    this.#fixture.files.capacityBytes = DISK_BYTES;
    await settled(this.#fixture.clock, this.#fixture.store.remove(log.name));
    // The name is gone for good only when the folder is synced.
    for (const { path } of this.#fixture.store.folders) this.#fixture.files.syncFolder(path);
    log.startAnew(this.#fixture.log(CONFIG, log.name));
  }

  async #restart(): Promise<void> {
    const { files, logger } = this.#fixture;
    logger.lines.length = 0;
    await settled(this.#fixture.clock, this.#fixture.restart());
    // A full disk may have had no room for the checkpoint, which is told then.
    const isFull = files.capacityBytes < DISK_BYTES;
    if (!isFull) { for (const log of this.#logs) log.noteCheckpoint(log.startSet); }
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

/** True where it was done, false where the disk is full. */
function orFull(work: Promise<void>): Promise<boolean> {
  return work.then(() => true, (error) => {
    if (error instanceof DiskFullError) return false;
    throw error;
  });
}

describe("a store that loses its power again and again", () => {
  test.each(SEEDS)("keeps what it acknowledged, seed %i", async (seed) => {
    await replayable(seed, () => new Simulation(seed).run());
  });
});
