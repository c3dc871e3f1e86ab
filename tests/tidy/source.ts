/**
 * The project's TypeScript files as the tidy test reads them: text, imports, functions. Everything
 * here leans on the formatter: a block that opens at one indentation closes at the same.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, resolve } from "node:path";

/** The project's root. */
export const ROOT = resolve(import.meta.dirname, "../..");

/** One file. */
export interface SourceFile {
  /** From the project's root, with slashes. */
  path: string;
  text: string;
  lines: readonly string[];
  imports: readonly Import[];
}

/** One import of a file. */
export interface Import {
  /** As written. */
  specifier: string;
  /** From the project's root, where the specifier is relative. */
  path: string | undefined;
  /** False for `import type`. */
  isValue: boolean;
}

/** A function or method with a body. */
export interface FunctionSpan {
  name: string;
  line: number;
  length: number;
}

/** Every TypeScript file below the folders or files named. */
export function sourceFiles(...places: readonly string[]): SourceFile[] {
  return places.flatMap((place) => pathsBelow(place)).sort().map(readSource);
}

function pathsBelow(place: string): string[] {
  if (place.endsWith(".ts")) return [place];
  const names = readdirSync(join(ROOT, place), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".ts")).map((name) => join(place, name));
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), "utf8");
  return { path, text, lines: text.replace(/\n$/, "").split("\n"), imports: importsOf(path, text) };
}

const IMPORT = /^(import|export)(\s+type)?\b([^"';]*?\bfrom)?\s*"([^"]+)"/gm;
const DYNAMIC_IMPORT = /\bimport\(\s*"([^"]+)"/g;

function importsOf(path: string, text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "");
  const found: Import[] = [];
  for (const [, , type, , specifier] of code.matchAll(IMPORT)) {
    found.push({ ...resolved(path, specifier!), isValue: type === undefined });
  }
  for (const [, specifier] of code.matchAll(DYNAMIC_IMPORT)) {
    found.push({ ...resolved(path, specifier!), isValue: true });
  }
  return found;
}

function resolved(
  path: string,
  specifier: string,
): { specifier: string; path: string | undefined } {
  if (!specifier.startsWith(".")) return { specifier, path: undefined };
  return { specifier, path: relative(ROOT, join(ROOT, normalize(join(dirname(path), specifier)))) };
}

const FUNCTION = /^(\s*)(?:export )?(?:default )?(?:async )?function\*? ([\w$]+)/;
const MODIFIERS = "(?:(?:static|async|override|public|private|protected|get|set) )*";
const METHOD = new RegExp(`^(\\s+)${MODIFIERS}\\*?(#?[\\w$]+)(?:<.*>)?\\((?!["\`]|.*;$)`);
const NOT_METHODS = new Set([
  "if",
  "for",
  "while",
  "switch",
  "catch",
  "return",
  "super",
  "function",
]);

/** The functions and methods of a file that have a body. */
export function functionsOf(file: SourceFile): FunctionSpan[] {
  const found: FunctionSpan[] = [];
  file.lines.forEach((line, index) => {
    const match = FUNCTION.exec(line) ?? METHOD.exec(line);
    if (match === null || NOT_METHODS.has(match[2]!)) return;
    const end = endOfBlock(file.lines, index, match[1]!);
    if (end === undefined) return;
    found.push({ name: match[2]!, line: index + 1, length: end - index + 1 });
  });
  return found;
}

/** The line that closes the body which the signature at `start` opens, if it opens one. */
function endOfBlock(lines: readonly string[], start: number, indent: string): number | undefined {
  const opens = signatureEnd(lines, start, indent);
  // A body follows the closing parenthesis; `expect(x).toEqual({` opens something else.
  if (opens === undefined || !/\)(: [^=]*)? \{$/.test(lines[opens]!)) return undefined;
  for (let index = opens + 1; index < lines.length; index++) {
    // A method of an object literal closes with a comma.
    if (lines[index] === `${indent}}` || lines[index] === `${indent}},`) return index;
  }
  return undefined;
}

/** The line on which a signature, of one line or several, ends. */
function signatureEnd(lines: readonly string[], start: number, indent: string): number | undefined {
  if (/[{;]$/.test(lines[start]!)) return start;
  for (let index = start + 1; index < lines.length; index++) {
    const line = lines[index]!;
    if (line.startsWith(`${indent})`)) return index;
    if (!line.startsWith(`${indent} `) && line !== "") return undefined;
  }
  return undefined;
}

const DECLARATION = new RegExp(
  "^\\s*(?:export )?(?:default )?(?:abstract )?(?:async )?" +
    "(?:function\\*?|class|interface|type|enum|const|let) ([\\w$]+)",
);

/** Names that a file declares: functions, classes, types, constants, methods. */
export function declaredNames(file: SourceFile): { name: string; line: number }[] {
  const names = functionsOf(file).map(({ name, line }) => ({ name, line }));
  file.lines.forEach((line, index) => {
    const match = DECLARATION.exec(line);
    if (match !== null) names.push({ name: match[1]!, line: index + 1 });
  });
  return names;
}
