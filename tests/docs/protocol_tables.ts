/**
 * The tables of docs/PROTOCOL.md, made from the lists that the program itself goes by. Each stands
 * in the document between `<!-- table: NAME -->` and `<!-- end -->`. Run as a program, this writes
 * them again:
 *
 *     node scripts/bun.mjs tests/docs/protocol_tables.ts
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { handlers } from "../../lib/kafka/handlers/mod.ts";
import { operationsByCode } from "../../lib/zookeeper/operations/mod.ts";
import { opName } from "../../lib/zookeeper/protocol/op_code.ts";

const ROOT = resolve(import.meta.dirname, "../..");
export const DOCUMENT = join(ROOT, "docs/PROTOCOL.md");
const COMMANDS = "lib/zookeeper/commands";
/** Files of that folder that are no words. */
const NO_WORDS = ["admin", "command.ts", "mod.ts", "report.ts"];

/** The tables by name. */
export const tables: Readonly<Record<string, () => string>> = {
  apis: apiTable,
  operations: operationTable,
  words: wordTable,
};

function apiTable(): string {
  const rows = [...handlers].sort(([one], [other]) => one - other).map(([key, handler]) => {
    const { versions: [min, max], request } = handler;
    const name = request.name.replace(/Request$/, "");
    const flexible = request.flexibleFrom <= max ? String(request.flexibleFrom) : "";
    const path = fileFor("lib/kafka/handlers", name);
    return [String(key), name, min === max ? `${min}` : `${min} to ${max}`, flexible, path];
  });
  return markdownTable(["key", "API", "versions", "flexible from", "file"], rows);
}

function operationTable(): string {
  const rows = [...operationsByCode].sort(([one], [other]) => one - other).map(
    ([code, operation]) => {
      const name = opName(code);
      const waits = operation.kind === "write" ? "the disk" : {
        nothing: "",
        session: "its session's writes",
        all: "all writes",
      }[operation.waitsFor];
      return [String(code), name, operation.kind, waits, operationFile(name)];
    },
  );
  return markdownTable(["code", "operation", "kind", "waits for", "file"], rows);
}

/** Files are named as their operation, except those that hold two. */
function operationFile(name: string): string {
  const shared: Readonly<Record<string, string>> = { checkWatches: "removeWatches" };
  return fileFor("lib/zookeeper/operations", shared[name] ?? name);
}

function wordTable(): string {
  const names = readdirSync(join(ROOT, COMMANDS)).filter((name) => !NO_WORDS.includes(name)).sort();
  const rows = names.map((name) => {
    const path = `${COMMANDS}/${name}`;
    const text = readFileSync(join(ROOT, path), "utf8");
    const about = /^\/\*\*\n \* ([\s\S]*?)\n \*(?:\n|\/)/.exec(text)?.[1] ?? "";
    const sentence = about.replace(/\n \* /g, " ").replace(/^\w+: /, "").split(/\.(?:\s|$)/)[0]!;
    return [name.replace(/\.ts$/, ""), sentence, `\`${path}\``];
  });
  return markdownTable(["word", "what it answers", "file"], rows);
}

/** The file of that name's thing, as code. */
function fileFor(folder: string, name: string): string {
  const snake = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(
    /([A-Z]+)([A-Z][a-z])/g,
    "$1_$2",
  )
    .toLowerCase();
  const path = `${folder}/${snake}.ts`;
  if (!existsSync(join(ROOT, path))) throw new Error(`Cannot find ${path}, the file of ${name}`);
  return `\`${path}\``;
}

/** A table as the formatter leaves it. */
export function markdownTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = heads.map((head, column) =>
    Math.max(3, head.length, ...rows.map((row) => row[column]!.length))
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [line(heads), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join(
    "\n",
  );
}

/** The document with its tables written anew. */
export function withTables(text: string): string {
  return text.replace(
    /(<!-- table: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_all, begin, name, end) => `${begin}\n${tables[name]!()}\n\n${end}`,
  );
}

if (import.meta.main) writeFileSync(DOCUMENT, withTables(readFileSync(DOCUMENT, "utf8")));
