/**
 * stat: srvr, with a line for each connection.
 *
 * @module
 */
import type { Command } from "./command.ts";
import { briefLine } from "./cons.ts";
import { serverLines, versionLine } from "./srvr.ts";

export const stat: Command = {
  word: "stat",
  run(context) {
    const report = context.report();
    let clients = "";
    for (const connection of context.connections()) clients += `${briefLine(connection)})\n`;
    return `${versionLine(report)}Clients:\n${clients}\n${serverLines(report)}`;
  },
};
