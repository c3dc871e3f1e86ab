/**
 * The process's own standard input and output, as commands see them.
 *
 * @module
 */

import type { FileSink } from "bun";
import { OutputClosedError, type Terminal } from "./command.ts";

/** The signals that ask a command to end, and the codes that it then ends with. */
const INTERRUPTS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Makes the terminal of a real call. */
export function systemTerminal(): Terminal {
  const stdout = new Output(Bun.stdout.writer());
  const stderr = new Output(Bun.stderr.writer());
  return {
    stdout: (text) => stdout.write(text),
    stderr: (text) => {
      // Where both go to one place, they stand in the order in which they were written.
      stdout.flush();
      stderr.write(text);
      stderr.flush();
    },
    async flush() {
      await stdout.flush();
      await stderr.flush();
      if (stdout.failure === null) return;
      throw new OutputClosedError("Cannot write to standard output: nobody reads it", {
        cause: stdout.failure,
      });
    },
    stdin: Bun.stdin.stream(),
    isTerminal: process.stdin.isTTY === true,
    get columns() {
      return process.stdout.columns;
    },
    progress: {
      isTerminal: process.stderr.isTTY === true,
      write: (text) => {
        stderr.write(text);
        stderr.flush();
      },
    },
    setRawMode(mode) {
      if (process.stdin.isTTY === true) process.stdin.setRawMode(mode === "raw");
    },
    onInterrupt(run) {
      const listeners = Object.entries(INTERRUPTS)
        .map(([signal, exitCode]) => ({ signal, listener: () => run(exitCode) }));
      for (const { signal, listener } of listeners) process.on(signal, listener);
      return () => {
        for (const { signal, listener } of listeners) process.off(signal, listener);
      };
    },
  };
}

/** One of the process's outputs. What is written after a failure is lost, as nobody reads it. */
class Output {
  /** Why it can no longer be written to. */
  failure: unknown = null;
  readonly #sink: FileSink;

  constructor(sink: FileSink) {
    this.#sink = sink;
  }

  write(text: string | Uint8Array): void {
    if (this.failure === null) this.#attempt(() => this.#sink.write(text));
  }

  async flush(): Promise<void> {
    if (this.failure === null) await this.#attempt(() => this.#sink.flush());
  }

  /** The sink fails at once or later, as it likes. */
  async #attempt(work: () => number | Promise<number>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failure ??= error;
    }
  }
}
