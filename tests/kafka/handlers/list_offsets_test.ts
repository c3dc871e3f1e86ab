import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { listOffsets } from "../../../lib/kafka/handlers/list_offsets.ts";
import {
  ListOffsetsRequest,
  ListOffsetsResponse,
} from "../../../lib/kafka/messages/list_offsets.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import type { PartitionLog } from "../../../lib/kafka/log/partition_log.ts";
import { batchOf, NOW_MS, transactionalBatch } from "../batches.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const api = { handler: listOffsets, request: ListOffsetsRequest, response: ListOffsetsResponse };
const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;

let running: TestBroker;
let partition: PartitionLog;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders", { configs: { "internal.segment.bytes": "200" } });
  partition = running.broker.partitions.get("orders", 0)!;
});
afterEach(() => running.close());

interface Asking {
  version?: number;
  topic?: string;
  index?: number;
  currentLeaderEpoch?: number;
  maxNumOffsets?: number;
  isolationLevel?: number;
}

async function ask(timestamp: number, asking: Asking = {}) {
  const { version = 11, topic = "orders", index = 0, currentLeaderEpoch, maxNumOffsets } = asking;
  const { topics } = await send(running.broker, api, {
    version,
    request: {
      replicaId: -1,
      ...(asking.isolationLevel === undefined ? {} : { isolationLevel: asking.isolationLevel }),
      topics: [{
        name: topic,
        partitions: [{
          partitionIndex: index,
          timestamp,
          ...(version === 0 ? { maxNumOffsets: maxNumOffsets ?? 10 } : {}),
          ...(currentLeaderEpoch === undefined ? {} : { currentLeaderEpoch }),
        }],
      }],
    },
  });
  return topics[0]!.partitions[0]!;
}

/** Six records, one batch each, the times of which are not in order. */
function fill(): void {
  [10, 20, 50, 30, 40, 50].forEach((ms, i) => {
    partition.append(batchOf([`value ${i}`], { timestamp: NOW_MS + ms }));
  });
}

describe.each(versionsOf(listOffsets).filter((version) => version > 0))("version %i", (version) => {
  test("finds the ends", async () => {
    fill();
    partition.deleteRecordsBefore(2);
    expect(await ask(LATEST, { version })).toMatchObject({
      errorCode: 0,
      offset: 6,
      timestamp: -1,
    });
    expect(await ask(EARLIEST, { version })).toMatchObject({ errorCode: 0, offset: 2 });
    if (version >= 4) expect((await ask(LATEST, { version })).leaderEpoch).toBe(0);
  });

  test("finds the first record from a time on", async () => {
    fill();
    expect(await ask(NOW_MS + 25, { version })).toMatchObject({
      errorCode: 0,
      offset: 2,
      timestamp: NOW_MS + 50,
    });
  });
});

describe("by time", () => {
  const rows: [string, number, number, number][] = [
    ["before all records", 0, 0, NOW_MS + 10],
    ["exactly at a record", NOW_MS + 20, 1, NOW_MS + 20],
    ["between records", NOW_MS + 11, 1, NOW_MS + 20],
    ["after all records", NOW_MS + 51, -1, -1],
  ];

  test.each(rows)("%s", async (_, timestamp, offset, found) => {
    fill();
    expect(await ask(timestamp)).toMatchObject({ errorCode: 0, offset, timestamp: found });
  });

  test("an empty log has nothing", async () => {
    expect(await ask(0)).toMatchObject({
      errorCode: 0,
      offset: -1,
      timestamp: -1,
      leaderEpoch: -1,
    });
  });

  test("records below the log start do not count", async () => {
    fill();
    partition.deleteRecordsBefore(4);
    expect(await ask(0)).toMatchObject({ offset: 4, timestamp: NOW_MS + 40 });
  });

  test("a record within a batch", async () => {
    partition.append(batchOf(["a"], { timestamp: NOW_MS }));
    partition.append(batchOf(["b", "c"], { timestamp: NOW_MS + 5 }));
    expect(await ask(NOW_MS + 5)).toMatchObject({ offset: 1, timestamp: NOW_MS + 5 });
  });

  test("after a restart, from the index files", async () => {
    fill();
    const { files, metadataStore, clock } = running;
    await running.close();
    running = await startTestBroker({ files, metadataStore, clock });
    partition = running.broker.partitions.get("orders", 0)!;
    expect(await ask(NOW_MS + 25)).toMatchObject({ offset: 2, timestamp: NOW_MS + 50 });
    expect(await ask(MAX_TIMESTAMP)).toMatchObject({ offset: 2, timestamp: NOW_MS + 50 });
  });
});

