import { expect, test } from "bun:test";
import {
  freeOwned,
  freeRead,
  isMapped,
  noteMapped,
  noteOrigin,
  originOf,
} from "../../lib/io/byte_origin.ts";

const origin = { read: () => Promise.resolve(null) };

test("the origin of a buffer is that of all its views, until it is freed", () => {
  const bytes = new Uint8Array(100);
  const view = bytes.subarray(10, 20);
  expect(originOf(view)).toBeUndefined();
  noteOrigin(bytes, origin);
  expect(originOf(view)).toBe(origin);
  freeRead(view);
  expect([bytes.length, view.length, originOf(view)]).toEqual([0, 0, undefined]);
});

test("bytes without an origin are not freed", () => {
  const bytes = new Uint8Array(100);
  freeRead(bytes);
  expect(bytes.length).toBe(100);
});

test("views of a map are known", () => {
  const map = noteMapped(new Uint8Array(100));
  expect([isMapped(map.subarray(50)), isMapped(new Uint8Array(1))]).toEqual([true, false]);
});

test("owned bytes are freed where they are many and alone in their buffer", () => {
  const [large, small, shared] = [1 << 20, 100, 1 << 20].map((length) => new Uint8Array(length));
  for (const bytes of [large!, small!, shared!.subarray(1)]) freeOwned(bytes);
  expect([large!.length, small!.length, shared!.length]).toEqual([0, 100, 1 << 20]);
});
