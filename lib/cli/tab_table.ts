/**
 * Tables of columns that are as wide as their widest cell, each cell followed by a tab.
 *
 * @module
 */

/** The lines of a table, each with its line end. */
export function tabTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = headings.map((heading, index) =>
    Math.max(heading.length, ...rows.map((row) => row[index]!.length))
  );
  const line = (cells: readonly string[]) =>
    `${cells.map((cell, index) => `${cell.padEnd(widths[index]!)}\t`).join("")}\n`;
  return [headings, ...rows].map(line).join("");
}
