/**
 * wchp: the sessions that watch each path, as wchc the other way round.
 *
 * @module
 */
import { sessionIdText } from "../tree/session.ts";
import type { Command } from "./command.ts";

export const wchp: Command = {
  word: "wchp",
  run(context) {
    let text = "";
    for (const [path, sessionIds] of context.watchesByPath()) {
      text += `${path}\n`;
      for (const id of sessionIds) text += `\t${sessionIdText(id)}\n`;
    }
    return `${text}\n`;
  },
};
