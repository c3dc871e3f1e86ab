/**
 * stmk: sets the trace mask to the long behind the word, and answers with it.
 *
 * @module
 */
import type { Command } from "./command.ts";

/** The bytes behind the word. */
export const TRACE_MASK_BYTES = 8;

export const stmk: Command = {
  word: "stmk",
  run(context, argument) {
    context.traceMask = argument;
    return String(argument);
  },
};
