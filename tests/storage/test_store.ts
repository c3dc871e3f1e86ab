/**
 * A store on a memory disk, for the tests of lib/storage.
 *
 * @module
 */
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { writeRecordBatch } from "../../lib/kafka/record/write_record_batch.ts";
import type { Log } from "../../lib/storage/log.ts";
import { DEFAULT_LOG_CONFIG, type LogConfig } from "../../lib/storage/log_config.ts";
import { readLog, type ReadOptions } from "../../lib/storage/log_read.ts";
import { scanLog } from "../../lib/storage/log_scan.ts";
import { Store, type StoreOptions } from "../../lib/storage/store.ts";

/** Everything around one store. */
export class TestStore {
  files: MemoryFileSystem;
  readonly clock = new MemoryClock();
  readonly random = new SeededRandom(1);
  readonly logger = new MemoryLogger();
  store: Store;
  readonly #reservedBytes: number;

  constructor(options: { capacityBytes?: number; reservedBytes?: number } = {}) {
    this.files = new MemoryFileSystem({
      capacityBytes: options.capacityBytes ?? 1 << 28,
      nowMs: () => this.clock.nowMs(),
    });
    this.#reservedBytes = options.reservedBytes ?? 0;
    this.store = this.#open();
  }

  /** What a store on this disk is opened with. */
  options(): StoreOptions {
    return {
      folders: ["/data"],
      files: this.files,
      clock: this.clock,
      random: this.random,
      logger: this.logger,
      reservedBytes: this.#reservedBytes,
    };
  }

  #open(): Store {
    return new Store(this.options());
  }

  /** A clean shutdown and start. */
  async restart(): Promise<void> {
    await this.store.close();
    this.store = this.#open();
  }

  /** The process is killed: everything written stays, nothing is closed. */
  kill(): void {
    this.files = this.files.crash({ ...this.random, int: () => 0 } as SeededRandom);
    this.store = this.#open();
  }

  /** A power cut: what was not synced is lost page by page as the seed decides. */
  cutPower(seed: number): void {
    this.files = this.files.crash(new SeededRandom(seed));
    this.store = this.#open();
  }

  log(config: Partial<LogConfig> = {}, name = "orders-0"): Log {
    return this.store.open(name, { ...DEFAULT_LOG_CONFIG, ...config });
  }
}

/** A batch of `count` records with values of `valueBytes`, stamped `timestamp`. */
export function batchOf(
  count: number,
  options: { timestamp?: number; valueBytes?: number; text?: string } = {},
): Uint8Array {
  const { timestamp = 1_700_000_000_000, valueBytes = 20, text = "v" } = options;
  const value = Buffer.from(text.repeat(Math.ceil(valueBytes / text.length)).slice(0, valueBytes));
  return writeRecordBatch(
    Array.from({ length: count }, () => ({ timestamp, key: null, value })),
  );
}

/** Reads whole batches; `records` is empty where there is nothing. */
export async function read(log: Log, options: Partial<ReadOptions> = {}): Promise<Uint8Array> {
  const { records } = await readLog(log, {
    offset: 0,
    bytesMax: 1 << 20,
    offsetLimit: log.logEndOffset,
    firstBatchAlways: true,
    ...options,
  });
  return records;
}

/** Base offsets of all batches. */
export async function baseOffsets(log: Log): Promise<number[]> {
  const offsets: number[] = [];
  for await (const batch of scanLog(log, 0)) {
    offsets.push(Number(new DataView(batch.buffer, batch.byteOffset).getBigInt64(0)));
  }
  return offsets;
}
