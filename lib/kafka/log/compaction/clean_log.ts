/**
 * One pass of compaction over one partition: first the newest offset of each key in the dirty part
 * goes into the map, then every segment up to where the map reaches is written anew without the
 * records that are out of date. Segments that became small are put together.
 *
 * It knows files and bytes only, so that it runs in a thread of its own, or in slices on the loop
 * where there is none, and in tests on the memory disk.
 *
 * @module
 */
import { MalformedError } from "../../../bytes/reader.ts";
import { batchIsControl, batchLastOffset, batchSizeInBytes } from "../../../bytes/batch_header.ts";
import type { FileSystem } from "../../../io/file.ts";
import { openRecords } from "../../record/read_records.ts";
import type { AbortedTransaction } from "../aborted_transactions.ts";
import { batchChunks } from "./batch_chunks.ts";
import { BatchCleaner } from "./batch_cleaner.ts";
import { CleanedTransactions } from "./cleaned_transactions.ts";
import {
  type CleanedSegment,
  type CleaningJob,
  type CleaningResult,
  type SourceSegment,
  UncleanableError,
} from "./cleaning_job.ts";
import { groupSegments } from "./segment_groups.ts";
import { OffsetMap, SLOT_BYTES } from "./offset_map.ts";
import { SegmentOutput } from "./segment_output.ts";

/** What a pass needs around it. */
export interface CleaningServices {
  files: FileSystem;
  /**
   * Called after each batch with the bytes that were read or written for it. Null to go on at
   * once, else a promise to wait for: the throttle, and the loop's turn. Throws
   * CleaningAbortedError where the pass is not wanted any more.
   */
  pace(sizeBytes: number): Promise<void> | null;
  /** Puts a finished segment into the log; the next one is begun when this resolves. */
  onCleaned(segment: CleanedSegment): Promise<void>;
}

/**
 * Runs one pass.
 *
 * @throws UncleanableError, DiskFullError, CleaningAbortedError; segments that were put into the
 * log before stay there
 */
export async function cleanLog(
  job: CleaningJob,
  services: CleaningServices,
): Promise<CleaningResult> {
  const pass = new CleaningPass(job, services);
  try {
    return await pass.run();
  } catch (error) {
    if (error instanceof MalformedError) throw new UncleanableError(error.message);
    throw error;
  }
}

class CleaningPass {
  readonly #job: CleaningJob;
  readonly #services: CleaningServices;
  readonly #map: OffsetMap;
  readonly #bufferBytes: number;
  #bytesRead = 0;
  #bytesWritten = 0;

