import { expect, test } from "bun:test";
import {
  isSamePassword,
  negotiateTimeoutMs,
  SessionIds,
  sessionIdText,
} from "../../../lib/zookeeper/tree/session.ts";

test("ids have the server's number, the time and a counter", () => {
  const ids = new SessionIds(1_700_000_000_000);
  const first = ids.next(new Set());
  expect(first >> 56n).toBe(1n);
  expect(ids.next(new Set())).toBe(first + 1n);
  expect(new SessionIds(1_700_000_000_001).next(new Set())).toBeGreaterThan(first + 1000n);
});

test("an id that is taken is passed over", () => {
  const first = new SessionIds(0).next(new Set());
  const taken = new Set([first, first + 1n]);
  expect(new SessionIds(0).next(taken)).toBe(first + 2n);
});

test("an id as text", () => {
  expect(sessionIdText(0x100000b2a4c0001n)).toBe("0x100000b2a4c0001");
  expect(sessionIdText(-1n)).toBe("0xffffffffffffffff");
});

test("a timeout is brought within bounds", () => {
  const bounds = { minSessionTimeoutMs: 4000, maxSessionTimeoutMs: 40_000 };
  expect([-1, 0, 4000, 18_000, 2 ** 31 - 1].map((ms) => negotiateTimeoutMs(ms, bounds))).toEqual([
    4000,
    4000,
    4000,
    18_000,
    40_000,
  ]);
});

test("passwords are compared whole", () => {
  const password = new Uint8Array([1, 2, 3]);
  expect(isSamePassword(new Uint8Array([1, 2, 3]), password)).toBe(true);
  expect(isSamePassword(new Uint8Array([1, 2, 4]), password)).toBe(false);
  expect(isSamePassword(new Uint8Array([1, 2]), password)).toBe(false);
});
