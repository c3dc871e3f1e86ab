/**
 * A segment's offset and time index against its batches, which come in order: whether each entry
 * of `.index` leads to the batch that it names, whether `.timeindex` promises too little, and
 * whether either breaks off long before the segment does.
 *
 * @module
 */
import { int64At } from "../../bytes/batch_header.ts";
import { OFFSET_INDEX_ENTRY_BYTES } from "../../storage/offset_index.ts";
import { TIME_INDEX_ENTRY_BYTES } from "../../storage/time_index.ts";
import type { PlacedBatch } from "./batch_reader.ts";

/** index.interval.bytes may be larger for a topic: only much more than usual is too long a gap. */
const UNINDEXED_BYTES_MIN = 128 << 10;
const GAP_FACTOR = 8;
const BATCH_FACTOR = 4;

/** What is wrong with an index. */
export interface IndexFault {
  readonly severity: "damaged" | "incomplete";
  readonly reason: string;
}

/** One index. */
export interface IndexCheck {
  /** The next batch of the segment. */
  note(batch: PlacedBatch): void;
  /** What is wrong, after the last batch; null where nothing is. */
  end(sizeBytes: number): IndexFault | null;
}

/** Entries end where zeros begin: room that was reserved and never used. */
function entryCount(bytes: Uint8Array, entryBytes: number): { count: number; rest: number } {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  // An entry may end in zeros of its own.
  const count = Math.min(Math.ceil(end / entryBytes), Math.floor(bytes.length / entryBytes));
  return { count, rest: bytes.length % entryBytes };
}

function damaged(reason: string): IndexFault {
  return { severity: "damaged", reason };
}

/** An entry whose batch was found, and whose offset is still to come. */
interface Awaited {
  readonly offset: number;
  /** What is wrong where it does not come. */
  readonly reason: string;
}

/**
 * `.index`: pairs of a relative offset and a position, each of 32 bits. The offset is the last one
 * of the batch there; or of a later one, since followers of Kafka 3.8 and before have one entry for
 * all the batches that they wrote together: the position of the first, the offset of the last.
 */
export class OffsetIndexCheck implements IndexCheck {
  readonly #view: DataView;
  readonly #baseOffset: number;
  readonly #count: number;
  #next = 0;
  #gapBytesMax = 0;
  #batchBytesMax = 0;
  #lastPosition = 0;
  #awaited: Awaited | null = null;
  #fault: IndexFault | null = null;

  constructor(bytes: Uint8Array, baseOffset: number) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#baseOffset = baseOffset;
    const { count, rest } = entryCount(bytes, OFFSET_INDEX_ENTRY_BYTES);
    this.#count = count;
    if (rest !== 0) this.#fault = damaged(`${bytes.length} bytes are no whole number of entries`);
  }

  note({ position, lastOffset, sizeBytes }: PlacedBatch): void {
    this.#batchBytesMax = Math.max(this.#batchBytesMax, sizeBytes);
    this.#takeEntry(position, lastOffset);
    if (this.#awaited === null || lastOffset < this.#awaited.offset) return;
    if (lastOffset > this.#awaited.offset) this.#failAwaited();
    this.#awaited = null;
  }

  /** The next entry, where it leads to this batch or should have led to one before it. */
  #takeEntry(position: number, lastOffset: number): void {
    if (this.#fault !== null || this.#next >= this.#count) return;
    const at = this.#next * OFFSET_INDEX_ENTRY_BYTES;
    const offset = this.#baseOffset + this.#view.getInt32(at);
    const indexed = this.#view.getInt32(at + 4);
    if (position < indexed) return;
    this.#failAwaited();
    if (position > indexed) {
      this.#fault ??= damaged(
        `entry ${this.#next} leads to byte ${indexed}, where no batch begins`,
      );
    }
    this.#awaited = {
      offset,
      reason:
        `entry ${this.#next} says offset ${offset} for byte ${indexed}, where ${lastOffset} is`,
    };
    this.#gapBytesMax = Math.max(this.#gapBytesMax, indexed - this.#lastPosition);
    this.#lastPosition = indexed;
    this.#next += 1;
  }

  #failAwaited(): void {
    if (this.#awaited !== null) this.#fault ??= damaged(this.#awaited.reason);
  }

  end(sizeBytes: number): IndexFault | null {
    this.#failAwaited();
    if (this.#fault !== null) return this.#fault;
    if (this.#next < this.#count) {
      const indexed = this.#view.getInt32(this.#next * OFFSET_INDEX_ENTRY_BYTES + 4);
      return damaged(`entry ${this.#next} leads to byte ${indexed}, and no batch begins there`);
    }
    const unindexed = sizeBytes - this.#lastPosition;
    const usual = Math.max(GAP_FACTOR * this.#gapBytesMax, BATCH_FACTOR * this.#batchBytesMax);
    if (unindexed <= Math.max(UNINDEXED_BYTES_MIN, usual)) return null;
    return {
      severity: "incomplete",
      reason: `it ends at byte ${this.#lastPosition} of ${sizeBytes}: reads from there on are slow`,
    };
  }
}

/** `.timeindex`: a time of 64 bits and the relative offset up to which no record is later. */
export class TimeIndexCheck implements IndexCheck {
  readonly #view: DataView;
  readonly #baseOffset: number;
  readonly #count: number;
  #next = 0;
  #latestMs = -1;
  #indexedMs = -1;
  #fault: IndexFault | null = null;

  constructor(bytes: Uint8Array, baseOffset: number) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#baseOffset = baseOffset;
    const { count, rest } = entryCount(bytes, TIME_INDEX_ENTRY_BYTES);
    this.#count = count;
    if (rest !== 0) this.#fault = damaged(`${bytes.length} bytes are no whole number of entries`);
  }

  note({ lastOffset, maxTimestamp }: PlacedBatch): void {
    this.#pass(lastOffset);
    this.#latestMs = Math.max(this.#latestMs, maxTimestamp);
  }

  end(): IndexFault | null {
    this.#pass(Infinity);
    return this.#fault;
  }

  /** Entries below an offset promise something of the batches before it. */
  #pass(offset: number): void {
    while (this.#fault === null && this.#next < this.#count) {
      const at = this.#next * TIME_INDEX_ENTRY_BYTES;
      const upTo = this.#baseOffset + this.#view.getInt32(at + 8);
      if (upTo >= offset) return;
      const timestampMs = this.#timestampAt(at);
      if (timestampMs < this.#indexedMs) {
        this.#fault = damaged(
          `entry ${this.#next} says ${timestampMs}, the one before it ${this.#indexedMs}`,
        );
      } else if (timestampMs < this.#latestMs) {
        this.#fault = damaged(
          `entry ${this.#next} says that no record up to offset ${upTo} is later than ` +
            `${timestampMs}, and one is of ${this.#latestMs}`,
        );
      }
      this.#indexedMs = timestampMs;
      this.#next += 1;
    }
  }

  /** -1 for one that no date has. */
  #timestampAt(at: number): number {
    try {
      return int64At(this.#view, at);
    } catch {
      return -1;
    }
  }
}
