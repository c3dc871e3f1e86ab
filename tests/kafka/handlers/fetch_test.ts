import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { CompressionType } from "../../../lib/bytes/compression/mod.ts";
import { MemoryBudget } from "../../../lib/io/memory_budget.ts";
import { fetch } from "../../../lib/kafka/handlers/fetch.ts";
import { FetchRequest, FetchResponse } from "../../../lib/kafka/messages/fetch.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import type { PartitionLog } from "../../../lib/kafka/log/partition_log.ts";
import type { Input } from "../../../lib/kafka/schema/mod.ts";
import {
  batchOf,
  messagesOf,
  NOW_MS,
  recordsOf,
  transactionalBatch,
  valuesOf,
} from "../batches.ts";
import { turns } from "../held_disk.ts";
import {
  send,
  startTestBroker,
  type TestBroker,
  TestConnection,
  versionsOf,
} from "../test_broker.ts";

type PartitionInput = Input<typeof FetchRequest>["topics"][number]["partitions"][number];

const api = { handler: fetch, request: FetchRequest, response: FetchResponse };
/** First version that names topics by id. */
const TOPIC_ID_VERSION = 13;

let running: TestBroker;
let partition: PartitionLog;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders", { partitions: 3 });
  partition = running.broker.partitions.get("orders", 0)!;
});
afterEach(() => running.close());

interface Fetching {
  version?: number;
  topic?: string;
  offset?: number;
  maxWaitMs?: number;
  minBytes?: number;
  maxBytes?: number;
  isolationLevel?: number;
  connection?: TestConnection;
  partitions?: PartitionInput[];
}

/** The part of a request about one partition. */
function from(index: number, offset: number, rest: Partial<PartitionInput> = {}): PartitionInput {
  return { partition: index, fetchOffset: offset, partitionMaxBytes: 1 << 20, ...rest };
}

function fetchAll(fetching: Fetching = {}) {
  const { version = 12, topic = "orders", offset = 0, connection } = fetching;
  const topicId = running.broker.image.topics.get(topic)?.id ?? "AAAAAAAAAAAAAAAAAAAAAQ";
  const { maxWaitMs = 0, minBytes = 0, maxBytes, isolationLevel } = fetching;
  return send(running.broker, api, {
    version,
    ...(connection === undefined ? {} : { connection }),
    request: {
      maxWaitMs,
      minBytes,
      ...(version >= 3 ? { maxBytes: maxBytes ?? 1 << 20 } : {}),
      ...(isolationLevel === undefined ? {} : { isolationLevel }),
      topics: [{
        ...(version < TOPIC_ID_VERSION ? { topic } : { topicId }),
        partitions: fetching.partitions ?? [from(0, offset)],
      }],
    },
  });
}

async function fetchOne(fetching: Fetching = {}) {
  return (await fetchAll(fetching)).responses[0]!.partitions[0]!;
}

describe("every version", () => {
  test.each(versionsOf(fetch))("version %i reads from an offset on", async (version) => {
    partition.append(batchOf(["a"]));
    partition.append(batchOf(["b", "c"]));
    const found = await fetchOne({ version, offset: 1 });
    expect(found).toMatchObject({ errorCode: 0, highWatermark: 3 });
    const values = version < 4
      ? messagesOf(found.records).map(({ value }) => value)
      : valuesOf(found.records);
    expect(values).toEqual(["b", "c"]);
    if (version >= 5) expect(found.logStartOffset).toBe(0);
    if (version >= 4) expect(found.lastStableOffset).toBe(3);
  });

  test.each([0, 1, 2, 3])("version %i converts to the old format", async (version) => {
    partition.append(batchOf(["a", "b"], { compressionType: CompressionType.ZSTD }));
    const { records } = await fetchOne({ version, offset: 1 });
    expect(records![16]).toBe(version < 2 ? 0 : 1);
    expect(messagesOf(records)).toEqual([
      { offset: 1, value: "b", timestamp: version < 2 ? -1 : NOW_MS },
    ]);
  });

  test("an old client gets nothing of a topic that does not convert", async () => {
    const configs = { "message.downconversion.enable": "false" };
    await running.createTopic("new", { configs });
    running.broker.partitions.get("new", 0)!.append(batchOf(["a"]));
    const refused = await fetchOne({ topic: "new", version: 3 });
    expect(errorName(refused.errorCode)).toBe("UNSUPPORTED_VERSION");
    expect((await fetchOne({ topic: "new", version: 4 })).errorCode).toBe(0);
  });

  test("the end of the log is empty and no error", async () => {
    partition.append(batchOf(["a"]));
    const found = await fetchOne({ offset: 1 });
    expect(found).toMatchObject({ errorCode: 0, highWatermark: 1 });
    expect(found.records).toHaveLength(0);
  });

  test("read_committed has no aborted transactions to tell", async () => {
    partition.append(batchOf(["a"]));
    const found = await fetchOne({ isolationLevel: 1 });
    expect(found.abortedTransactions).toEqual([]);
    expect(valuesOf(found.records)).toEqual(["a"]);
  });
});

