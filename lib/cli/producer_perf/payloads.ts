/**
 * What the records of a run carry. A payload may be overwritten by the next one: producers copy
 * what they are given.
 *
 * @module
 */

import type { PayloadPlan } from "./options.ts";

/** Makes the payload of the record with that number. */
export type Payloads = (recordNumber: number) => Uint8Array;

const LETTERS = 26;
const FIRST_LETTER = 65;
const encoder = new TextEncoder();

/** The payloads of a plan; the same in every run. */
export function payloadsOf(plan: PayloadPlan): Payloads {
  switch (plan.kind) {
    case "random":
      return randomLetters(plan.sizeBytes);
    case "file":
      return anyOf(plan.payloads);
    case "monotonic":
      return (recordNumber) => encoder.encode(String(recordNumber));
  }
}

function randomLetters(sizeBytes: number): Payloads {
  const payload = new Uint8Array(sizeBytes);
  const next = xorShift();
  return () => {
    let bits = 0;
    for (let at = 0; at < sizeBytes; at++) {
      // Four letters of each number: a number for each letter would cost more than all the rest.
      bits = (at & 3) === 0 ? next() : bits >>> 8;
      payload[at] = FIRST_LETTER + (((bits & 0xff) * LETTERS) >> 8);
    }
    return payload;
  };
}

function anyOf(payloads: readonly Uint8Array[]): Payloads {
  const next = xorShift();
  return () => payloads[(next() >>> 0) % payloads.length]!;
}

/** Marsaglia's xorshift of 32 bits. */
function xorShift(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
}
