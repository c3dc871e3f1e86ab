/**
 * Rows of columns, each as wide as its content but at least as wide as Kafka's scripts make it.
 *
 * @module
 */

/** What stands for nothing. */
export const MISSING = "-";

/** A column: its title, its least width, its cells. */
export interface Column<Row> {
  readonly title: string;
  /** 0 for the last column: it is not filled up. */
  readonly width: number;
  /** Whether longer cells make the column wider. */
  readonly grows?: true;
  cell(row: Row): string | number | null;
}

/** The title line and a line for each row, without line ends. */
export function tableLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = rows.map((row) => columns.map((column) => String(column.cell(row) ?? MISSING)));
  const widths = columns.map(({ width, grows }, index) =>
    grows === undefined ? width : Math.max(width, ...cells.map((row) => row[index]!.length))
  );
  const line = (row: readonly string[]) =>
    row.map((cell, index) => cell.padEnd(widths[index]!)).join(" ");
  return [line(columns.map(({ title }) => title)), ...cells.map(line)];
}
