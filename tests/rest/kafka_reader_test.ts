import { describe, expect, test } from "bun:test";
import { Fetch, ListOffsets } from "../../lib/client/apis.ts";
import { BrokerError } from "../../lib/client/errors.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { writeRecordBatch } from "../../lib/kafka/record/write_record_batch.ts";
import { KafkaReader } from "../../lib/rest/kafka_reader.ts";
import { scriptedCluster, TOPIC_ID } from "./scripted_cluster.ts";

/** Records `v0`, `v1` … from an offset on, as one batch. */
function batch(baseOffset: number, count: number): Uint8Array {
  return writeRecordBatch(
    Array.from({ length: count }, (_, n) => ({
      timestamp: 1000 + n,
      key: null,
      value: Buffer.from(`v${baseOffset + n}`),
      headers: [{ key: "h", value: null }],
    })),
    { baseOffset },
  );
}

function setUp(
  fetch: (offset: number, partition: number) => {
    records?: Uint8Array;
    errorCode?: number;
  },
) {
  const made = scriptedCluster({ orders: 2 });
  made.broker.on(Fetch, ({ topics }) => ({
    responses: topics.map(({ topic, topicId, partitions }) => ({
      topic,
      topicId,
      partitions: partitions.map(({ partition, fetchOffset }) => {
        const { records = null, errorCode = ErrorCode.NONE } = fetch(fetchOffset, partition);
        return {
          partitionIndex: partition,
          errorCode,
          highWatermark: 9,
          logStartOffset: 2,
          records,
        };
      }),
    })),
  }), { versions: [4, 13] });
  const reader = new KafkaReader(made.cluster);
  const { signal } = new AbortController();
  const options = { recordsMax: 10, bytesMax: 1000, timeoutMs: 0, signal };
  return { ...made, reader, options };
}

describe("KafkaReader", () => {
  test("reads partitions in one Fetch without a session, in the order asked", async () => {
    const { reader, options, broker } = setUp((offset) => ({ records: batch(offset, 3) }));
    const found = await reader.read("orders", {
      ...options,
      positions: [{ partition: 1, offset: 4 }, { partition: 0, offset: 2 }],
      recordsMax: 2,
    });
    expect(found[0]).toEqual({
      partition: 1,
      records: [4, 5].map((offset) => ({
        offset,
        timestampMs: 996 + offset,
        timestampType: "CREATE_TIME",
        key: null,
        value: Buffer.from(`v${offset}`),
        headers: [{ name: "h", value: null }],
      })),
      nextOffset: 6,
      logStartOffset: 2,
      highWatermark: 9,
    });
    expect(found[1]).toMatchObject({ partition: 0, nextOffset: 4 });
    expect(broker.requests(Fetch)).toHaveLength(1);
    expect(broker.requests(Fetch)[0]!.request).toMatchObject({
      sessionEpoch: -1,
      maxWaitMs: 0,
      maxBytes: 1000,
      topics: [{ topicId: TOPIC_ID }],
    });
  });

  test("leaves out records before the offset, which a batch may begin with", async () => {
    const { reader, options } = setUp(() => ({ records: batch(0, 5) }));
    const positions = [{ partition: 0, offset: 3 }];
    const [found] = await reader.read("orders", { ...options, positions });
    expect(found!.records.map(({ offset }) => offset)).toEqual([3, 4]);
  });

  test("answers at once where nothing is there and no time is given", async () => {
    const { reader, options, broker } = setUp(() => ({}));
    const positions = [{ partition: 0, offset: 9 }];
    const [found] = await reader.read("orders", { ...options, positions });
    expect(found).toMatchObject({ records: [], nextOffset: 9 });
    expect(broker.requests(Fetch)).toHaveLength(1);
  });

  test("waits in pieces until its time is up", async () => {
    const made = setUp(() => {
      made.clock.advance(2_000);
      return {};
    });
    const positions = [{ partition: 0, offset: 9 }];
    made.clock.advance(0.25);
    await made.reader.read("orders", { ...made.options, positions, timeoutMs: 4_999.5 });
    const waits = made.broker.requests(Fetch).map(({ request }) => request);
    expect(waits).toMatchObject([
      { maxWaitMs: 2_000 },
      { maxWaitMs: 2_000 },
      { maxWaitMs: 1_000 },
      { maxWaitMs: 0 },
    ]);
  });

  test("stops waiting when its client has gone", async () => {
    const gone = new AbortController();
    const made = setUp(() => {
      gone.abort();
      return {};
    });
    const positions = [{ partition: 0, offset: 9 }];
    const options = { ...made.options, positions, timeoutMs: 60_000, signal: gone.signal };
    expect((await made.reader.read("orders", options))[0]!.records).toEqual([]);
    expect(made.broker.requests(Fetch)).toHaveLength(1);
  });

  test("says which offsets there are where the one asked for is not", async () => {
    const { reader, options, broker } = setUp(() => ({ errorCode: ErrorCode.OFFSET_OUT_OF_RANGE }));
    broker.on(ListOffsets, ({ topics }) => ({
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex, timestamp }) => ({
          partitionIndex,
          errorCode: ErrorCode.NONE,
          offset: timestamp === -1 ? 9 : 2,
        })),
      })),
    }), { versions: [1, 7] });
    const read = reader.read("orders", { ...options, positions: [{ partition: 0, offset: 50 }] });
    const error = await read.then(() => null, (failure: unknown) => failure);
    expect(error).toBeInstanceOf(BrokerError);
    expect((error as BrokerError).code).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
    expect((error as BrokerError).reason).toBe(
      "Cannot read orders-0 from offset 50: it has 2 to 9, the latter being the next to come",
    );
  });

  test("gives up at once on a partition that is not", async () => {
    const { reader, options, broker } = setUp(() => ({
      errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    }));
    const read = reader.read("orders", { ...options, positions: [{ partition: 0, offset: 0 }] });
    await expect(read).rejects.toThrow("UNKNOWN_TOPIC_OR_PARTITION");
    expect(broker.requests(Fetch)).toHaveLength(1);
  });
});
