/**
 * A store on a memory disk, for the tests of lib/storage.
 *
 * @module
 */
import { setBatchBaseOffset } from "../../lib/bytes/batch_header.ts";
import { folderOf } from "../../lib/io/file.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { type Random, SeededRandom } from "../../lib/io/random.ts";
import { writeRecordBatch } from "../../lib/kafka/record/write_record_batch.ts";
import type { Log } from "../../lib/storage/log.ts";
import { DEFAULT_LOG_CONFIG, type LogConfig } from "../../lib/storage/log_config.ts";
import { readLog, type ReadOptions } from "../../lib/storage/log_read.ts";
import { scanLog } from "../../lib/storage/log_scan.ts";
import { Store, type StoreOptions } from "../../lib/storage/store.ts";

export interface TestStoreOptions {
  capacityBytes?: number;
  reservedBytes?: number;
  folders?: string[];
  files?: MemoryFileSystem;
}

/** Decides as nobody's disk does, always in favour of what was written. */
export const KEEPS_ALL: Random = Object.assign(new SeededRandom(1), { int: () => 0 });
/** Decides that nothing which was not synced is kept. */
export const LOSES_ALL: Random = Object.assign(new SeededRandom(1), {
  int: (limit: number) => limit - 1,
});

/** Everything around one store. */
export class TestStore {
  files: MemoryFileSystem;
  readonly clock = new MemoryClock();
  readonly random = new SeededRandom(1);
  readonly logger = new MemoryLogger();
  store: Store;
  readonly #reservedBytes: number;
  readonly #folders: string[];

  constructor(options: TestStoreOptions = {}) {
    this.files = options.files ?? new MemoryFileSystem({
      capacityBytes: options.capacityBytes ?? 1 << 28,
      nowMs: () => this.clock.nowMs(),
    });
    this.#reservedBytes = options.reservedBytes ?? 0;
    this.#folders = options.folders ?? ["/data"];
    this.store = this.#open();
  }

  /** What a store on this disk is opened with. */
  options(): StoreOptions {
    return {
      folders: this.#folders,
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
    this.files = this.files.crash(KEEPS_ALL);
    this.store = this.#open();
  }

  /** A power cut: what was not synced is lost page by page as the seed decides. */
  cutPower(seed: number): void {
    this.loseUnsynced(new SeededRandom(seed));
  }

  /** A power cut that loses all it can, or what `random` says. */
  loseUnsynced(random: Random = LOSES_ALL): void {
    this.files = this.files.crash(random);
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

/** The same batch at its place in a log. */
export function placed(batch: Uint8Array, baseOffset: number): Uint8Array {
  setBatchBaseOffset(new DataView(batch.buffer, batch.byteOffset), 0, baseOffset);
  return batch;
}

/** Puts a file of batches on a disk, as another broker, or compaction, left it. */
export function putFile(files: MemoryFileSystem, path: string, content: Uint8Array[]): void {
  files.makeFolder(folderOf(path));
  files.replaceFile(path, Buffer.concat(content));
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
