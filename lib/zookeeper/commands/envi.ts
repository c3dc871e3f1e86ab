/**
 * envi: what the server runs on.
 *
 * @module
 */
import type { Command } from "./command.ts";

export const envi: Command = {
  word: "envi",
  run(context) {
    let text = "Environment:\n";
    for (const [name, value] of context.environment()) text += `${name}=${value}\n`;
    return text;
  },
};
