import { beforeEach, describe, expect, test } from "bun:test";
import { RetentionSchedule } from "../../lib/broker/retention_schedule.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import type { Log } from "../../lib/storage/log.ts";
import { batchOf, TestStore } from "../storage/test_store.ts";

const HOUR_MS = 3_600_000;
const LEADER = { leaderEpoch: 0 };

describe("the schedule of retention", () => {
  let fixture: TestStore;
  let expired: { beforeMs: number }[];

  beforeEach(() => {
    fixture = new TestStore();
    expired = [];
  });

  /** A schedule with these settings, over the fixture's store and one partition's producers. */
  function schedule(...overrides: string[]): RetentionSchedule {
    const { config } = loadServerConfig({ overrides });
    const producers = { expireBefore: (beforeMs: number) => expired.push({ beforeMs }) };
    return new RetentionSchedule({
      store: fixture.store,
      partitions: {
        *all() {
          yield { producers };
        },
      },
      clock: fixture.clock,
      logger: fixture.logger,
      config: () => config,
      totalBytes: () => 100_000,
    });
  }

  /** A log of as many segments, each an hour younger than the one before. */
  function logOf(name: string, segments: number): Log {
    const log = fixture.log({ retentionMs: -1 }, name);
    for (let i = 0; i < segments; i++) {
      log.roll();
      const timestamp = fixture.clock.nowMs() - (segments - i) * HOUR_MS;
      log.append(batchOf(10, { timestamp, valueBytes: 200 }), LEADER);
    }
    return log;
  }

  test("runs after the initial delay, then at each interval, until it is stopped", () => {
    const log = logOf("a-0", 3);
    const running = schedule(
      "log.initial.task.delay.ms=30000",
      "log.retention.check.interval.ms=300000",
    );
    running.start();
    log.config = { ...log.config, retentionMs: 2.5 * HOUR_MS };
    fixture.clock.advance(29_999);
    expect(log.segments.length).toBe(3);
    fixture.clock.advance(1);
    expect(log.segments.length).toBe(2);
    log.config = { ...log.config, retentionMs: 1.5 * HOUR_MS };
    fixture.clock.advance(300_000);
    expect(log.segments.length).toBe(1);
    expect(expired.length).toBe(2);
    running.stop();
    fixture.clock.advance(10 * HOUR_MS);
    expect(expired.length).toBe(2);
  });

  test("says in one line what was removed and why", () => {
    const log = logOf("a-0", 3);
    const { sizeBytes } = log.segments[0]!;
    log.config = { ...log.config, retentionMs: 2.5 * HOUR_MS };
    schedule().run();
    expect(fixture.logger.lines.map(({ message, fields }) => [message, fields])).toEqual([
      ["removed old segments", {
        log: "a-0",
        segments: 1,
        sizeBytes,
        reason: "retention.ms",
        logStartOffset: 10,
      }],
    ]);
  });

  test("keeps all logs within the tighter of the disk budgets", () => {
    const logs = [logOf("a-0", 5), logOf("b-0", 5)];
    const size = () => logs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    expect(size()).toBeGreaterThan(20_000);
    schedule("log.retention.disk.bytes=15000", "log.retention.disk.percent=90").run();
    expect(size()).toBeLessThanOrEqual(15_000);
    expect(size()).toBeGreaterThan(10_000);
    schedule("log.retention.disk.bytes=15000", "log.retention.disk.percent=8").run();
    expect(size()).toBeLessThanOrEqual(8_000);
    expect(size()).toBeGreaterThan(5_000);
  });

  test("goes on with the other logs where one's files resist", () => {
    const [bad, good] = [logOf("a-0", 3), logOf("b-0", 3)];
    for (const log of [bad, good]) log.config = { ...log.config, retentionMs: HOUR_MS * 1.5 };
    const rename = fixture.files.rename.bind(fixture.files);
    fixture.files.rename = (from, to) => {
      if (from.includes("a-0")) throw new Error("EACCES: permission denied");
      rename(from, to);
    };
    schedule().run();
    expect(good.segments.length).toBe(1);
    expect(fixture.logger.lines.filter(({ level }) => level === "ERROR")).toMatchObject([
      { message: "retention failed, it is tried again later: EACCES: permission denied" },
    ]);
  });

  test("forgets producers that were idle for producer.id.expiration.ms", () => {
    schedule("producer.id.expiration.ms=60000").run();
    expect(expired).toEqual([{ beforeMs: fixture.clock.nowMs() - 60_000 }]);
  });
});
