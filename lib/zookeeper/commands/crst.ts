/**
 * crst: sets the figures of each connection to zero.
 *
 * @module
 */
import type { Command } from "./command.ts";

export const crst: Command = {
  word: "crst",
  run(context) {
    context.resetConnectionStatistics();
    return "Connection stats reset.\n";
  },
};
