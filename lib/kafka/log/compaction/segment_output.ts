/**
 * A cleaned segment while it is written: the `.log` and its two indexes under temporary names, all
 * on disk when it is finished. Taking its place in the log is lib/storage/segment_swap.ts.
 *
 * @module
 */
import { batchLastOffset, batchMaxTimestamp } from "../../../bytes/batch_header.ts";
import { DiskFullError, type File, type FileSystem } from "../../../io/file.ts";
import {
  CLEANED_SUFFIX,
  LOG_SUFFIX,
  OFFSET_INDEX_SUFFIX,
  segmentPath,
  TIME_INDEX_SUFFIX,
  TRANSACTION_INDEX_SUFFIX,
} from "../../../storage/log_files.ts";
import { OffsetIndex } from "../../../storage/offset_index.ts";
import { TimeIndex } from "../../../storage/time_index.ts";
import { type AbortedTransaction, encodeAborted } from "../aborted_transactions.ts";

const SUFFIXES = [LOG_SUFFIX, OFFSET_INDEX_SUFFIX, TIME_INDEX_SUFFIX, TRANSACTION_INDEX_SUFFIX];

/** What the segment needs to know of its log. */
export interface OutputOptions {
  folder: string;
  baseOffset: number;
  indexIntervalBytes: number;
  bufferBytes: number;
  /** Free space of the file system that is left alone, in bytes. */
  reservedBytes: number;
}

/** Bytes written between two looks at the free space. */
const SPACE_CHECK_BYTES = 8 << 20;
/**
 * Bytes written between two syncs: with more that is not on disk, the kernel would slow down
 * everybody who writes.
 */
const SYNC_BYTES = 16 << 20;

/** The file of a new segment. */
export class SegmentOutput {
  readonly #files: FileSystem;
  readonly #options: OutputOptions;
  readonly #log: File;
  readonly #buffer: Uint8Array;
  readonly #offsetIndex = new OffsetIndex();
  readonly #timeIndex = new TimeIndex();
  #buffered = 0;
  #flushedBytes = 0;
  #syncedBytes = 0;
  #bytesSinceIndexEntry = 0;
  #bytesSinceSpaceCheck = 0;
  /** Largest timestamp in ms, -1 for none. */
  maxTimestamp = -1;
  maxTimestampOffset = -1;

  /** @throws DiskFullError */
  constructor(files: FileSystem, options: OutputOptions) {
    this.#files = files;
    this.#options = options;
    this.#buffer = new Uint8Array(options.bufferBytes);
    this.#checkSpace();
    this.#log = files.open(this.#path(LOG_SUFFIX), "create");
    this.#log.truncate(0);
  }

  get sizeBytes(): number {
    return this.#flushedBytes + this.#buffered;
  }

  #path(suffix: string): string {
    return segmentPath(this.#options.folder, this.#options.baseOffset, suffix + CLEANED_SUFFIX);
  }

  /** Adds a batch. Throws DiskFullError. */
  append(batch: Uint8Array): void {
    this.#noteBatch(batch);
    if (this.#buffered + batch.length > this.#buffer.length) this.#flush();
    if (batch.length > this.#buffer.length) return this.#write(batch);
    this.#buffer.set(batch, this.#buffered);
    this.#buffered += batch.length;
  }

  /** Index entries as an append makes them (lib/storage/segment.ts). */
  #noteBatch(batch: Uint8Array): void {
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    const lastOffset = batchLastOffset(view, 0);
    const maxTimestamp = batchMaxTimestamp(view, 0);
    if (maxTimestamp > this.maxTimestamp) {
      this.maxTimestamp = maxTimestamp;
      this.maxTimestampOffset = lastOffset;
    }
    if (this.#bytesSinceIndexEntry > this.#options.indexIntervalBytes) {
      this.#offsetIndex.append(lastOffset - this.#options.baseOffset, this.sizeBytes);
      this.#noteTime();
      this.#bytesSinceIndexEntry = 0;
    }
    this.#bytesSinceIndexEntry += batch.length;
  }

  #noteTime(): void {
    if (this.maxTimestamp < 0) return;
    this.#timeIndex.append(this.maxTimestamp, this.maxTimestampOffset - this.#options.baseOffset);
  }

  #flush(): void {
    if (this.#buffered === 0) return;
    const { length } = this.#buffer.subarray(0, this.#buffered);
    this.#buffered = 0;
    this.#write(this.#buffer.subarray(0, length));
  }

  #write(bytes: Uint8Array): void {
    this.#bytesSinceSpaceCheck += bytes.length;
    if (this.#bytesSinceSpaceCheck >= SPACE_CHECK_BYTES) this.#checkSpace();
    this.#log.writeSync(bytes, this.#flushedBytes);
    this.#flushedBytes += bytes.length;
  }

  /** Puts what was written on disk where that has become much. */
  syncWhenDue(): Promise<void> | null {
    if (this.#flushedBytes - this.#syncedBytes < SYNC_BYTES) return null;
    this.#syncedBytes = this.#flushedBytes;
    return this.#log.datasync();
  }

  /** Producers need the reserve more than this does. */
  #checkSpace(): void {
    this.#bytesSinceSpaceCheck = 0;
    const { folder, reservedBytes } = this.#options;
    const { availableBytes } = this.#files.space(folder);
    if (availableBytes >= reservedBytes + SPACE_CHECK_BYTES) return;
    throw new DiskFullError(
      `Cannot compact in ${folder}: ${availableBytes} bytes are free, of which ` +
        `${reservedBytes} are reserved`,
    );
  }

  /**
   * Completes the files and puts them on disk.
   *
   * @param aborted the entries of its transaction index; null where it is to have none
   * @throws DiskFullError
   */
  async finish(aborted: readonly AbortedTransaction[] | null): Promise<void> {
    this.#flush();
    this.#noteTime();
    await this.#log.datasync();
    this.#log.close();
    await this.#writeIndex(OFFSET_INDEX_SUFFIX, this.#offsetIndex.encode(0));
    await this.#writeIndex(TIME_INDEX_SUFFIX, this.#timeIndex.encode(0));
    if (aborted !== null) await this.#writeIndex(TRANSACTION_INDEX_SUFFIX, encodeAborted(aborted));
  }

  async #writeIndex(suffix: string, content: Uint8Array): Promise<void> {
    const file = this.#files.open(this.#path(suffix), "create");
    try {
      file.truncate(0);
      file.writeSync(content, 0);
      await file.datasync();
    } finally {
      file.close();
    }
  }

  /** Gives up: nothing of it stays. */
  discard(): void {
    try {
      this.#log.close();
    } catch {
      // It was closed already.
    }
    for (const suffix of SUFFIXES) {
      this.#files.remove(this.#path(suffix));
    }
  }
}
