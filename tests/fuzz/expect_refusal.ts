/**
 * What a decoder may do with bad bytes: take them or say that they are malformed, and make no more
 * of them than they can hold.
 *
 * @module
 */
import { MalformedError } from "../../lib/bytes/reader.ts";

/** More of the processor's time than this no input of the fuzzers may take. */
const ROUND_MS_MAX = 5_000;

/** Runs a decoder; gives what it made, undefined where it refused. Other errors come through. */
export function takenOrRefused<T>(decode: () => T): T | undefined {
  const start = process.cpuUsage();
  const taken = attempt(decode);
  const { user, system } = process.cpuUsage(start);
  const usedMs = (user + system) / 1000;
  if (usedMs > ROUND_MS_MAX) throw new Error(`It took ${usedMs} ms of the processor`);
  return taken;
}

function attempt<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

/** Elements of all lists in a value, so that one can compare them with the bytes they came from. */
export function countElements(value: unknown): number {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return 0;
  let count = Array.isArray(value) ? value.length : 0;
  for (const part of Object.values(value)) count += countElements(part);
  return count;
}
