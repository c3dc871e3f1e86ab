import { expect, test } from "bun:test";
import { ConnectionFigures } from "../../../lib/zookeeper/server/connection_figures.ts";
import { LatencyMeter, ServerStatistics } from "../../../lib/zookeeper/server/statistics.ts";

test("latencies are whole ms but for their mean", () => {
  const meter = new LatencyMeter();
  expect(meter.report()).toEqual({ minMs: 0, avgMs: 0, maxMs: 0 });
  for (const latencyMs of [0.5, 3.9, 1.6]) meter.add(latencyMs);
  expect(meter.report()).toEqual({ minMs: 0, avgMs: 2, maxMs: 3 });
  expect(meter.lastMs).toBe(1);
  meter.reset();
  expect(meter.report()).toEqual({ minMs: 0, avgMs: 0, maxMs: 0 });
});

test("a reset sets all to zero but refused proofs of identity, as ZooKeeper's", () => {
  const statistics = new ServerStatistics();
  statistics.packetsReceived = 5;
  statistics.sessionsExpired = 2;
  statistics.authenticationFailures = 3;
  statistics.readLatency.observe(4);
  statistics.pipeline.flushMs.observe(4);
  statistics.responseSizes.add(16);
  statistics.reset();
  const { packetsReceived, sessionsExpired, authenticationFailures } = statistics;
  expect([packetsReceived, sessionsExpired, authenticationFailures]).toEqual([0, 0, 3]);
  expect([statistics.readLatency.count, statistics.pipeline.flushMs.count]).toEqual([0, 0]);
  expect(statistics.responseSizes.last).toBe(-1);
});

test("the sizes of replies are -1 before the first", () => {
  const { responseSizes } = new ServerStatistics();
  const { last, min, max } = responseSizes;
  expect([last, min, max]).toEqual([-1, -1, -1]);
  for (const bytes of [16, 90, 40]) responseSizes.add(bytes);
  expect([responseSizes.last, responseSizes.min, responseSizes.max]).toEqual([40, 16, 90]);
});

test("a connection's figures are those of its last request", () => {
  const figures = new ConnectionFigures(1000);
  expect(figures.report()).toMatchObject({
    lastOperation: "NA",
    lastCxid: -1,
    establishedMs: 1000,
  });
  figures.sessionOpened();
  expect(figures.report().lastOperation).toBe("SESS");
  figures.answered({ operation: "GETD", cxid: 3, zxid: 9, latencyMs: 2.5, nowMs: 1200 });
  expect(figures.report()).toMatchObject({
    lastOperation: "GETD",
    lastCxid: 3,
    lastZxid: 9,
    lastResponseMs: 1200,
    lastLatencyMs: 2,
    latency: { minMs: 2, avgMs: 2.5, maxMs: 2 },
  });
  figures.reset();
  expect(figures.report()).toMatchObject({
    lastOperation: "NA",
    lastCxid: -1,
    lastZxid: -1,
    lastResponseMs: 0,
    lastLatencyMs: 0,
    establishedMs: 1000,
  });
});
