/**
 * The process's own standard input and output, as commands see them.
 *
 * @module
 */

import { OutputClosedError, type Terminal } from "./command.ts";

/** A signal that asks a command to end. */
const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Makes the terminal of a real call. */
export function systemTerminal(): Terminal {
  const stdout = Bun.stdout.writer();
  const stderr = Bun.stderr.writer();
  return {
    stdout: (text) => {
      stdout.write(text);
    },
    stderr: (text) => {
      stderr.write(text);
      stderr.flush();
    },
    async flush() {
      try {
        await stdout.flush();
      } catch (error) {
        throw new OutputClosedError("Cannot write to standard output: nobody reads it", {
          cause: error,
        });
      }
      await stderr.flush();
    },
    stdin: Bun.stdin.stream(),
    isTerminal: process.stdin.isTTY === true,
    onInterrupt(run) {
      for (const signal of INTERRUPTS) process.on(signal, run);
      return () => {
        for (const signal of INTERRUPTS) process.off(signal, run);
      };
    },
  };
}
