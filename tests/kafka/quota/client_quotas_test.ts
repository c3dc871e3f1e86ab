import { beforeEach, describe, expect, test } from "bun:test";
import { ClientQuotas } from "../../../lib/kafka/quota/client_quotas.ts";
import type { QuotaEntity } from "../../../lib/metadata/quota_znodes.ts";

const WINDOWS = { count: 11, sizeMs: 1000 };
const CLIENT = { user: "ANONYMOUS", clientId: "c1" };

let nowMs = 0;
let quotas: ClientQuotas;

beforeEach(() => {
  nowMs = 0;
  quotas = new ClientQuotas({ nowMs: () => nowMs, windows: WINDOWS, mutationWindows: WINDOWS });
});

function limit(entity: QuotaEntity, limits: Record<string, number>): void {
  quotas.update([{ entity, limits: new Map(Object.entries(limits)) }]);
}

test("without a quota nothing is active and nobody waits", () => {
  expect(quotas.active).toBe(false);
  expect(quotas.produced(CLIENT, 1e12)).toBe(0);
  limit({ ip: null }, { connection_creation_rate: 1 });
  expect(quotas.active).toBe(false);
});

test("a producer waits until its rate is back at the limit", () => {
  limit({ clientId: "c1" }, { producer_byte_rate: 1000 });
  expect(quotas.active).toBe(true);
  expect(quotas.produced(CLIENT, 10_000)).toBe(0);
  expect(quotas.produced(CLIENT, 5000)).toBe(5000);
  expect(quotas.produced({ ...CLIENT, clientId: "c2" }, 1e9)).toBe(0);
  limit({ clientId: "c2" }, { producer_byte_rate: 1000 });
  expect(quotas.produced(CLIENT, 1e9)).toBe(0);
});

test("a changed limit counts what was used before", () => {
  limit({ clientId: "c1" }, { producer_byte_rate: 1e9 });
  expect(quotas.produced(CLIENT, 20_000)).toBe(0);
  limit({ clientId: "c1" }, { producer_byte_rate: 1000 });
  expect(quotas.produced(CLIENT, 0)).toBe(10_000);
});

describe("a consumer above its rate", () => {
  beforeEach(() => limit({ user: null }, { consumer_byte_rate: 1000 }));

  test("gets nothing, which is not counted", () => {
    expect(quotas.fetched(CLIENT, 8000)).toEqual({ throttleMs: 0, withheld: false });
    expect(quotas.fetched(CLIENT, 4000)).toEqual({ throttleMs: 2000, withheld: true });
    expect(quotas.fetched(CLIENT, 2000)).toEqual({ throttleMs: 0, withheld: false });
  });

  test("gets a batch larger than all windows allow, once nothing else was read", () => {
    expect(quotas.fetched(CLIENT, 50_000)).toEqual({ throttleMs: 40_000, withheld: false });
    expect(quotas.fetched(CLIENT, 50_000).withheld).toBe(true);
    nowMs = 11_000;
    expect(quotas.fetched(CLIENT, 50_000).withheld).toBe(false);
  });

  test("may read ten windows' worth at once", () => {
    expect(quotas.fetchBytesMax(CLIENT)).toBe(10_000);
    limit({ user: "bob" }, { consumer_byte_rate: 1000 });
    expect(quotas.fetchBytesMax(CLIENT)).toBe(Infinity);
  });
});

test("the time of requests is held to a share of one processor, one window at a time", () => {
  limit({ user: "ANONYMOUS" }, { request_percentage: 1 });
  // 1 % of ten seconds is 100 ms.
  expect(quotas.worked(CLIENT, 100)).toBe(0);
  expect(quotas.worked(CLIENT, 5)).toBe(500);
  expect(quotas.worked(CLIENT, 1000)).toBe(1000);
});

test("requests of one client share one bucket of mutations", () => {
  limit({ user: "ANONYMOUS" }, { controller_mutation_rate: 1 });
  quotas.mutationQuota(CLIENT, "strict").record(12);
  expect(() => quotas.mutationQuota(CLIENT, "strict").record(1)).toThrow("quota");
  quotas.mutationQuota({ ...CLIENT, user: "bob" }, "strict").record(1000);
});

describe("connections of an address", () => {
  test("are held back above its rate, and those do not count", () => {
    limit({ ip: "10.0.0.1" }, { connection_creation_rate: 1 });
    for (let i = 0; i < 10; i++) expect(quotas.connected("::ffff:10.0.0.1")).toBe(0);
    expect(quotas.connected("10.0.0.1")).toBe(1000);
    expect(quotas.connected("10.0.0.1")).toBe(1000);
    expect(quotas.connected("10.0.0.2")).toBe(0);
    nowMs = 1000;
    expect(quotas.connected("10.0.0.1")).toBeGreaterThan(0);
    nowMs = 11_500;
    expect(quotas.connected("10.0.0.1")).toBe(0);
  });

  test("have the default's rate where they have none", () => {
    limit({ ip: null }, { connection_creation_rate: 1 });
    for (let i = 0; i < 10; i++) expect(quotas.connected("10.0.0.9")).toBe(0);
    expect(quotas.connected("10.0.0.9")).toBeGreaterThan(0);
    expect(quotas.connected("10.0.0.8")).toBe(0);
  });
});
