/**
 * The table of options that `--help` and every usage error show, in the layout of Kafka's scripts
 * (joptsimple's): two columns of at most 39 characters, options in order of name, what goes on in
 * the next line indented by two.
 *
 * @module
 */
import { type CommandSpec, optionsOf, type OptionSpec } from "./command_spec.ts";
import { lineBreaks } from "./line_break.ts";

const TOTAL_WIDTH = 80;
const GAP = "  ";
const CONTINUATION = "  ";

/** The table, with a usage line above it where the command takes positional arguments. */
export function formatHelp(spec: CommandSpec): string {
  const cells = optionsOf(spec).map((option) =>
    [optionCell(option), descriptionCell(option)] as const
  );
  const headings = [["Option", "Description"], ["------", "-----------"]] as const;
  const [optionWidth, descriptionWidth] = columnWidths([...headings, ...cells]);
  const lines = [
    ...headings,
    ...cells.flatMap(([option, description]) =>
      sideBySide(wrap(option, optionWidth), wrap(description, descriptionWidth))
    ),
  ];
  // Wrapped lines may all be shorter than the column they were wrapped to: then it is narrower.
  const [left, right] = columnWidths(lines);
  const table = lines.map(([option, description]) =>
    option.padEnd(left) + GAP + description.padEnd(right)
  );
  return [...usage(spec), ...table].join("\n");
}

function columnWidths(rows: readonly (readonly [string, string])[]): [number, number] {
  const available = TOTAL_WIDTH - GAP.length;
  const left = Math.min(available / 2, Math.max(...rows.map(([option]) => option.length)));
  const right = Math.max(...rows.map(([, description]) => description.length));
  return [left, Math.min(available - left, right)];
}

function sideBySide(left: readonly string[], right: readonly string[]): [string, string][] {
  const length = Math.max(left.length, right.length);
  return Array.from({ length }, (_, index) => [left[index] ?? "", right[index] ?? ""]);
}

function usage({ command, positionals }: CommandSpec): string[] {
  if (positionals === undefined) return [];
  const words = positionals.map(({ name, required }) => (required ? name : `[${name}]`));
  return [`Usage: ${[command, "[options]", ...words].join(" ")}`];
}

function optionCell({ name, argument, optionalArgument }: OptionSpec): string {
  const dashed = name.length === 1 ? `-${name}` : `--${name}`;
  if (argument === undefined) return dashed;
  return `${dashed} ${optionalArgument ? `[${argument}]` : `<${argument}>`}`;
}

function descriptionCell({ description, default: value }: OptionSpec): string {
  return value === undefined ? description : `${description} (default: ${value})`;
}

/** The lines of one cell; each line the text itself breaks begins anew, without indent. */
function wrap(text: string, width: number): string[] {
  return text.trim().split("\n").flatMap((line) => wrapLine(line, width));
}

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of lineBreaks(text)) {
    if (line.length + piece.length > width) {
      lines.push(line.trimEnd());
      line = CONTINUATION;
    }
    line += piece;
  }
  return line === "" ? lines : [...lines, line];
}
