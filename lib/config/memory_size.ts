/**
 * An amount of memory as settings write it: bytes, `64MiB`, or a share of what there is, `25%`.
 *
 * @module
 */
import { invalidValue, type Rule } from "./rule.ts";

const UNIT_BYTES: Readonly<Record<string, number>> = {
  "": 1,
  kib: 1 << 10,
  mib: 1 << 20,
  gib: 1 << 30,
};
const SIZE_PATTERN = /^(\d+)\s*(KiB|MiB|GiB|)$/i;
const SHARE_PATTERN = /^(\d+)\s*%$/;

/**
 * The bytes of an amount.
 *
 * @param wholeBytes what a share is a share of
 * @returns null where the text is none
 */
export function memorySizeBytes(text: string, wholeBytes: number): number | null {
  const [, count, unit] = SIZE_PATTERN.exec(text.trim()) ?? [];
  if (count !== undefined && unit !== undefined) {
    const bytes = Number(count) * UNIT_BYTES[unit.toLowerCase()]!;
    return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : null;
  }
  const [, percent] = SHARE_PATTERN.exec(text.trim()) ?? [];
  if (percent === undefined) return null;
  const share = Number(percent);
  return share >= 1 && share <= 100 ? Math.floor(wholeBytes / 100 * share) : null;
}

/** An amount of memory. */
export const memorySize: Rule = {
  notation: "[bytes, KiB, MiB, GiB, %]",
  allowed: "bytes, 64MiB (KiB, GiB), or 25% of the memory there is",
  check: (name, _value, text) =>
    memorySizeBytes(text, 100) === null
      ? invalidValue(name, text, "Expected bytes, 64MiB (KiB, GiB), or 1% to 100%")
      : null,
};
