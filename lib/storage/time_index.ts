/**
 * Which offset has the largest timestamp so far: Kafka's `.timeindex`, 12 bytes an entry
 * (timestamp in ms as int64, relative offset as int32). An entry (t, o) says: no record at or
 * below offset o is later than t.
 *
 * @module
 */
import { setInt64At } from "../bytes/batch_header.ts";

/** Bytes of one entry in the file. */
export const TIME_INDEX_ENTRY_BYTES = 12;

/** Entries in order of timestamp and offset. */
export class TimeIndex {
  #timestamps = new Float64Array(0);
  #offsets = new Int32Array(0);
  #count = 0;
  /** Entries that the file holds already. */
  writtenCount = 0;

  get count(): number {
    return this.#count;
  }

  /** Timestamp of the last entry in ms, -1 where there is none. */
  get lastTimestamp(): number {
    return this.#count === 0 ? -1 : this.#timestamps[this.#count - 1]!;
  }

  /** Relative offset of the last entry, -1 where there is none. */
  get lastOffset(): number {
    return this.#count === 0 ? -1 : this.#offsets[this.#count - 1]!;
  }

  /** Adds an entry where the timestamp is larger than the last one's. */
  append(timestamp: number, relativeOffset: number): void {
    if (timestamp <= this.lastTimestamp || relativeOffset < this.lastOffset) return;
    const at = this.#count;
    if (at === this.#timestamps.length) {
      const timestamps = new Float64Array(Math.max(16, at * 2));
      timestamps.set(this.#timestamps);
      const offsets = new Int32Array(timestamps.length);
      offsets.set(this.#offsets);
      this.#timestamps = timestamps;
      this.#offsets = offsets;
    }
    this.#timestamps[at] = timestamp;
    this.#offsets[at] = relativeOffset;
    this.#count += 1;
  }

  /**
   * Where to start looking for the first record at or after `timestamp`: every record at or below
   * the returned relative offset is earlier.
   */
  offsetBefore(timestamp: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#timestamps[middle]! < timestamp) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : this.#offsets[low - 1]!;
  }

  /** Forgets entries at or past a relative offset: what recovery cuts. */
  truncateFrom(relativeOffset: number): void {
    while (this.#count > 0 && this.lastOffset >= relativeOffset) this.#count -= 1;
    this.writtenCount = Math.min(this.writtenCount, this.#count);
  }

  /** The entries from `fromCount` on, in the file's form. */
  encode(fromCount: number): Uint8Array {
    const bytes = new Uint8Array((this.#count - fromCount) * TIME_INDEX_ENTRY_BYTES);
    const view = new DataView(bytes.buffer);
    for (let i = fromCount; i < this.#count; i++) {
      const at = (i - fromCount) * TIME_INDEX_ENTRY_BYTES;
      setInt64At(view, at, this.#timestamps[i]!);
      view.setInt32(at + 8, this.#offsets[i]!);
    }
    return bytes;
  }

  /**
   * Takes entries from the file's form, up to the first that is out of order. Zeros, of a
   * preallocated file or of a lost page, are no entry: taken for one, they would make the segment
   * look as old as 1970, and retention would remove it.
   */
  static decode(bytes: Uint8Array): TimeIndex {
    const index = new TimeIndex();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = bytes.length - (bytes.length % TIME_INDEX_ENTRY_BYTES);
    for (let at = 0; at < end; at += TIME_INDEX_ENTRY_BYTES) {
      const timestamp = view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4);
      const offset = view.getInt32(at + 8);
      if (timestamp === 0 && offset === 0) break;
      if (timestamp <= index.lastTimestamp || offset < index.lastOffset) break;
      index.append(timestamp, offset);
    }
    index.writtenCount = index.count;
    return index;
  }
}
