/**
 * Which byte position holds which offset: Kafka's `.index`, 8 bytes an entry (offset relative to
 * the segment's base as int32, position as int32), sparse, one entry about every
 * index.interval.bytes.
 *
 * In memory the entries are a plain growing array; the file gets what is new at each checkpoint
 * and at roll, so appending a batch never touches the index file.
 *
 * @module
 */

/** Bytes of one entry in the file. */
export const OFFSET_INDEX_ENTRY_BYTES = 8;

/** Entries in order of offset. Offsets are relative to the segment's base offset. */
export class OffsetIndex {
  #entries = new Int32Array(0);
  #count = 0;
  /** Entries that the file holds already. */
  writtenCount = 0;

  get count(): number {
    return this.#count;
  }

  /** The relative offset of the last entry, -1 where there is none. */
  get lastOffset(): number {
    return this.#count === 0 ? -1 : this.#entries[this.#count * 2 - 2]!;
  }

  /** The position of the last entry, 0 where there is none. */
  get lastPosition(): number {
    return this.#count === 0 ? 0 : this.#entries[this.#count * 2 - 1]!;
  }

  append(relativeOffset: number, position: number): void {
    if (relativeOffset <= this.lastOffset) return;
    const at = this.#count * 2;
    if (at === this.#entries.length) {
      const grown = new Int32Array(Math.max(32, at * 2));
      grown.set(this.#entries);
      this.#entries = grown;
    }
    this.#entries[at] = relativeOffset;
    this.#entries[at + 1] = position;
    this.#count += 1;
  }

  /** The position of the last entry at or below `relativeOffset`; 0 where there is none. */
  positionFor(relativeOffset: number): number {
    return this.#floor(relativeOffset, 0);
  }

  /** The largest indexed position at or below `position`; 0 where there is none. */
  positionAtOrBelow(position: number): number {
    return this.#floor(position, 1);
  }

  /** Binary search over one column (0: offset, 1: position) for the last entry <= `value`. */
  #floor(value: number, column: 0 | 1): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#entries[middle * 2 + column]! <= value) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : this.#entries[low * 2 - 1]!;
  }

  /** Forgets entries at or past a position: what recovery cuts. */
  truncateFrom(position: number): void {
    while (this.#count > 0 && this.lastPosition >= position) this.#count -= 1;
    this.writtenCount = Math.min(this.writtenCount, this.#count);
  }

  /** The entries from `fromCount` on, in the file's form. */
  encode(fromCount: number): Uint8Array {
    const bytes = new Uint8Array((this.#count - fromCount) * OFFSET_INDEX_ENTRY_BYTES);
    const view = new DataView(bytes.buffer);
    for (let i = fromCount * 2; i < this.#count * 2; i++) {
      view.setInt32((i - fromCount * 2) * 4, this.#entries[i]!);
    }
    return bytes;
  }

  /**
   * Takes entries from the file's form, up to the first that is out of order: a preallocated file
   * that was not trimmed ends in zeros, and a page that a power cut lost reads as zeros.
   */
  static decode(bytes: Uint8Array): OffsetIndex {
    const index = new OffsetIndex();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = bytes.length - (bytes.length % OFFSET_INDEX_ENTRY_BYTES);
    for (let at = 0; at < end; at += OFFSET_INDEX_ENTRY_BYTES) {
      const offset = view.getInt32(at);
      const position = view.getInt32(at + 4);
      // The segment's start needs no entry: (0, 0) is no entry but zeros.
      if (position === 0) break;
      if (offset <= index.lastOffset || position <= index.lastPosition) break;
      index.append(offset, position);
    }
    index.writtenCount = index.count;
    return index;
  }
}
