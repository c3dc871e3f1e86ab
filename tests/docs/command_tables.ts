/**
 * The table of scripts in docs/CLI.md, made from the list that the program itself goes by. It
 * stands between `<!-- table: scripts -->` and `<!-- end -->`. Run as a program, this writes it
 * again:
 *
 *     node scripts/bun.mjs tests/docs/command_tables.ts
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { commands } from "../../lib/cli/mod.ts";
import { markdownTable } from "./protocol_tables.ts";

const ROOT = resolve(import.meta.dirname, "../..");
export const DOCUMENT = join(ROOT, "docs/CLI.md");

/** The document with its table written anew. */
export function withCommandTable(text: string): string {
  const rows = commands.filter(({ scripts }) => scripts.length > 0)
    .map(({ name, scripts, summary }) => [
      scripts.map((script) => `\`${script}\``).join(", "),
      `\`kedge ${name}\``,
      summary,
    ]);
  rows.sort(([one], [other]) => one! < other! ? -1 : 1);
  const table = markdownTable(["script", "the same as", "what it does"], rows);
  return text.replace(
    /(<!-- table: scripts -->\n)[\s\S]*?(<!-- end -->)/,
    (_all, begin, end) => `${begin}\n${table}\n\n${end}`,
  );
}

if (import.meta.main) writeFileSync(DOCUMENT, withCommandTable(readFileSync(DOCUMENT, "utf8")));
