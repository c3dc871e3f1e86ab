/**
 * Compares what two runs of a script printed, column by column: words and tabs in each line, so
 * that only the number of blanks between columns is free. What must differ is masked, by rules that
 * name what they hide.
 *
 * @module
 */
import type { Finished } from "../process.ts";
import type { ReleaseName } from "./releases.ts";

/** Rewrites what a script printed. */
export type Change = (text: string) => string;

/** A value that differs from run to run, hidden on both sides. */
export interface Mask {
  /** What it is and why it differs. */
  readonly why: string;
  readonly change: Change;
}

/** What kedge's script, which prints as newer releases do, prints otherwise than a release. */
export interface Rewording {
  /** The releases that print otherwise; all four where it is not said. */
  readonly releases?: readonly ReleaseName[];
  /** What changed, and when. */
  readonly why: string;
  /** Brings what the release printed into the newer form. */
  readonly older?: Change;
  /** Takes what the release cannot have out of what kedge's script printed. */
  readonly newer?: Change;
}

/** Lines of Java's logging and of the JVM, with the stack below them: no output of a script. */
const LOG_LINE = /^(\[\d{4}-\d\d-\d\d [\d:,]+\] |(OpenJDK|Java HotSpot).* warning|log4j:|SLF4J)/;
const STACK_LINE =
  /^(\s+at |\s+\.\.\. \d+ more|Caused by: | \([\w.$]+\)$|[a-z]+(\.\w+)+(Exception|Error)\b)/;

/** What a script wrote, without the lines of logging that surround it. */
export function spoken(text: string): string {
  let isLogging = false;
  const kept = text.split("\n").filter((line) => {
    if (LOG_LINE.test(line)) isLogging = true;
    else if (!isLogging || !STACK_LINE.test(line)) isLogging = false;
    return !isLogging;
  });
  return kept.join("\n");
}

/**
 * The first difference between two runs, in words; undefined where there is none.
 *
 * @param pair what is expected and what was found, already rewritten
 */
export function difference(pair: { expected: Finished; found: Finished }): string | undefined {
  const { expected, found } = pair;
  if (expected.exitCode !== found.exitCode) {
    return `exit code ${found.exitCode}, not ${expected.exitCode}: ${shown(found)}`;
  }
  const out = textDifference(expected.stdout, found.stdout);
  if (out !== undefined) return `stdout, ${out}`;
  // Empty lines mean nothing there.
  const [theirs, ours] = [expected, found].map(({ stderr }) =>
    spoken(stderr).replace(/^\s*\n/gm, "")
  );
  const errors = textDifference(theirs ?? "", ours ?? "");
  return errors === undefined ? undefined : `stderr, ${errors}`;
}

/** The first line and column that differ. */
function textDifference(expected: string, found: string): string | undefined {
  const [wanted, got] = [linesOf(expected), linesOf(found)];
  const header = columnsOf(wanted.find((line) => line.trim() !== "") ?? "");
  for (let at = 0; at < Math.max(wanted.length, got.length); at++) {
    const [before, after] = [wanted[at], got[at]];
    if (before === undefined) return `line ${at + 1} is too much: ${after}`;
    if (after === undefined) return `line ${at + 1} is missing: ${before}`;
    const [theirs, ours] = [columnsOf(before), columnsOf(after)];
    const column = theirs.findIndex((cell, index) => cell !== ours[index]);
    if (column < 0 && theirs.length === ours.length) continue;
    const index = column < 0 ? theirs.length : column;
    const title = /^[A-Z-]+$/.test(header[index] ?? "") ? ` (${header[index]})` : "";
    const cells = `${JSON.stringify(ours[index])}, not ${JSON.stringify(theirs[index])}`;
    return `line ${at + 1}, column ${index + 1}${title}: ${cells}; "${after}", not "${before}"`;
  }
  return undefined;
}

/** The lines without the empty ones at the end; JSON by its value. */
function linesOf(text: string): string[] {
  return text.trimEnd().split("\n").map((line) => line.startsWith("{") ? sortedJson(line) : line);
}

/** The keys of a JSON object have no order. */
function sortedJson(line: string): string {
  try {
    return JSON.stringify(JSON.parse(line), (_key, value: unknown) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
      return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1));
    });
  } catch {
    return line;
  }
}

/** Words, and tabs as words of their own. */
function columnsOf(line: string): string[] {
  return line.replace(/ +$/, "").split(/( +|\t)/).filter((part) => !/^ *$/.test(part));
}

function shown({ stdout, stderr }: Finished): string {
  return `${stdout}${spoken(stderr)}`.trim().split("\n").slice(-4).join(" | ");
}
