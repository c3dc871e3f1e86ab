import { expect, test } from "bun:test";
import { serverSettings } from "../../../lib/zookeeper/server/settings.ts";

test("the defaults are ZooKeeper's", () => {
  expect(serverSettings()).toMatchObject({
    tickTimeMs: 2000,
    minSessionTimeoutMs: 4000,
    maxSessionTimeoutMs: 40_000,
    maxClientCnxns: 60,
    globalOutstandingLimit: 1000,
    juteMaxBufferBytes: 1_048_575,
    extendedTypesEnabled: false,
  });
});

test("session bounds follow the tick unless they are given", () => {
  expect(serverSettings({ tickTimeMs: 500 })).toMatchObject({
    minSessionTimeoutMs: 1000,
    maxSessionTimeoutMs: 10_000,
  });
  const given = serverSettings({ tickTimeMs: 500, maxSessionTimeoutMs: 60_000 });
  expect(given.maxSessionTimeoutMs).toBe(60_000);
});
