/**
 * The tables in docs/CLI.md of the scripts that are there and of those that are not, made from the
 * lists that the program itself goes by. Each stands between `<!-- table: NAME -->` and
 * `<!-- end -->`. Run as a program, this writes them again:
 *
 *     node scripts/bun.mjs tests/docs/command_tables.ts
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { absentScripts } from "../../lib/cli/absent_scripts.ts";
import { commands } from "../../lib/cli/mod.ts";
import { markdownTable } from "./protocol_tables.ts";

const ROOT = resolve(import.meta.dirname, "../..");
export const DOCUMENT = join(ROOT, "docs/CLI.md");

/** The document with its tables written anew. */
export function withCommandTables(text: string): string {
  return withTable(withTable(text, "scripts", scriptsTable()), "absent scripts", absentTable());
}

function absentTable(): string {
  const rows = absentScripts.map(({ name, reason, instead }) => [`\`${name}\``, reason, instead]);
  return markdownTable(["script", "reason", "instead"], rows);
}

function scriptsTable(): string {
  const rows = commands.filter(({ scripts }) => scripts.length > 0)
    .map(({ name, scripts, summary }) => [
      scripts.map((script) => `\`${script}\``).join(", "),
      `\`kedge ${name}\``,
      summary,
    ]);
  rows.sort(([one], [other]) => one! < other! ? -1 : 1);
  return markdownTable(["script", "the same as", "what it does"], rows);
}

function withTable(text: string, name: string, table: string): string {
  return text.replace(
    new RegExp(`(<!-- table: ${name} -->\\n)[\\s\\S]*?(<!-- end -->)`),
    (_all, begin, end) => `${begin}\n${table}\n\n${end}`,
  );
}

if (import.meta.main) writeFileSync(DOCUMENT, withCommandTables(readFileSync(DOCUMENT, "utf8")));
