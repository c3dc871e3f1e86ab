/**
 * One line on a terminal that tells how far a long work is, written over as it goes on. Where the
 * output is no terminal there is none.
 *
 * @module
 */
import type { Clock } from "./clock.ts";

const INTERVAL_MS = 200;
const CLEAR_LINE = "\r\x1b[K";

/** Where the line is written. */
export interface ProgressOutput {
  readonly isTerminal: boolean;
  write(text: string): void;
}

/** The line. */
export class ProgressLine {
  readonly #output: ProgressOutput;
  readonly #clock: Clock;
  #shownMs = -Infinity;
  #isShown = false;

  constructor(output: ProgressOutput, clock: Clock) {
    this.#output = output;
    this.#clock = clock;
  }

  /** Shows `text`, unless that was done just now. */
  show(text: () => string): void {
    if (!this.#output.isTerminal) return;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#shownMs < INTERVAL_MS) return;
    this.#shownMs = nowMs;
    this.#isShown = true;
    this.#output.write(CLEAR_LINE + text());
  }

  /** Takes the line away, for what comes after it. */
  end(): void {
    if (this.#isShown) this.#output.write(CLEAR_LINE);
    this.#isShown = false;
    this.#shownMs = -Infinity;
  }
}
