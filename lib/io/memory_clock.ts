/**
 * The in-memory twin of clock.ts: time moves only when a test says so.
 *
 * @module
 */
import type { Clock, Timer } from "./clock.ts";

interface Scheduled {
  dueMs: number;
  sequence: number;
  run: () => void;
}

/** A clock that stands still until {@linkcode MemoryClock.advance}. */
export class MemoryClock implements Clock {
  #nowMs: number;
  #monotonicMs = 0;
  #sequence = 0;
  #timers: Scheduled[] = [];

  /** @param nowMs the wall clock's start, in ms since the epoch */
  constructor(nowMs = 1_700_000_000_000) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  /** Timers not fired yet: a test asserts 0 after a shutdown. */
  get pending(): number {
    return this.#timers.length;
  }

  setTimer(delayMs: number, run: () => void): Timer {
    const scheduled = {
      dueMs: this.#monotonicMs + Math.max(delayMs, 0),
      sequence: this.#sequence++,
      run,
    };
    this.#timers.push(scheduled);
    return {
      cancel: () => {
        const index = this.#timers.indexOf(scheduled);
        if (index >= 0) this.#timers.splice(index, 1);
      },
    };
  }

  /** Moves both clocks by `ms`, firing what falls due in order, each at its own time. */
  advance(ms: number): void {
    const untilMs = this.#monotonicMs + ms;
    for (;;) {
      const due = this.#timers.filter((timer) => timer.dueMs <= untilMs)
        .sort((a, b) => a.dueMs - b.dueMs || a.sequence - b.sequence)[0];
      if (due === undefined) break;
      this.#timers.splice(this.#timers.indexOf(due), 1);
      this.#move(due.dueMs - this.#monotonicMs);
      due.run();
    }
    this.#move(untilMs - this.#monotonicMs);
  }

  /** Moves only the wall clock, as an administrator or NTP would: by `ms`, either way. */
  jump(ms: number): void {
    this.#nowMs += ms;
  }

  #move(ms: number): void {
    this.#monotonicMs += ms;
    this.#nowMs += ms;
  }
}