  constructor(job: CleaningJob, services: CleaningServices) {
    this.#job = job;
    this.#services = services;
    this.#bufferBytes = Math.max(4096, job.limits.bufferBytes >> 1);
    this.#map = new OffsetMap({
      baseOffset: job.firstDirtyOffset,
      sizeBytes: mapBytesFor(job),
      loadFactor: job.limits.mapLoadFactor,
    });
  }

  async run(): Promise<CleaningResult> {
    const job = this.#job;
    await this.#indexKeys();
    const endOffset = this.#map.latestOffset + 1;
    const transactions = new CleanedTransactions(job.aborted);
    const cleaner = new BatchCleaner(job, this.#map, transactions);
    const segments = job.segments.filter(({ baseOffset }) => baseOffset < endOffset);
    if (endOffset > job.firstDirtyOffset) {
      for (const group of groupSegments(segments, job)) {
        await this.#services.onCleaned(await this.#cleanGroup(group, cleaner, transactions));
      }
    }
    return {
      endOffset,
      bytesRead: this.#bytesRead,
      bytesWritten: this.#bytesWritten,
      recordsRead: cleaner.recordsRead,
      recordsWritten: cleaner.recordsWritten,
      recordsWithoutKey: cleaner.recordsWithoutKey,
      keys: this.#map.count,
      mapUtilization: this.#map.utilization,
    };
  }

  /** Fills the map from the dirty segments, until they end or it is full. */
  async #indexKeys(): Promise<void> {
    const { segments, firstDirtyOffset, firstUncleanableOffset } = this.#job;
    this.#map.latestOffset = firstDirtyOffset - 1;
    const transactions = new CleanedTransactions(this.#job.aborted);
    for (const segment of segments) {
      if (segment.endOffset <= firstDirtyOffset) continue;
      if (!await this.#indexSegment(segment, transactions)) break;
      // Offsets may be missing at the segment's end.
      this.#map.latestOffset = Math.max(this.#map.latestOffset, segment.endOffset - 1);
    }
    if (this.#map.latestOffset >= firstDirtyOffset) return;
    if (firstUncleanableOffset <= firstDirtyOffset) return;
    throw new UncleanableError(
      `the keys of one batch at offset ${firstDirtyOffset} do not fit into ` +
        "log.cleaner.dedupe.buffer.size, or into an eighth of memory.budget",
    );
  }

  /** False where the map is full. */
  async #indexSegment(
    segment: SourceSegment,
    transactions: CleanedTransactions,
  ): Promise<boolean> {
    const chunks = batchChunks(this.#services.files, segment, {
      from: segment.dirtyPosition,
      bufferBytes: this.#bufferBytes,
    });
    for await (const chunk of chunks) {
      this.#bytesRead += chunk.length;
      for (const { batch, view } of batchesOf(chunk)) {
        if (!this.#indexBatch(batch, view, transactions)) return false;
        const lastOffset = batchLastOffset(view, 0);
        if (lastOffset > this.#map.latestOffset) this.#map.latestOffset = lastOffset;
        const pause = this.#services.pace(batch.length);
        if (pause !== null) await pause;
      }
    }
    return true;
  }

  /** False where the map is full: the batch then counts as not looked at. */
  #indexBatch(batch: Uint8Array, view: DataView, transactions: CleanedTransactions): boolean {
    if (batchIsControl(view, 0)) {
      transactions.noteControl(batch, view);
      return true;
    }
    if (transactions.noteData(view)) return true;
    if (batchLastOffset(view, 0) < this.#job.firstDirtyOffset) return true;
    const cursor = openRecords(batch);
    const key = { start: 0, length: 0 };
    while (cursor.next()) {
      if (cursor.keyLength < 0 || cursor.offset < this.#job.firstDirtyOffset) continue;
      key.start = cursor.keyStart;
      key.length = cursor.keyLength;
      if (!this.#map.put(cursor.bytes, key, cursor.offset)) return false;
    }
    return true;
  }

  async #cleanGroup(
    group: readonly SourceSegment[],
    cleaner: BatchCleaner,
    transactions: CleanedTransactions,
  ): Promise<CleanedSegment> {
    const { folder, indexIntervalBytes, limits } = this.#job;
    const { baseOffset } = group[0]!;
    const output = new SegmentOutput(this.#services.files, {
      folder,
      baseOffset,
      indexIntervalBytes,
      bufferBytes: this.#bufferBytes,
      reservedBytes: limits.reservedBytes,
    });
    const lastWithRecords = group.findLast((segment) => segment.sizeBytes > 0);
    let aborted: AbortedTransaction[] = [];
    try {
      for (const segment of group) {
        await this.#cleanSegment(segment, {
          cleaner,
          output,
          isLastOfGroup: segment === lastWithRecords,
        });
      }
      const hasIndex = group.some((segment) => segment.hasTransactionIndex);
      await output.finish(hasIndex ? aborted = transactions.takeRetained() : null);
    } catch (error) {
      output.discard();
      throw error;
    }
    return {
      baseOffset,
      sources: group.map((segment) => segment.baseOffset),
      sizeBytes: output.sizeBytes,
      maxTimestamp: output.maxTimestamp,
      maxTimestampOffset: output.maxTimestampOffset,
      abortedCount: aborted.length,
    };
  }

  async #cleanSegment(
    segment: SourceSegment,
    { cleaner, output, isLastOfGroup }: {
      cleaner: BatchCleaner;
      output: SegmentOutput;
      isLastOfGroup: boolean;
    },
  ): Promise<void> {
    const chunks = batchChunks(this.#services.files, segment, {
      from: 0,
      bufferBytes: this.#bufferBytes,
    });
    let position = 0;
    for await (const chunk of chunks) {
      this.#bytesRead += chunk.length;
      for (const { batch } of batchesOf(chunk)) {
        position += batch.length;
        // The last offset of a segment stays known: a gap before the next would look like a loss.
        const isLast = isLastOfGroup && position === segment.sizeBytes;
        const cleaned = cleaner.clean(batch, { isLast });
        if (cleaned !== null) {
          output.append(cleaned);
          this.#bytesWritten += cleaned.length;
        }
        const pause = this.#services.pace(batch.length + (cleaned?.length ?? 0));
        if (pause !== null) await pause;
      }
      const sync = output.syncWhenDue();
      if (sync !== null) await sync;
    }
  }
}

/** Room for every offset of the dirty part, within what the settings allow. */
function mapBytesFor({ firstDirtyOffset, firstUncleanableOffset, limits }: CleaningJob): number {
  const slots = Math.ceil((firstUncleanableOffset - firstDirtyOffset + 1) / limits.mapLoadFactor);
  return Math.min(limits.mapBytes, (slots + 1) * SLOT_BYTES);
}

/** The batches of a chunk. */
function* batchesOf(chunk: Uint8Array): Generator<{ batch: Uint8Array; view: DataView }> {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  for (let at = 0; at < chunk.length;) {
    const sizeBytes = batchSizeInBytes(view, at);
    const batch = chunk.subarray(at, at + sizeBytes);
    yield { batch, view: new DataView(batch.buffer, batch.byteOffset, batch.byteLength) };
    at += sizeBytes;
  }
}
