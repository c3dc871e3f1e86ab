/**
 * dirs: the bytes of snapshots and of the transaction log; here one log has both.
 *
 * @module
 */
import type { Command } from "./command.ts";

export const dirs: Command = {
  word: "dirs",
  run(context) {
    const { dataDirBytes } = context.report();
    return `datadir_size: ${dataDirBytes}\nlogdir_size: ${dataDirBytes}\n`;
  },
};
