/**
 * wchc: the paths that each session watches. Watches on lists of children are not among them, as in
 * ZooKeeper.
 *
 * @module
 */
import { sessionIdText } from "../tree/session.ts";
import type { Command } from "./command.ts";

export const wchc: Command = {
  word: "wchc",
  run(context) {
    let text = "";
    for (const [sessionId, paths] of context.watchesBySession()) {
      text += `${sessionIdText(sessionId)}\n`;
      for (const path of paths) text += `\t${path}\n`;
    }
    return `${text}\n`;
  },
};
