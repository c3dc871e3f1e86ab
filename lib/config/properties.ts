/**
 * Java's .properties files, as `java.util.Properties` reads them, with the line of each key:
 * `key=value`, `key:value` or `key value`; `#` and `!` begin comments; a backslash at the end of a
 * line joins the next; `\t \n \r \f` and `\uXXXX` are escapes, any other backslash falls away.
 *
 * @module
 */

/** One key with its value. */
export interface Property {
  readonly key: string;
  readonly value: string;
  /** The line it begins on, from 1. */
  readonly line: number;
}

/** Thrown for a `\u` that four hexadecimal digits do not follow. */
export class PropertiesError extends Error {
  override name = "PropertiesError";
  /** The line it begins on, from 1. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/**
 * Reads every property, in order, repeated keys included.
 *
 * @throws {PropertiesError} for a malformed escape
 */
export function parseProperties(text: string): Property[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  const properties: Property[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = index + 1;
    let logical = trimStart(lines[index]!);
    if (logical === "" || logical.startsWith("#") || logical.startsWith("!")) continue;
    while (endsInOddBackslashes(logical)) {
      logical = logical.slice(0, -1);
      index++;
      if (index === lines.length) break;
      logical += trimStart(lines[index]!);
    }
    properties.push(parseLine(logical, line));
  }
  return properties;
}

function parseLine(logical: string, line: number): Property {
  let keyEnd = 0;
  while (keyEnd < logical.length && !/[=:\s]/.test(logical[keyEnd]!)) {
    keyEnd += logical[keyEnd] === "\\" ? 2 : 1;
  }
  const rest = logical.slice(keyEnd);
  const separator = /^[ \t\f]*[=:]?[ \t\f]*/.exec(rest)![0].length;
  return {
    key: unescape(logical.slice(0, keyEnd), line),
    value: unescape(rest.slice(separator), line),
    line,
  };
}

function unescape(text: string, line: number): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(u([0-9a-fA-F]{4})|[^])/g, (_whole, escaped: string, hex?: string) => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    if (escaped === "u") {
      throw new PropertiesError(`Cannot read ${text}: \\u needs four hexadecimal digits`, line);
    }
    return ESCAPES[escaped] ?? escaped;
  });
}

const ESCAPES: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

/** Only what Java counts as white space in these files. */
function trimStart(line: string): string {
  return line.replace(/^[ \t\f]+/, "");
}

function endsInOddBackslashes(line: string): boolean {
  return /\\*$/.exec(line)![0].length % 2 === 1;
}
