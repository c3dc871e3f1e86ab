/**
 * Cuts a connection's bytes into frames, as both protocols have them: an int32 length, then so many
 * bytes. A frame that lies whole in what the socket gave is handed on as a view of it; one that
 * spans several chunks is gathered in a buffer of its own. First step of a request's way, and of an
 * answer's on the side of a client: connection, frame, header.
 *
 * @module
 */
import { MalformedError } from "./reader.ts";

/** Bytes of the length before each frame. */
const LENGTH_BYTES = 4;
/**
 * A gathered frame up to this size gets a buffer of its exact size; a larger one grows by doubling
 * as its bytes arrive, so that a size field alone cannot make the process allocate.
 */
const EXACT_BYTES_MAX = 1024 * 1024;
const NO_BYTES = new Uint8Array(0);

/** A length that no frame may have. */
export class FrameLengthError extends MalformedError {
  override name = "FrameLengthError";
  /** What stood in the length's place, as a signed int32. */
  readonly length: number;

  constructor(length: number, { frameBytesMax, setting }: FrameSplitterOptions) {
    const origin = setting === undefined ? "" : ` (${setting})`;
    super(`Cannot take a frame of ${length} bytes: 0 to ${frameBytesMax} are allowed${origin}`);
    this.length = length;
  }
}

/** What a splitter takes. */
export interface FrameSplitterOptions {
  /** The largest frame to take, in bytes without its length. */
  readonly frameBytesMax: number;
  /** The setting that `frameBytesMax` comes from, for the error. */
  readonly setting?: string;
}

/** Takes chunks as a socket gives them and hands out frames. One for each connection. */
export class FrameSplitter {
  readonly #options: FrameSplitterOptions;
  readonly #frameBytesMax: number;
  /** Bytes of the length that came so far, and the length made of them. */
  #lengthBytes = 0;
  #length = 0;
  /** The frame being gathered, of which `#filled` bytes came. */
  #buffer = NO_BYTES;
  #filled = 0;

  constructor(options: FrameSplitterOptions) {
    this.#options = options;
    this.#frameBytesMax = options.frameBytesMax;
  }

  /** The length of the frame that has begun and not come whole, in bytes; 0 where there is none. */
  get pendingBytes(): number {
    return this.#lengthBytes === LENGTH_BYTES ? this.#length : 0;
  }

  /** Bytes of memory that this splitter holds for a frame that has not come whole. */
  get reservedBytes(): number {
    return this.#buffer.length;
  }

  /**
   * Takes the next bytes and hands on every frame that they complete.
   *
   * @param chunk the bytes; frames may be views of it, so it must not be written to afterwards
   * @param onFrame called with each frame, without its length
   * @returns true where a frame is a view of the chunk; else all of it was copied
   * @throws {FrameLengthError} where a length is negative or too large; after it nothing is taken
   */
  push(chunk: Uint8Array, onFrame: (frame: Uint8Array) => void): boolean {
    if (this.#lengthBytes === LENGTH_BYTES) this.#checkLength();
    let offset = 0;
    let isViewed = false;
    while (offset < chunk.length) {
      if (this.#lengthBytes < LENGTH_BYTES) {
        offset = this.#takeLength(chunk, offset);
        if (this.#lengthBytes < LENGTH_BYTES) return isViewed;
        if (this.#length === 0) this.#handOn(NO_BYTES, onFrame);
        continue;
      }
      const wanted = this.#length - this.#filled;
      const end = Math.min(offset + wanted, chunk.length);
      const whole = end - offset === wanted;
      if (this.#filled === 0 && whole) {
        isViewed = true;
        this.#handOn(chunk.subarray(offset, end), onFrame);
      } else {
        this.#gather(chunk.subarray(offset, end));
        if (whole) this.#handOn(this.#buffer.subarray(0, this.#length), onFrame);
      }
      offset = end;
    }
    return isViewed;
  }

  /** Takes what is there of a length, which may itself come byte by byte. */
  #takeLength(chunk: Uint8Array, start: number): number {
    let offset = start;
    while (this.#lengthBytes < LENGTH_BYTES && offset < chunk.length) {
      this.#length = (this.#length << 8) | chunk[offset++]!;
      this.#lengthBytes += 1;
    }
    if (this.#lengthBytes === LENGTH_BYTES) this.#checkLength();
    return offset;
  }

  #checkLength(): void {
    const length = this.#length;
    if (length >= 0 && length <= this.#frameBytesMax) return;
    throw new FrameLengthError(length, this.#options);
  }

  #gather(part: Uint8Array): void {
    const needed = this.#filled + part.length;
    if (needed > this.#buffer.length) this.#grow(needed);
    this.#buffer.set(part, this.#filled);
    this.#filled = needed;
  }

  #grow(needed: number): void {
    const size = this.#length <= EXACT_BYTES_MAX
      ? this.#length
      : Math.min(this.#length, Math.max(needed, this.#buffer.length * 2, EXACT_BYTES_MAX));
    const grown = new Uint8Array(size);
    grown.set(this.#buffer.subarray(0, this.#filled));
    this.#buffer = grown;
  }

  /** Forgets the frame before handing it on: the callback may throw, or end the connection. */
  #handOn(frame: Uint8Array, onFrame: (frame: Uint8Array) => void): void {
    this.#lengthBytes = 0;
    this.#length = 0;
    this.#buffer = NO_BYTES;
    this.#filled = 0;
    onFrame(frame);
  }
}
