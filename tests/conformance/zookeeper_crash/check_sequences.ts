/**
 * Judges sequential znodes: each name is given once, names count up in the order of time and of
 * zxids, and all that were acknowledged are there.
 *
 * @module
 */
import { type Line, linesOf, type Next } from "./history.ts";

type Given = Next & { readonly name: string; readonly end: number };

/** Throws where the names that clients were given cannot be. */
export function checkSequences(lines: readonly Line[]): void {
  const asked = linesOf(lines, "next");
  const given = asked.filter((one): one is Given => one.name !== null);
  checkNames(given);
  checkOrder(given);
  checkLeft(lines, { asked, given });
}

function checkNames(given: readonly Given[]): void {
  const names = new Map<string, Given>();
  for (const one of given) {
    const other = names.get(one.name);
    if (other !== undefined) throw new Error(`${text(one)} and ${text(other)} have one name`);
    names.set(one.name, one);
  }
  const byName = [...given].sort((a, b) => numberOf(a.name) - numberOf(b.name));
  for (const [at, one] of byName.entries()) {
    if (at > 0 && one.zxid <= byName[at - 1]!.zxid) {
      throw new Error(`${text(one)} is older than ${text(byName[at - 1]!)}`);
    }
  }
}

/** Who asked after an answer gets a higher number. */
function checkOrder(given: readonly Given[]): void {
  const ends = [...given].sort((a, b) => a.end - b.end);
  let highest: Given | null = null;
  let ended = 0;
  for (const one of [...given].sort((a, b) => a.start - b.start)) {
    for (; ended < ends.length && ends[ended]!.end < one.start; ended++) {
      const other = ends[ended]!;
      if (highest === null || numberOf(other.name) > numberOf(highest.name)) highest = other;
    }
    if (highest !== null && numberOf(one.name) <= numberOf(highest.name)) {
      throw new Error(`${text(one)} was asked for after ${text(highest)} was there`);
    }
  }
}

function checkLeft(
  lines: readonly Line[],
  { asked, given }: { asked: readonly Next[]; given: readonly Given[] },
): void {
  const [last] = linesOf(lines, "left");
  if (last === undefined) throw new Error("nobody looked at what is there at the end");
  const left = new Map(last.left.map(([name, value, zxid]) => [name, { value, zxid }]));
  const taken = new Set(linesOf(lines, "taken").map(({ name }) => name));
  for (const one of given) {
    const found = left.get(one.name);
    left.delete(one.name);
    if (found === undefined && !taken.has(one.name)) throw new Error(`lost: ${text(one)}`);
    if (found !== undefined && (found.value !== one.value || found.zxid !== one.zxid)) {
      throw new Error(`${text(one)} is ${JSON.stringify(found)}`);
    }
  }
  // What nobody was told of is what somebody asked for without an answer, once.
  const unknown = new Set(asked.filter(({ name }) => name === null).map(({ value }) => value));
  for (const [name, { value }] of left) {
    if (!unknown.delete(value)) {
      throw new Error(`nobody asked for ${name} (${value}), or not twice`);
    }
  }
}

function numberOf(name: string): number {
  return Number(name.slice(-10));
}

function text(one: Next): string {
  return JSON.stringify(one);
}