describe("read_committed", () => {
  const COMMITTED = { isolationLevel: 1 };

  function end(id: number, isCommit: boolean): void {
    partition.appendMarker({
      producerId: id,
      producerEpoch: 0,
      coordinatorEpoch: 0,
      isCommit,
      transactionVersion: 1,
    }, NOW_MS);
  }

  const write = (value: string, id: number, sequence = 0) =>
    partition.append(transactionalBatch([value], { id, epoch: 0, sequence }));

  test("ends where the oldest transaction begins", async () => {
    partition.append(batchOf(["a"]));
    write("b", 5);
    partition.append(batchOf(["c"]));
    const found = await fetchOne(COMMITTED);
    expect(valuesOf(found.records)).toEqual(["a"]);
    expect([found.lastStableOffset, found.highWatermark]).toEqual([1, 3]);
    expect(valuesOf((await fetchOne()).records)).toEqual(["a", "b", "c"]);
    expect((await fetchOne({ ...COMMITTED, offset: 2 })).records).toHaveLength(0);
  });

  test("tells which transactions among the records were aborted", async () => {
    write("a", 5);
    write("b", 6);
    end(6, true);
    write("c", 5, 1);
    end(5, false);
    write("d", 6, 1);
    end(6, false);
    expect((await fetchOne(COMMITTED)).abortedTransactions)
      .toEqual([{ producerId: 5n, firstOffset: 0 }, { producerId: 6n, firstOffset: 5 }]);
    expect((await fetchOne({ ...COMMITTED, maxBytes: 1 })).abortedTransactions)
      .toEqual([{ producerId: 5n, firstOffset: 0 }]);
    expect((await fetchOne({ ...COMMITTED, offset: 6 })).abortedTransactions)
      .toEqual([{ producerId: 6n, firstOffset: 5 }]);
    expect((await fetchOne()).abortedTransactions).toBeNull();
  });

  test("waits for the marker, which wakes it", async () => {
    write("a", 5);
    let answered = false;
    const fetched = fetchOne({ ...COMMITTED, minBytes: 1, maxWaitMs: 60_000 })
      .finally(() => answered = true);
    await turns();
    write("b", 5, 1);
    await turns();
    expect(answered).toBe(false);
    end(5, true);
    const found = await fetched;
    expect(found.abortedTransactions).toEqual([]);
    expect(found.lastStableOffset).toBe(3);
    expect(recordsOf(found.records).map(({ offset }) => offset)).toEqual([0, 1, 2]);
  });
});

