/**
 * Where snappy and LZ4 blocks are decompressed to: literals come from the input, copies from what
 * was put out before, possibly overlapping themselves. The caller has checked every length.
 *
 * Copies go four bytes at a time, which in JavaScript is twice as fast as one at a time, and so
 * may write up to three bytes too many; they are overwritten by what follows, and close to the
 * end of either array the last bytes go one by one.
 *
 * @module
 */

/** From this length on, the native `copyWithin` beats the loop (measured: 18 ns a call). */
const COPY_WITHIN_BYTES_MIN = 40;
/** From this length on, a view and the native `set` beat the loop (measured: 52 ns a call). */
const SET_BYTES_MIN = 160;

/** A growing array and how far it is filled. */
export class BlockOutput {
  #bytes: Uint8Array;
  #view: DataView;
  #at = 0;

  /** @param capacity bytes to reserve at first; more is reserved as it is needed */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#at;
  }

  /** What was written, as a view. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  #grow(needed: number): void {
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  /** Puts out `length` bytes of `input`, from `from` on. */
  literal(input: DataView, from: number, length: number): void {
    const to = this.#at;
    if (to + length > this.#bytes.length) this.#grow(to + length);
    this.#at = to + length;
    if (length >= SET_BYTES_MIN) {
      this.#bytes.set(new Uint8Array(input.buffer, input.byteOffset + from, length), to);
      return;
    }
    let done = 0;
    const view = this.#view;
    if (from + length + 3 <= input.byteLength && to + length + 3 <= view.byteLength) {
      for (; done < length; done += 4) view.setInt32(to + done, input.getInt32(from + done));
      return;
    }
    for (; done < length; done++) view.setUint8(to + done, input.getUint8(from + done));
  }

  /** Puts out `length` bytes again that were put out `distance` bytes back. */
  copy(distance: number, length: number): void {
    const to = this.#at;
    const end = to + length;
    if (end > this.#bytes.length) this.#grow(end);
    this.#at = end;
    const bytes = this.#bytes;
    if (length >= COPY_WITHIN_BYTES_MIN && distance >= length) {
      bytes.copyWithin(to, to - distance, end - distance);
    } else if (length >= COPY_WITHIN_BYTES_MIN && distance === 1) {
      bytes.fill(bytes[to - 1]!, to, end);
    } else if (distance >= 4 && end + 3 <= bytes.length) {
      const view = this.#view;
      for (let at = to; at < end; at += 4) view.setInt32(at, view.getInt32(at - distance));
    } else {
      for (let at = to; at < end; at++) bytes[at] = bytes[at - distance]!;
    }
  }
}
