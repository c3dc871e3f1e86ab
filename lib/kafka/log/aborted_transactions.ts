/**
 * Aborted transactions in the form of Kafka's transaction index: entries of 34 bytes, in the order
 * of their markers.
 *
 * ```
 * 0 version int16   2 producer id int64   10 first offset int64
 *                                         18 last offset int64 (the marker)
 *                                         26 last stable offset int64, after the marker
 * ```
 *
 * @module
 */
import { int64At, setInt64At } from "../../bytes/batch_header.ts";

/** Size of one entry. */
export const ENTRY_BYTES = 34;
const VERSION = 0;
const PRODUCER_ID_POSITION = 2;
const FIRST_OFFSET_POSITION = 10;
const LAST_OFFSET_POSITION = 18;
const LAST_STABLE_OFFSET_POSITION = 26;

/** A transaction that was aborted, as far as one partition knows of it. */
export interface AbortedTransaction {
  producerId: number;
  firstOffset: number;
  /** Offset of its marker. */
  lastOffset: number;
  /** The last stable offset once the marker was there. */
  lastStableOffset: number;
}

/** A range of offsets: the first, and the one after the last. */
export interface OffsetRange {
  from: number;
  to: number;
}

/** Puts entries one after the other. */
export function encodeAborted(transactions: readonly AbortedTransaction[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(transactions.length * ENTRY_BYTES));
  transactions.forEach((transaction, i) => {
    const at = i * ENTRY_BYTES;
    view.setInt16(at, VERSION);
    setInt64At(view, at + PRODUCER_ID_POSITION, transaction.producerId);
    setInt64At(view, at + FIRST_OFFSET_POSITION, transaction.firstOffset);
    setInt64At(view, at + LAST_OFFSET_POSITION, transaction.lastOffset);
    setInt64At(view, at + LAST_STABLE_OFFSET_POSITION, transaction.lastStableOffset);
  });
  return new Uint8Array(view.buffer);
}

/**
 * The whole entries of a file that make sense: markers in ascending order within the segment. What
 * comes after the first that does not was never finished.
 *
 * @param offsets the segment's
 */
export function decodeAborted(bytes: Uint8Array, offsets: OffsetRange): AbortedTransaction[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: AbortedTransaction[] = [];
  let offsetMin = offsets.from;
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const entry = entryAt(view, at);
    if (entry === null || entry.lastOffset < offsetMin || entry.lastOffset >= offsets.to) break;
    found.push(entry);
    offsetMin = entry.lastOffset + 1;
  }
  return found;
}

function entryAt(view: DataView, at: number): AbortedTransaction | null {
  if (view.getInt16(at) !== VERSION) return null;
  try {
    return {
      producerId: int64At(view, at + PRODUCER_ID_POSITION),
      firstOffset: int64At(view, at + FIRST_OFFSET_POSITION),
      lastOffset: int64At(view, at + LAST_OFFSET_POSITION),
      lastStableOffset: int64At(view, at + LAST_STABLE_OFFSET_POSITION),
    };
  } catch {
    return null; // A number past 2^53: not an entry.
  }
}

/**
 * Collects those that a reader of a range must know of.
 *
 * @param transactions of one segment, in the order of their markers
 * @returns true where no later segment can have any
 */
export function collectAborted(
  transactions: readonly AbortedTransaction[],
  range: OffsetRange,
  found: AbortedTransaction[],
): boolean {
  for (let i = firstEndingAt(transactions, range.from); i < transactions.length; i++) {
    const transaction = transactions[i]!;
    if (transaction.firstOffset < range.to) found.push(transaction);
    // All that ended later began at or above it.
    if (transaction.lastStableOffset >= range.to) return true;
  }
  return false;
}

/** The first with its marker at or above `offset`. */
function firstEndingAt(transactions: readonly AbortedTransaction[], offset: number): number {
  let low = 0;
  let high = transactions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (transactions[middle]!.lastOffset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
