import { describe, expect, test } from "bun:test";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { MemoryLogger } from "../../../lib/io/memory_logger.ts";
import { SeededRandom } from "../../../lib/io/random.ts";
import { DEFAULT_GROUP_CONFIG } from "../../../lib/kafka/group/group_config.ts";
import { GroupCoordinator } from "../../../lib/kafka/group/group_coordinator.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { MemoryRecordLog } from "../../../lib/state_machine/memory_record_log.ts";
import type { RecordLog } from "../../../lib/state_machine/record_log.ts";
import { settle } from "./fixture.ts";

const HEARTBEAT = { memberId: "m", generationId: 1, groupInstanceId: null };

function setUp(logFor: (partition: number) => RecordLog | Promise<RecordLog>, partitions = 50) {
  const logger = new MemoryLogger();
  const groups = new GroupCoordinator({
    config: { ...DEFAULT_GROUP_CONFIG, offsetsTopicNumPartitions: partitions },
    clock: new MemoryClock(),
    random: new SeededRandom(1),
    logger,
    logFor,
  });
  return { groups, logger };
}

describe("GroupShards", () => {
  test("opens the partition of a group when it is first used, once", async () => {
    const opened: number[] = [];
    const { groups } = setUp((partition) => {
      opened.push(partition);
      return Promise.resolve(new MemoryRecordLog());
    });
    expect(opened).toEqual([]);
    await Promise.all([groups.heartbeat("group", HEARTBEAT), groups.heartbeat("group", HEARTBEAT)]);
    await groups.heartbeat("console-consumer-1", HEARTBEAT);
    expect(opened).toEqual([47, 24]);
    expect(groups.partitionFor("group")).toBe(47);
  });

  test("while start() loads, requests are told so; then they are served", async () => {
    const { promise, resolve } = Promise.withResolvers<RecordLog>();
    const { groups } = setUp(() => promise, 1);
    const started = groups.start([0]);
    const { COORDINATOR_LOAD_IN_PROGRESS: LOADING, NONE } = ErrorCode;
    const asked = { states: [], types: [] };
    expect((await groups.fetchOffsets("g", { asked: null, requireStable: false })).errorCode).toBe(
      LOADING,
    );
    expect((await groups.listGroups(asked)).errorCode).toBe(LOADING);
    expect((await groups.leaveGroup("g", [])).errorCode).toBe(LOADING);
    // The coordinator is found, and a member's heartbeat must not send it looking for another.
    expect(await groups.find("g")).toBe(NONE);
    expect(await groups.heartbeat("g", HEARTBEAT)).toBe(NONE);
    resolve(new MemoryRecordLog());
    await started;
    expect((await groups.listGroups(asked)).errorCode).toBe(NONE);
    expect(await groups.heartbeat("g", HEARTBEAT)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
    groups.close();
  });

  test("loads a few partitions at a time", async () => {
    let open = 0;
    let mostOpen = 0;
    const { groups } = setUp(async () => {
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      await settle();
      open -= 1;
      return new MemoryRecordLog();
    });
    await groups.start(Array.from({ length: 50 }, (_, i) => i));
    expect(mostOpen).toBe(4);
    groups.close();
  });

  test("a partition that cannot be opened is not available, and is tried again", async () => {
    let full = true;
    const { groups, logger } = setUp(() => {
      if (full) throw new Error("disk full");
      return new MemoryRecordLog();
    }, 1);
    expect(await groups.find("g")).toBe(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    expect(await groups.heartbeat("g", HEARTBEAT)).toBe(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    expect(logger.messages("ERROR")).toHaveLength(2);
    full = false;
    expect(await groups.find("g")).toBe(ErrorCode.NONE);
  });

  test("one that cannot be loaded leaves the others to serve", async () => {
    class Unreadable extends MemoryRecordLog {
      override replay(): Promise<void> {
        return Promise.reject(new Error("bad sector"));
      }
    }
    const { groups, logger } = setUp((partition) => {
      return partition === 0 ? new Unreadable() : new MemoryRecordLog();
    }, 2);
    await groups.start([0, 1]);
    const codes = await Promise.all(["a", "b"].map((id) => groups.find(id)));
    expect(codes.sort()).toEqual([ErrorCode.NONE, ErrorCode.COORDINATOR_NOT_AVAILABLE]);
    expect(logger.lines.find(({ level }) => level === "ERROR")!.fields.reason)
      .toContain("bad sector");
    groups.close();
  });

  test("after closing nothing is opened any more", async () => {
    let opened = 0;
    const { groups } = setUp(() => {
      opened += 1;
      return new MemoryRecordLog();
    });
    groups.close();
    expect(await groups.find("g")).toBe(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    expect(opened).toBe(0);
  });

  test("one that was being opened at closing ends at once", async () => {
    const { promise, resolve } = Promise.withResolvers<RecordLog>();
    const { groups } = setUp(() => promise, 1);
    const heartbeat = groups.heartbeat("g", HEARTBEAT);
    await settle();
    groups.close();
    resolve(new MemoryRecordLog());
    expect(await heartbeat).toBe(ErrorCode.NOT_COORDINATOR);
  });
});
