/**
 * srst: sets the server's latencies and packet counts to zero.
 *
 * @module
 */
import type { Command } from "./command.ts";

export const srst: Command = {
  word: "srst",
  run(context) {
    context.resetStatistics();
    return "Server stats reset.\n";
  },
};
