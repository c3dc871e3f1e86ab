/**
 * Deadlines of a state machine: session timeouts and the like. A deadline that is moved later, as a
 * heartbeat does every few seconds, costs no new timer: the one under way looks again when it
 * fires. All end together when the machine does.
 *
 * @module
 */
import type { Clock, Timer } from "../io/clock.ts";

/** One deadline; does nothing until it is set. */
export class Deadline {
  readonly #owner: Deadlines;
  readonly #run: () => void;
  /** Monotonic, in ms; null while not set. */
  #dueMs: number | null = null;
  #timer: Timer | null = null;
  #timerDueMs = 0;

  /** Use {@linkcode Deadlines.create}. */
  constructor(owner: Deadlines, run: () => void) {
    this.#owner = owner;
    this.#run = run;
  }

  get isSet(): boolean {
    return this.#dueMs !== null;
  }

  /** Calls `run` after `delayMs`, never in this turn of the loop; replaces an earlier setting. */
  set(delayMs: number): void {
    if (this.#owner.closed) return;
    const dueMs = this.#owner.clock.monotonicMs() + Math.max(delayMs, 0);
    this.#dueMs = dueMs;
    if (this.#timer !== null && this.#timerDueMs <= dueMs) return;
    this.#arm(dueMs, delayMs);
  }

  /** Forgets the deadline and its timer. */
  cancel(): void {
    this.#dueMs = null;
    this.#disarm();
  }

  #arm(dueMs: number, delayMs: number): void {
    this.#disarm();
    this.#timerDueMs = dueMs;
    this.#owner.armed.add(this);
    this.#timer = this.#owner.clock.setTimer(delayMs, () => this.#fire());
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#owner.armed.delete(this);
  }

  #fire(): void {
    this.#timer = null;
    this.#owner.armed.delete(this);
    const dueMs = this.#dueMs;
    if (dueMs === null) return;
    const remainingMs = dueMs - this.#owner.clock.monotonicMs();
    // A timer may also fire early: because of a delay past what timers take, or by a fraction.
    if (remainingMs > 0) return this.#arm(dueMs, remainingMs);
    this.#dueMs = null;
    this.#run();
  }
}

/** The deadlines of one machine. */
export class Deadlines {
  readonly clock: Clock;
  /** Those with a timer under way. */
  readonly armed = new Set<Deadline>();
  closed = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** @param run called when the deadline has passed */
  create(run: () => void): Deadline {
    return new Deadline(this, run);
  }

  /** Cancels all; setting one later does nothing. */
  close(): void {
    this.closed = true;
    for (const deadline of [...this.armed]) deadline.cancel();
  }
}
