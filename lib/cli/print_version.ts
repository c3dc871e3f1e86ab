/**
 * `kedge version`.
 *
 * @module
 */
import type { Command } from "./command.ts";
import { VERSION_TEXT } from "./version.ts";

export const printVersion: Command = {
  name: "version",
  script: "",
  summary: "Print the version",
  async run(_args, terminal) {
    terminal.stdout(`${VERSION_TEXT}\n`);
    await terminal.flush();
    return 0;
  },
};
