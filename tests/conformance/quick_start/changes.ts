/**
 * The changes that masks and rewordings are made of.
 *
 * @module
 */
import type { Change } from "./compare.ts";

/** Each match of `pattern` by `by`, which may name its groups. */
export function replaced(pattern: RegExp, by: string): Change {
  return (text) => text.replace(pattern, by);
}

/** Without the lines that match, wherever they are. */
export function withoutLines(pattern: RegExp): Change {
  return (text) => text.split("\n").filter((line) => !pattern.test(line)).join("\n");
}

/** The lines in alphabetical order, for what is listed in none. */
export function sortedLines(text: string): string {
  return text.trimEnd().split("\n").sort().join("\n");
}

/** Each match, a list with commas, in alphabetical order. */
export function sortedItems(pattern: RegExp): Change {
  return (text) => text.replace(pattern, (list) => list.split(/, ?/).sort().join(", "));
}

/** Without columns of tables, named by their titles; a table ends at an empty line. */
export function withoutColumns(...titles: readonly string[]): Change {
  return (text) => text.split("\n\n").map((block) => withoutColumnsOf(block, titles)).join("\n\n");
}

function withoutColumnsOf(block: string, titles: readonly string[]): string {
  const lines = block.split("\n");
  const at = lines.findIndex((line) => titles.some((title) => startOf(line, title) >= 0));
  const header = lines[at];
  if (header === undefined) return block;
  const ranges = titles.map((title) => startOf(header, title)).filter((start) => start >= 0)
    .map((start) => [start, endOf(header, start)] as const).sort(([a], [b]) => b - a);
  return lines.map((line, index) =>
    index < at
      ? line
      : ranges.reduce((rest, [from, to]) => rest.slice(0, from) + rest.slice(to), line)
  ).join("\n");
}

/** Where the column begins; -1 where the line has none of that title. */
function startOf(header: string, title: string): number {
  return ` ${header} `.indexOf(` ${title} `);
}

/** Where the next column begins; Infinity for the last one, whose values may be wider. */
function endOf(header: string, start: number): number {
  const [column = ""] = /^\S+(?: \(\S+\))? */.exec(header.slice(start)) ?? [];
  const end = start + column.length;
  return end < header.length ? end : Infinity;
}
