/**
 * The bound on bytes of requests that are read and not done with, over all connections
 * (queued.max.request.bytes, and the share of memory.budget). As in Kafka a request takes its bytes
 * when its length is known, a request that has begun is always read to its end, and the last one
 * may pass the bound: so at least one connection can go on, whatever the others do.
 *
 * Where the bound is reached no connection is read but those in the middle of a request: what a
 * single read of each brings would be much already.
 *
 * @module
 */
import type { MemoryAccount } from "../../io/memory_budget.ts";

/** The bytes of all connections, and who waits for some. */
export class RequestBytes {
  readonly #bytesMax: number;
  readonly #memory: MemoryAccount | null;
  /** Called when a connection is to wait: what holds it up may never come. */
  onWait: (() => void) | null = null;
  readonly #open = new Set<HeldRequestBytes>();
  readonly #waiting = new Set<HeldRequestBytes>();
  #taken = 0;
  #isStopped = false;
  /** Those who wait do so for what other accounts hold; takes back the wish to be told. */
  #forgetRoom: (() => void) | null = null;

  /**
   * @param bytesMax bytes above which no further request is begun
   * @param memory the account that counts them as well
   */
  constructor(bytesMax: number, memory: MemoryAccount | null = null) {
    this.#bytesMax = bytesMax;
    this.#memory = memory;
  }

  get taken(): number {
    return this.#taken;
  }

  get isFull(): boolean {
    return this.#taken >= this.#bytesMax || this.#memory?.hasRoom === false;
  }

  /** @ignore for HeldRequestBytes */
  opened(held: HeldRequestBytes): void {
    this.#open.add(held);
  }

  /** Adds bytes, or gives them back where `bytes` is negative; then those who wait may go on. */
  change(bytes: number): void {
    this.#taken += bytes;
    if (bytes >= 0) {
      this.#memory?.claim(bytes);
      this.#stopOthers();
      return;
    }
    this.#memory?.release(-bytes);
    this.#wake();
  }

  /** Once, when the bound is reached: who has no request under way then asks before it reads. */
  #stopOthers(): void {
    if (this.#isStopped || !this.isFull) return;
    this.#isStopped = true;
    for (const held of this.#open) held.stop();
  }

  #wake(): void {
    if (!this.isFull) this.#isStopped = false;
    for (const one of this.#waiting) {
      if (this.isFull) return this.#askForRoom();
      this.#waiting.delete(one);
      one.goOn();
    }
  }

  /** Where other accounts hold too much, one of them gives the sign to go on. */
  #askForRoom(): void {
    if (this.#memory?.hasRoom !== false) return;
    this.#forgetRoom ??= this.#memory.whenRoom(() => {
      this.#forgetRoom = null;
      this.#wake();
    });
  }

  /** Remembers who is to go on, first come, first served. */
  wait(held: HeldRequestBytes): void {
    this.#waiting.add(held);
    this.#askForRoom();
    this.onWait?.();
  }

  forget(held: HeldRequestBytes): void {
    this.#open.delete(held);
    this.#waiting.delete(held);
  }
}

/** What one connection holds of them. */
export class HeldRequestBytes {
  readonly #all: RequestBytes;
  readonly #onRoom: () => void;
  readonly #onFull: () => void;
  #held = 0;
  /** Taken ahead for the request that is being read. */
  #ahead = 0;
  #isWaiting = false;
  #closed = false;

  /**
   * @param onRoom called when a connection that was told to wait may read again
   * @param onFull called when it is not to read on until then
   */
  constructor(all: RequestBytes, onRoom: () => void, onFull: () => void = () => {}) {
    this.#all = all;
    this.#onRoom = onRoom;
    this.#onFull = onFull;
    all.opened(this);
    if (all.isFull) this.stop();
  }

  /** True while the connection must not read. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** True while bytes are taken for a request that has not come whole. */
  get isAhead(): boolean {
    return this.#ahead > 0;
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

  /** @ignore for RequestBytes: others have taken what there was. */
  stop(): void {
    if (this.#ahead > 0 || this.#isWaiting) return;
    this.#isWaiting = true;
    this.#all.wait(this);
    this.#onFull();
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
