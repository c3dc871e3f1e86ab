/**
 * How much memory the parts of the process hold for their clients, and what gives way where that
 * nears the bound (memory.budget). Pure bookkeeping: no clock, no reading of the system.
 *
 * Each part has an account. It claims bytes when it takes them and releases them when they are
 * gone, for each buffer or batch, never for each record. What cannot be had at once is waited for,
 * first come, first served. An account that holds nothing always gets what it asks for: so one
 * request that is larger than every bound gets through alone, and nothing waits for itself.
 *
 * Where the sum passes the soft mark, the accounts that can let something go are asked to, in the
 * order in which they were opened: what is missed least comes first.
 *
 * @module
 */

/** The share of the budget from which caches give way. */
const SOFT_SHARE = 3 / 4;

/** One part's share. */
export interface AccountOptions {
  readonly name: string;
  /** Bytes above which the account has no room, whatever the others hold; none by default. */
  readonly bytesMax?: number;
}

/** The sum over all accounts, and its bound. */
export class MemoryBudget {
  /** Infinity where there is no bound. */
  readonly bytesMax: number;
  readonly #softBytes: number;
  readonly #accounts: MemoryAccount[] = [];
  #usedBytes = 0;
  #waiting = 0;
  #isPressing = false;
  #isWaking = false;
  /** Bytes came back while others were let go on: there may be room for who was asked before. */
  #mustWake = false;

  /** @param bytesMax memory.budget, in bytes */
  constructor(bytesMax = Infinity) {
    this.bytesMax = bytesMax;
    this.#softBytes = bytesMax * SOFT_SHARE;
  }

  /** Bytes that all accounts hold. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Every account, in the order of opening. */
  get accounts(): readonly MemoryAccount[] {
    return this.#accounts;
  }

  /** Adds a part. */
  open(options: AccountOptions): MemoryAccount {
    const account = new MemoryAccount(options, {
      budget: this,
      change: (bytes) => this.#change(bytes),
      noteWaiting: (change) => this.#waiting += change,
    });
    this.#accounts.push(account);
    return account;
  }

