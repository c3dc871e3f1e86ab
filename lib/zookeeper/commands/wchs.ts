/**
 * wchs: how many watches there are.
 *
 * @module
 */
import type { Command } from "./command.ts";

export const wchs: Command = {
  word: "wchs",
  run(context) {
    const { watchers, watchedPaths, watches } = context.report();
    return `${watchers} connections watching ${watchedPaths} paths\nTotal watches:${watches}\n`;
  },
};
