/**
 * The events that verifiable clients print: one JSON object in each line, time and name first.
 *
 * @module
 */

import type { Terminal } from "../command.ts";

/** Prints events of one client. */
export class Events {
  readonly #terminal: Terminal;
  readonly #nowMs: () => number;

  constructor(terminal: Terminal, nowMs: () => number) {
    this.#terminal = terminal;
    this.#nowMs = nowMs;
  }

  /** Prints an event; its fields come in the order given. */
  print(name: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#terminal.stdout(`${JSON.stringify({ timestamp: this.#nowMs(), name, ...fields })}\n`);
  }

  /** Sends out what was printed. */
  flush(): Promise<void> {
    return this.#terminal.flush();
  }
}