describe("the largest timestamp", () => {
  test("is the first record that has it", async () => {
    fill();
    expect(await ask(MAX_TIMESTAMP)).toMatchObject({ offset: 2, timestamp: NOW_MS + 50 });
  });

  test("of an empty log is not there", async () => {
    expect(await ask(MAX_TIMESTAMP)).toMatchObject({ errorCode: 0, offset: -1, timestamp: -1 });
  });

  test("of a log that lost that record is another record's", async () => {
    fill();
    partition.deleteRecordsBefore(3);
    expect(await ask(MAX_TIMESTAMP)).toMatchObject({ offset: 5, timestamp: NOW_MS + 50 });
  });
});

test("local ends are the log's, tiered ends are empty", async () => {
  fill();
  expect(await ask(-4)).toMatchObject({ errorCode: 0, offset: 0 });
  expect(await ask(-5)).toMatchObject({ errorCode: 0, offset: -1, leaderEpoch: -1 });
  expect(await ask(-6)).toMatchObject({ errorCode: 0, offset: -1, leaderEpoch: -1 });
});

describe("version 0", () => {
  test("lists starts of segments and the end, newest first", async () => {
    fill();
    const starts = partition.log.segments.map(({ baseOffset }) => baseOffset);
    expect(starts.length).toBeGreaterThan(2);
    const { oldStyleOffsets } = await ask(LATEST, { version: 0 });
    expect(oldStyleOffsets).toEqual([6, ...starts.reverse()]);
  });

  test("lists as many as are wanted", async () => {
    fill();
    const { oldStyleOffsets } = await ask(LATEST, { version: 0, maxNumOffsets: 1 });
    expect(oldStyleOffsets).toEqual([6]);
  });

  test("finds the start", async () => {
    fill();
    partition.deleteRecordsBefore(3);
    expect((await ask(EARLIEST, { version: 0 })).oldStyleOffsets).toEqual([3]);
  });

  test("by time, nothing newer than it", async () => {
    fill();
    const { oldStyleOffsets } = await ask(NOW_MS + 15, { version: 0 });
    expect(oldStyleOffsets).toEqual([0]);
  });
});

describe("refusals", () => {
  const rows: [string, number, Asking, string][] = [
    ["unknown topic", LATEST, { topic: "missing" }, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["unknown partition", LATEST, { index: 3 }, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["newer leader epoch", LATEST, { currentLeaderEpoch: 3 }, "UNKNOWN_LEADER_EPOCH"],
    ["unknown special time", -7, {}, "UNSUPPORTED_VERSION"],
  ];

  test.each(rows)("%s", async (_, timestamp, asking, error) => {
    const refused = await ask(timestamp, asking);
    expect(errorName(refused.errorCode)).toBe(error);
    expect(refused).toMatchObject({ offset: -1, timestamp: -1 });
  });

  test("older leader epoch", async () => {
    partition.leaderEpoch = 2;
    const { errorCode } = await ask(LATEST, { currentLeaderEpoch: 1 });
    expect(errorName(errorCode)).toBe("FENCED_LEADER_EPOCH");
  });

  test("log that is offline", async () => {
    fill();
    partition.log.setOffline("broken");
    expect(errorName((await ask(NOW_MS)).errorCode)).toBe("KAFKA_STORAGE_ERROR");
  });
});

test("read_committed ends at the last stable offset", async () => {
  const committed = { isolationLevel: 1 };
  fill();
  partition.append(transactionalBatch(["open"], { id: 5, epoch: 0, sequence: 0 }));
  partition.append(batchOf(["after"], { timestamp: NOW_MS + 90 }));
  expect((await ask(LATEST)).offset).toBe(8);
  expect((await ask(LATEST, committed)).offset).toBe(6);
  expect((await ask(EARLIEST, committed)).offset).toBe(0);
  expect((await ask(NOW_MS + 80)).offset).toBe(7);
  expect(await ask(NOW_MS + 80, committed)).toMatchObject({ errorCode: 0, offset: -1 });
  expect((await ask(NOW_MS + 25, committed)).offset).toBe(2);
  expect((await ask(MAX_TIMESTAMP)).offset).toBe(7);
  expect((await ask(MAX_TIMESTAMP, committed)).offset).toBe(-1);
  const marker = { producerId: 5, producerEpoch: 0, coordinatorEpoch: 0, isCommit: true };
  partition.appendMarker({ ...marker, transactionVersion: 1 }, NOW_MS);
  expect((await ask(LATEST, committed)).offset).toBe(9);
});
