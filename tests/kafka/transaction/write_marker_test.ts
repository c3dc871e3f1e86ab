import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { DiskFullError } from "../../../lib/io/file.ts";
import { ErrorCode, errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { writeMarker } from "../../../lib/kafka/transaction/write_marker.ts";
import type { TransactionMarker } from "../../../lib/state_machine/record_log.ts";
import { startTestBroker, type TestBroker } from "../test_broker.ts";

const MARKER: TransactionMarker = {
  producerId: 7,
  producerEpoch: 3,
  coordinatorEpoch: 0,
  isCommit: true,
  transactionVersion: 2,
};

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("t");
});
afterEach(() => running.close());

async function write(topic: string, partition: number, marker = MARKER, mustFlush = true) {
  const { image, partitions, groups } = running.broker;
  const destinations = { image, partitions, groups, nowMs: 5, mustFlush };
  return errorName(await writeMarker({ topic, partition }, marker, destinations));
}

function log() {
  return running.broker.partitions.get("t", 0)!;
}

describe("writeMarker", () => {
  test("writes it to the disk", async () => {
    expect(await write("t", 0)).toBe("NONE");
    expect([log().logEndOffset, log().log.flushedOffset]).toEqual([1, 1]);
  });

  test("not to the disk, where acks=all does not ask for it", async () => {
    expect(await write("t", 0, MARKER, false)).toBe("NONE");
    expect([log().logEndOffset, log().log.flushedOffset]).toEqual([1, 0]);
  });

  test("one that a crash left behind is on disk before it is taken for done", async () => {
    log().appendMarker(MARKER, 5);
    expect(log().log.flushedOffset).toBe(0);
    expect(await write("t", 0, { ...MARKER, producerEpoch: 2 })).toBe("INVALID_PRODUCER_EPOCH");
    expect([log().logEndOffset, log().log.flushedOffset]).toEqual([1, 1]);
  });

  test("what there is not, and what is not here", async () => {
    expect(await write("t", 1)).toBe("UNKNOWN_TOPIC_OR_PARTITION");
    expect(await write("u", 0)).toBe("UNKNOWN_TOPIC_OR_PARTITION");
    await running.broker.partitions.remove("t");
    expect(await write("t", 0)).toBe("NOT_LEADER_OR_FOLLOWER");
  });

  test("a disk that is full, and one that fails", async () => {
    const append = log().log.append;
    log().log.append = () => {
      throw new DiskFullError("full");
    };
    expect(await write("t", 0)).toBe("KAFKA_STORAGE_ERROR");
    log().log.append = append;
    log().log.flushed = () => Promise.reject(new Error("not known"));
    await expect(write("t", 0)).rejects.toThrow("not known");
  });

  test("the group coordinator takes those of __consumer_offsets", async () => {
    await running.broker.groups.find("g");
    const taken: unknown[] = [];
    const groups = {
      completeTransaction: (partition: number, marker: TransactionMarker) => {
        taken.push([partition, marker]);
        return Promise.resolve(ErrorCode.NOT_LEADER_OR_FOLLOWER);
      },
    };
    const { image, partitions } = running.broker;
    const place = { topic: "__consumer_offsets", partition: 1 };
    const destinations = { image, partitions, groups, nowMs: 5, mustFlush: true };
    expect(await writeMarker(place, MARKER, destinations)).toBe(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    expect(taken).toEqual([[1, MARKER]]);
  });
});