  #change(bytes: number): void {
    this.#usedBytes += bytes;
    if (bytes > 0 && this.#usedBytes > this.#softBytes) this.#press();
    else if (bytes < 0 && this.#waiting > 0) this.#wake();
  }

  /** Asks those who can to let go of what is above the soft mark. */
  #press(): void {
    if (this.#isPressing) return;
    this.#isPressing = true;
    for (const account of this.#accounts) {
      const excess = this.#usedBytes - this.#softBytes;
      if (excess <= 0) break;
      account.giveWay?.(excess);
    }
    this.#isPressing = false;
    if (this.#waiting > 0) this.#wake();
  }

  /** Lets those go on who have room now. One that goes on may release, and so come here again. */
  #wake(): void {
    this.#mustWake = true;
    if (this.#isWaking) return;
    this.#isWaking = true;
    while (this.#mustWake) {
      this.#mustWake = false;
      for (const account of this.#accounts) account.wake();
    }
    this.#isWaking = false;
  }
}

/** How an account reaches its budget. */
interface BudgetAccess {
  readonly budget: MemoryBudget;
  change(bytes: number): void;
  noteWaiting(change: number): void;
}

/** One part of what the process holds. */
export class MemoryAccount {
  readonly name: string;
  readonly bytesMax: number;
  /** Lets go of up to so many bytes, least recently used first, and releases them. */
  giveWay: ((bytes: number) => void) | null = null;
  readonly #access: BudgetAccess;
  readonly #waiting = new Set<() => void>();
  #bytes = 0;

  /** @ignore {@linkcode MemoryBudget.open} makes accounts */
  constructor({ name, bytesMax = Infinity }: AccountOptions, access: BudgetAccess) {
    this.name = name;
    this.bytesMax = Math.floor(bytesMax);
    this.#access = access;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes left, by the account's own bound and by the budget's; 0 where there are none. */
  get roomBytes(): number {
    const { bytesMax, usedBytes } = this.#access.budget;
    return Math.max(0, Math.min(this.bytesMax - this.#bytes, bytesMax - usedBytes));
  }

  /** Whether something more may be taken; what is taken then may pass the bound. */
  get hasRoom(): boolean {
    return this.#bytes === 0 || this.roomBytes > 0;
  }

  /** Whether somebody waits for room. */
  get isAwaited(): boolean {
    return this.#waiting.size > 0;
  }

  /** Takes bytes, whatever the bound: for what is in memory already. */
  claim(bytes: number): void {
    this.#bytes += bytes;
    this.#access.change(bytes);
  }

  /** Gives bytes back. */
  release(bytes: number): void {
    this.#bytes -= bytes;
    if (this.#bytes < 0) {
      throw new RangeError(
        `Cannot release ${bytes} bytes of ${this.name}: it holds ${this.#bytes + bytes}`,
      );
    }
    this.#access.change(-bytes);
  }

  /**
   * Takes bytes when there is room, after all who asked before.
   *
   * @returns undefined where they are taken at once
   */
  take(bytes: number): Promise<void> | undefined {
    if (this.takeNow(bytes)) return undefined;
    return new Promise((resolve) => {
      this.whenRoom(() => {
        this.claim(bytes);
        resolve();
      });
    });
  }

  /** Takes bytes where there is room and nobody waits for it. @returns whether it did */
  takeNow(bytes: number): boolean {
    if (this.#waiting.size > 0 || !this.#hasRoomFor(bytes)) return false;
    this.claim(bytes);
    return true;
  }

  /** Whether there is room, once this account itself has let go of what it can. */
  #hasRoomFor(bytes: number): boolean {
    if (!this.hasRoom) this.giveWay?.(bytes + this.#excessBytes);
    return this.hasRoom;
  }

  /** Bytes above the bounds. */
  get #excessBytes(): number {
    const { bytesMax, usedBytes } = this.#access.budget;
    return Math.max(0, this.#bytes - this.bytesMax, usedBytes - bytesMax);
  }

  /** Calls `run` once there is room. @returns what takes that back */
  whenRoom(run: () => void): () => void {
    const entry = () => run();
    this.#waiting.add(entry);
    this.#access.noteWaiting(1);
    return () => {
      if (this.#waiting.delete(entry)) this.#access.noteWaiting(-1);
    };
  }

  /** @ignore for the budget */
  wake(): void {
    for (const run of this.#waiting) {
      if (!this.hasRoom) return;
      this.#waiting.delete(run);
      this.#access.noteWaiting(-1);
      run();
    }
  }
}

/** What one request holds of an account, given back as a whole when it has been answered. */
export class HeldMemory {
  readonly #account: MemoryAccount;
  #bytes = 0;

  constructor(account: MemoryAccount) {
    this.#account = account;
  }

  /**
   * Takes bytes; waits for them only where nothing is held yet. Who holds a part and waits for the
   * next may wait for others that do the same.
   *
   * @returns false where they are not to be had: the answer is to make do with what it has
   */
  take(bytes: number): boolean | Promise<boolean> {
    const isMore = this.#bytes > 0;
    if (isMore && !this.#account.takeNow(bytes)) return false;
    const waiting = isMore ? undefined : this.#account.take(bytes);
    if (waiting !== undefined) return waiting.then(() => this.#noteTaken(bytes));
    return this.#noteTaken(bytes);
  }

  #noteTaken(bytes: number): true {
    this.#bytes += bytes;
    return true;
  }

  /** Gives back a part. */
  release(bytes: number): void {
    this.#bytes -= bytes;
    this.#account.release(bytes);
  }

  /** Gives everything back. */
  releaseAll(): void {
    if (this.#bytes > 0) this.release(this.#bytes);
  }
}
