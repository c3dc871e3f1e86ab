/**
 * What no sane client sends: every golden vector cut short at every length, and with bytes changed
 * at random. A decoder may take it or throw MalformedError; nothing else may come of it.
 */

import { describe, expect, test } from "bun:test";
import { MalformedError, Reader } from "../../../lib/bytes/reader.ts";
import type { AnyMessage } from "../../../lib/kafka/schema/mod.ts";
import { GOLDEN_SETS, messagesByName, readGoldenVectors } from "./golden_vectors.ts";

/** Changed copies that are tried of each vector. */
const CHANGED_COPIES = 8;
const SEED = 20260;

const byName = messagesByName();

/** A small generator of numbers, so that a failure can be had again (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** The error of a decoding, where it is one that must not come. */
function wrongError(message: AnyMessage, version: number, bytes: Uint8Array): unknown {
  try {
    message.decode(new Reader(bytes), version);
    return undefined;
  } catch (error) {
    return error instanceof MalformedError ? undefined : error;
  }
}

describe("malformed messages", () => {
  for (const set of GOLDEN_SETS) {
    const vectors = readGoldenVectors(set).filter(({ message }) => byName.has(message));

    test(`every vector of ${set}, cut short, is refused`, () => {
      let cuts = 0;
      for (const { message, version, bytes } of vectors) {
        for (let length = 0; length < bytes.length; length++) {
          const reader = new Reader(bytes.subarray(0, length));
          let error: unknown;
          try {
            byName.get(message)!.decode(reader, version);
          } catch (caught) {
            error = caught;
          }
          cuts += 1;
          if (error instanceof MalformedError) continue;
          throw new Error(`${message} version ${version}, cut at ${length}: ${error}`);
        }
      }
      expect(cuts).toBeGreaterThan(30_000);
    });

    test(`vectors of ${set} with changed bytes are taken or refused (seed ${SEED})`, () => {
      const random = randomNumbers(SEED);
      for (const { message, version, bytes } of vectors) {
        if (bytes.length === 0) continue;
        for (let copy = 0; copy < CHANGED_COPIES; copy++) {
          const changed = bytes.slice();
          for (let change = 0; change <= copy; change++) {
            changed[random() % changed.length] = random() & 0xff;
          }
          const error = wrongError(byName.get(message)!, version, changed);
          expect({ message, version, copy, error }).toEqual({
            message,
            version,
            copy,
            error: undefined,
          });
        }
      }
    });

    test(`vectors of ${set} with lengths made absurd cost no memory`, () => {
      for (const { message, version, bytes } of vectors) {
        for (const fill of [0xff, 0x7f]) {
          const changed = bytes.slice();
          changed.fill(fill, changed.length >> 1);
          expect(wrongError(byName.get(message)!, version, changed)).toBeUndefined();
        }
      }
    });
  }
});
