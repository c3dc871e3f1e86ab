/**
 * Usage and help of scripts that read their arguments as argparse does, in its layout: 75 columns,
 * arguments that may be left out in brackets.
 *
 * @module
 */

import type { ArgparseArgument, ArgparseSpec } from "./spec.ts";

const WIDTH = 75;
const NAME_COLUMN = 25;
const USAGE_WORD = "usage: ";
/** A longer name stands alone in its line. */
const NAME_WIDTH_MAX = 22;

/** `usage: name [-h] --topic TOPIC …` */
export function usageText(spec: ArgparseSpec): string {
  const stands = spec.command.length > NAME_WIDTH_MAX;
  const start = `${USAGE_WORD}${spec.command}`;
  const indent = " ".repeat(stands ? USAGE_WORD.length : start.length + 1);
  const lines: string[] = [start];
  if (stands) lines.push(indent.slice(1));
  for (const word of usageWords(spec)) {
    const line = `${lines.at(-1)} ${word}`;
    if (line.length <= WIDTH || lines.at(-1)!.trim() === "") lines[lines.length - 1] = line;
    else lines.push(indent + word);
  }
  return lines.join("\n");
}

/** Usage, what the script does, and every argument. */
export function helpText(spec: ArgparseSpec): string {
  const lines = [usageText(spec), "", ...fill(spec.description, WIDTH), "", "optional arguments:"];
  lines.push(...row("-h, --help", "show this help message and exit"));
  const described = (one: ArgparseArgument) => row(title(one), descriptionOf(one));
  const { plain, exclusive, connection } = partsOf(spec);
  lines.push(...plain.flatMap(described));
  if (exclusive.length > 0) {
    const names = exclusive.map(({ name }) => `--${name}`).join(", ");
    lines.push("", ...fill(`  Exactly one of these is to be given: ${names}`, WIDTH), "");
    lines.push(...exclusive.flatMap(described));
  }
  if (connection.length > 0) {
    lines.push("", "Connection Group:", "  Group of arguments for connection to brokers", "");
    lines.push(...connection.flatMap(described));
  }
  return `${lines.join("\n")}\n`;
}

function usageWords(spec: ArgparseSpec): string[] {
  const words = ["[-h]"];
  const usage = (one: ArgparseArgument) => (one.required ? title(one) : `[${title(one)}]`);
  const { plain, exclusive, connection } = partsOf(spec);
  words.push(...plain.map(usage));
  exclusive.forEach((one, index) => {
    const open = index === 0 ? "(" : "";
    words.push(`${open}${title(one)}${index === exclusive.length - 1 ? ")" : " |"}`);
  });
  words.push(...connection.map(usage));
  return words;
}

/** The arguments by where usage and help list them, one part after the other. */
function partsOf({ arguments: all }: ArgparseSpec) {
  return {
    plain: all.filter(({ exclusive, connection }) => !exclusive && !connection),
    exclusive: all.filter((one) => one.exclusive),
    connection: all.filter((one) => one.connection),
  };
}

function title({ name, metavar, many }: ArgparseArgument): string {
  if (metavar === undefined) return `--${name}`;
  return many ? `--${name} ${metavar} [${metavar} ...]` : `--${name} ${metavar}`;
}

function descriptionOf({ description, metavar, default: value }: ArgparseArgument): string {
  const shown = value ?? (metavar === undefined ? "false" : undefined);
  return shown === undefined ? description : `${description} (default: ${shown})`;
}

function row(name: string, description: string): string[] {
  const lines = fill(description, WIDTH - NAME_COLUMN);
  const left = `  ${name}`;
  if (left.length > NAME_COLUMN - 1) {
    return [left, ...lines.map((line) => " ".repeat(NAME_COLUMN) + line)];
  }
  return lines.map((line, index) => (index === 0 ? left : "").padEnd(NAME_COLUMN) + line);
}

/** Lines of at most so many characters. */
function fill(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
