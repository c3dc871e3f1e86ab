/**
 * Cuts what a socket delivers into frames: an int length, then that many bytes. Whole frames are
 * views of the delivered chunk; only what is cut off by a chunk's end is copied.
 *
 * @module
 */
import { MalformedError } from "../../bytes/reader.ts";

const LENGTH_BYTES = 4;
const NOTHING = new Uint8Array(0);

/** The bytes of one connection that are not taken yet. */
export class FrameBuffer {
  readonly #frameBytesMax: number;
  #bytes: Uint8Array = NOTHING;
  #start = 0;
  #end = 0;
  /** True where `#bytes` is our own copy with room behind `#end`, not a delivered chunk. */
  #isOwned = false;

  /** @param frameBytesMax the longest frame to take, in bytes */
  constructor(frameBytesMax: number) {
    this.#frameBytesMax = frameBytesMax;
  }

  /** Bytes not taken yet. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Adds what was delivered; it must not change afterwards. */
  push(chunk: Uint8Array): void {
    if (this.length === 0) {
      this.#bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      this.#start = 0;
      this.#end = chunk.length;
      this.#isOwned = false;
      return;
    }
    const needed = this.length + chunk.length;
    if (!this.#isOwned || this.#end + chunk.length > this.#bytes.length) this.#move(needed);
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Moves what is left to the start of a buffer with room for `needed` bytes. */
  #move(needed: number): void {
    const left = this.#bytes.subarray(this.#start, this.#end);
    // Frames that were handed out may be views of the old buffer: it is never written over.
    this.#bytes = new Uint8Array(Math.max(needed, left.length * 2));
    this.#bytes.set(left);
    this.#start = 0;
    this.#end = left.length;
    this.#isOwned = true;
  }

  /** The first four bytes as an int, or null where there are fewer. */
  peekInt32(): number | null {
    if (this.length < LENGTH_BYTES) return null;
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#start).getInt32(0);
  }

  /**
   * The next whole frame, without its length; null where it has not come in yet.
   *
   * @throws MalformedError where the length is none that a request can have
   */
  next(): Uint8Array | null {
    const length = this.peekInt32();
    if (length === null) return null;
    if (length < 0 || length > this.#frameBytesMax) {
      throw new MalformedError(
        `Cannot read request of ${length} bytes: the length must be within ` +
          `0..${this.#frameBytesMax} (jute.maxbuffer)`,
      );
    }
    if (this.length < LENGTH_BYTES + length) return null;
    const from = this.#start + LENGTH_BYTES;
    const frame = this.#bytes.subarray(from, from + length);
    this.#start = from + length;
    // An idle connection keeps no chunk in memory.
    if (this.length === 0) {
      this.#bytes = NOTHING;
      this.#start = 0;
      this.#end = 0;
    }
    return frame;
  }
}