describe("refusals", () => {
  const rows: [string, Fetching, string][] = [
    ["unknown topic", { topic: "missing" }, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["unknown topic id", { topic: "missing", version: 13 }, "UNKNOWN_TOPIC_ID"],
    ["unknown partition", { partitions: [from(9, 0)] }, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["offset past the end", { offset: 2 }, "OFFSET_OUT_OF_RANGE"],
    ["negative offset", { offset: -1 }, "OFFSET_OUT_OF_RANGE"],
    [
      "newer leader epoch",
      { partitions: [from(0, 0, { currentLeaderEpoch: 1 })] },
      "UNKNOWN_LEADER_EPOCH",
    ],
  ];

  test.each(rows)("%s", async (_, fetching, error) => {
    partition.append(batchOf(["a"]));
    const found = await fetchOne({ ...fetching, maxWaitMs: 1000, minBytes: 1 });
    expect(errorName(found.errorCode)).toBe(error);
    expect(found.records).toHaveLength(0);
    expect(running.clock.monotonicMs()).toBe(0);
  });

  test("older leader epoch", async () => {
    partition.leaderEpoch = 5;
    const partitions = [from(0, 0, { currentLeaderEpoch: 4 })];
    expect(errorName((await fetchOne({ partitions })).errorCode)).toBe("FENCED_LEADER_EPOCH");
    partitions[0] = from(0, 0, { currentLeaderEpoch: 5 });
    expect((await fetchOne({ partitions })).errorCode).toBe(0);
  });

  test("offset before the log start, which is told", async () => {
    partition.append(batchOf(["a", "b"]));
    partition.deleteRecordsBefore(1);
    const found = await fetchOne({ offset: 0 });
    expect(errorName(found.errorCode)).toBe("OFFSET_OUT_OF_RANGE");
    expect(found).toMatchObject({ logStartOffset: 1, highWatermark: 2 });
  });

  test("log that is offline", async () => {
    partition.log.setOffline("broken");
    expect(errorName((await fetchOne()).errorCode)).toBe("KAFKA_STORAGE_ERROR");
  });
});

describe("bounds", () => {
  const batch = batchOf(["v".repeat(100)]).length;

  beforeEach(() => {
    for (const index of [0, 1, 2]) {
      for (let i = 0; i < 3; i++) {
        running.broker.partitions.get("orders", index)!.append(batchOf(["v".repeat(100)]));
      }
    }
  });

  async function sizes(fetching: Fetching): Promise<number[]> {
    const { responses } = await fetchAll(fetching);
    return responses.flatMap(({ partitions }) =>
      partitions.map(({ records }) => (records?.length ?? 0) / batch)
    );
  }

  test("partitionMaxBytes holds whole batches", async () => {
    const partitions = [from(0, 0, { partitionMaxBytes: 2 * batch + 1 })];
    expect(await sizes({ partitions })).toEqual([2]);
  });

  test.each([0, 1, batch - 1])(
    "partitionMaxBytes of %i still gives the first batch",
    async (max) => {
      expect(await sizes({ partitions: [from(0, 0, { partitionMaxBytes: max })] })).toEqual([1]);
    },
  );

  test("maxBytes is shared by the partitions in order", async () => {
    const partitions = [from(0, 0), from(1, 0), from(2, 0)];
    expect(await sizes({ partitions, maxBytes: 4 * batch })).toEqual([3, 1, 0]);
  });

  test.each([0, 1])("maxBytes of %i gives the first batch of the first partition", async (max) => {
    const partitions = [from(0, 3), from(1, 0), from(2, 0)];
    expect(await sizes({ partitions, maxBytes: max })).toEqual([0, 1, 0]);
  });

  test("answers become smaller as the memory for them fills", async () => {
    const large = 30_000;
    for (let i = 0; i < 10; i++) partition.append(batchOf(["x".repeat(large)]));
    const offset = partition.log.logEndOffset - 10;
    const read = async () => (await fetchOne({ offset })).records!.length;
    expect(await read()).toBeGreaterThan(10 * large);
    const memory = new MemoryBudget(400_000).open({ name: "answers" });
    Object.assign(running.broker, { answers: memory });
    expect(await read()).toBeLessThan(4 * large);
    memory.claim(1_000_000);
    expect(await read()).toBeGreaterThan(large);
    expect(memory.bytes).toBe(1_000_000);
  });

  test("fetch.max.bytes bounds what a client may ask for", async () => {
    const { files, metadataStore, clock } = running;
    await running.close();
    const overrides = ["fetch.max.bytes=1024"];
    running = await startTestBroker({ files, metadataStore, clock, overrides });
    const partitions = [from(0, 0), from(1, 0), from(2, 0)];
    expect((await sizes({ partitions })).reduce((sum, count) => sum + count)).toBe(
      Math.floor(1024 / batch),
    );
  });
});

describe("long poll", () => {
  const batch = batchOf(["value"]).length;

  /** A fetch under way, and whether it has been answered. */
  async function waiting(fetching: Fetching) {
    const state = { answered: false, answer: Promise.resolve<string[]>([]) };
    state.answer = fetchAll(fetching).then(({ responses }) => {
      state.answered = true;
      return responses.flatMap(({ partitions }) =>
        partitions.flatMap(({ records }) => valuesOf(records))
      );
    });
    await turns();
    return state;
  }

  test("ends when max.wait has passed", async () => {
    const poll = await waiting({ maxWaitMs: 500, minBytes: 1 });
    running.clock.advance(499);
    await turns();
    expect(poll.answered).toBe(false);
    running.clock.advance(1);
    expect(await poll.answer).toEqual([]);
  });

  test("ends when min.bytes have come, counting what was there", async () => {
    partition.append(batchOf(["there!"]));
    const first = batchOf(["there!"]).length;
    const timers = running.clock.pending;
    const poll = await waiting({ maxWaitMs: 500, minBytes: first + 2 * batch });
    partition.append(batchOf(["one.."]));
    await turns();
    expect(poll.answered).toBe(false);
    partition.append(batchOf(["two.."]));
    expect(await poll.answer).toEqual(["there!", "one..", "two.."]);
    expect(running.clock.pending).toBe(timers);
  });

  test("ends for bytes in any of its partitions", async () => {
    const partitions = [from(0, 0), from(1, 0)];
    const poll = await waiting({ maxWaitMs: 500, minBytes: 1, partitions });
    running.broker.partitions.get("orders", 1)!.append(batchOf(["here"]));
    expect(await poll.answer).toEqual(["here"]);
  });

  test("does not wait where there is enough", async () => {
    partition.append(batchOf(["value"]));
    const poll = await waiting({ maxWaitMs: 500, minBytes: batch });
    expect(await poll.answer).toEqual(["value"]);
  });

  test("does not wait without a max.wait", async () => {
    expect(await (await waiting({ maxWaitMs: 0, minBytes: 1 })).answer).toEqual([]);
  });

  test("ends when the topic is deleted, with an error", async () => {
    const poll = fetchOne({ maxWaitMs: 500, minBytes: 1 });
    await turns();
    await running.broker.topics.delete("orders");
    expect(errorName((await poll).errorCode)).toBe("UNKNOWN_TOPIC_OR_PARTITION");
    expect(running.clock.monotonicMs()).toBe(0);
  });

  test("ends with the connection, and leaves nothing behind", async () => {
    const connection = new TestConnection();
    const timers = running.clock.pending;
    const poll = await waiting({ maxWaitMs: 500, minBytes: 1, connection });
    expect(connection.waiting).toBe(1);
    connection.close();
    expect(await poll.answer).toEqual([]);
    expect(running.clock.pending).toBe(timers);
  });

  test("a long poll that ended is forgotten by its connection", async () => {
    const connection = new TestConnection();
    const poll = await waiting({ maxWaitMs: 500, minBytes: 1, connection });
    running.clock.advance(500);
    await poll.answer;
    expect(connection.waiting).toBe(0);
  });
});

test("records come back as they lie in the log, with the offsets they were given", async () => {
  partition.append(batchOf(["a", "b"], { compressionType: CompressionType.LZ4 }));
  partition.append(batchOf(["c"], { timestamp: NOW_MS + 1 }));
  expect(recordsOf((await fetchOne()).records)).toEqual([
    { offset: 0, value: "a", timestamp: NOW_MS },
    { offset: 1, value: "b", timestamp: NOW_MS },
    { offset: 2, value: "c", timestamp: NOW_MS + 1 },
  ]);
});

test("what was fetched is counted once, in bytes", async () => {
  partition.append(batchOf(["one"]));
  const poll = fetchOne({ maxWaitMs: 500, minBytes: 1000 });
  await turns();
  running.clock.advance(500);
  const { records } = await poll;
  expect(running.traffic.fetchedBytes.get("orders")).toBe(records!.length);
});
