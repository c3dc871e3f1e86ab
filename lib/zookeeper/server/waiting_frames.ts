/**
 * Requests of one connection that came in and could not be taken yet, in order.
 *
 * @module
 */

/** What a frame costs beside its own bytes, so that many empty ones count as well. */
const FRAME_OVERHEAD_BYTES = 64;
/** Taken frames that may stand before the head. */
const TAKEN_MAX = 1024;

/** A queue of frames that knows its size. */
export class WaitingFrames {
  #frames: (Uint8Array | null)[] = [];
  #head = 0;
  #sizeBytes = 0;

  get count(): number {
    return this.#frames.length - this.#head;
  }

  /** Bytes of memory that the frames take, roughly. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  push(frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#sizeBytes += frame.length + FRAME_OVERHEAD_BYTES;
  }

  /**
   * Takes the first.
   *
   * @throws Error where there is none
   */
  shift(): Uint8Array {
    const frame = this.#frames[this.#head];
    if (frame === undefined || frame === null) throw new Error("Cannot take a frame: none waits");
    this.#frames[this.#head++] = null;
    this.#sizeBytes -= frame.length + FRAME_OVERHEAD_BYTES;
    if (this.#head === this.#frames.length || this.#head > TAKEN_MAX) {
      this.#frames = this.#frames.slice(this.#head);
      this.#head = 0;
    }
    return frame;
  }

  clear(): void {
    this.#frames = [];
    this.#head = 0;
    this.#sizeBytes = 0;
  }
}
