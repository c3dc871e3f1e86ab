/**
 * conf: the settings in force.
 *
 * @module
 */
import type { Command } from "./command.ts";

export const conf: Command = {
  word: "conf",
  run(context) {
    let text = "";
    for (const [name, value] of context.configuration()) text += `${name}=${value}\n`;
    return text;
  },
};
