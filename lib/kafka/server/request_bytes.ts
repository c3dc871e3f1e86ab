/**
 * The bound on bytes of requests that are read and not done with, over all connections
 * (queued.max.request.bytes). As in Kafka a request takes its bytes when its length is known, a
 * request that has begun is always read to its end, and the last one may pass the bound: so at
 * least one connection can go on, whatever the others do.
 *
 * @module
 */

/** The bytes of all connections, and who waits for some. */
export class RequestBytes {
  readonly #bytesMax: number;
  readonly #waiting = new Set<HeldRequestBytes>();
  #taken = 0;

  /** @param bytesMax bytes above which no further request is begun */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get taken(): number {
    return this.#taken;
  }

  get isFull(): boolean {
    return this.#taken >= this.#bytesMax;
  }

  /** Adds bytes, or gives them back where `bytes` is negative; then those who wait may go on. */
  change(bytes: number): void {
    this.#taken += bytes;
    if (bytes >= 0) return;
    for (const one of this.#waiting) {
      if (this.isFull) return;
      this.#waiting.delete(one);
      one.goOn();
    }
  }

  /** Remembers who is to go on, first come, first served. */
  wait(held: HeldRequestBytes): void {
    this.#waiting.add(held);
  }

  forget(held: HeldRequestBytes): void {
    this.#waiting.delete(held);
  }
}

/** What one connection holds of them. */
export class HeldRequestBytes {
  readonly #all: RequestBytes;
  readonly #onRoom: () => void;
  #held = 0;
  /** Taken ahead for the request that is being read. */
  #ahead = 0;
  #isWaiting = false;
  #closed = false;

  /** @param onRoom called when a connection that was told to wait may read again */
  constructor(all: RequestBytes, onRoom: () => void) {
    this.#all = all;
    this.#onRoom = onRoom;
  }

  /** True while the connection must not read. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** A whole request came. */
  take(bytes: number): void {
    this.#change(bytes - this.#ahead);
    this.#ahead = 0;
  }

  /** A request is done with. */
  release(bytes: number): void {
    this.#change(-bytes);
  }

  /**
   * Asks whether to read on; where not, `onRoom` follows.
   *
   * @param pendingBytes length of the request that has begun; 0 where none has
   */
  mayReadOn(pendingBytes: number): boolean {
    if (this.#ahead > 0 || this.#closed) return true;
    if (this.#isWaiting) return false;
    if (this.#all.isFull) {
      this.#isWaiting = true;
      this.#all.wait(this);
      return false;
    }
    this.#ahead = pendingBytes;
    this.#change(pendingBytes);
    return true;
  }

  /** @ignore for RequestBytes */
  goOn(): void {
    this.#isWaiting = false;
    this.#onRoom();
  }

  /** Gives everything back: the connection is gone. */
  close(): void {
    if (this.#closed) return;
    this.#all.forget(this);
    this.#change(-this.#held);
    this.#closed = true;
  }

  #change(bytes: number): void {
    if (this.#closed || bytes === 0) return;
    this.#held += bytes;
    this.#all.change(bytes);
  }
}
