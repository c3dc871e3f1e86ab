/**
 * wchs: how many watches on nodes there are; those on lists of children are not counted, as in
 * ZooKeeper.
 *
 * @module
 */
import type { Command } from "./command.ts";

export const wchs: Command = {
  word: "wchs",
  run(context) {
    const { watchers, watchedPaths, dataWatches } = context.report();
    const total = `Total watches:${dataWatches}`;
    return `${watchers} connections watching ${watchedPaths} paths\n${total}\n`;
  },
};
