import { expect, test } from "bun:test";
import {
  CONTAINER_OWNER,
  nodeKind,
  TTL_MS_MAX,
  ttlMsOf,
  ttlOwner,
} from "../../../lib/zookeeper/tree/node_kind.ts";

test("owners as ZooKeeper encodes them", () => {
  expect(BigInt.asUintN(64, CONTAINER_OWNER).toString(16)).toBe("8000000000000000");
  expect(BigInt.asUintN(64, ttlOwner(1)).toString(16)).toBe("ff00000000000001");
  expect(BigInt.asUintN(64, ttlOwner(TTL_MS_MAX)).toString(16)).toBe("ff0000ffffffffff");
});

test("the kind of node an owner makes", () => {
  expect(nodeKind(0n)).toBe("persistent");
  expect(nodeKind(0x100000b2a4c0001n)).toBe("ephemeral");
  expect(nodeKind(CONTAINER_OWNER)).toBe("container");
  expect(nodeKind(ttlOwner(1))).toBe("ttl");
  expect(nodeKind(ttlOwner(TTL_MS_MAX))).toBe("ttl");
});

test("a time to live comes back", () => {
  for (const ttlMs of [1, 60_000, TTL_MS_MAX]) expect(ttlMsOf(ttlOwner(ttlMs))).toBe(ttlMs);
});

test("a time to live must be positive and fit", () => {
  for (const ttlMs of [0, -1, TTL_MS_MAX + 1, 1.5, NaN]) {
    expect(() => ttlOwner(ttlMs)).toThrow(RangeError);
  }
});
