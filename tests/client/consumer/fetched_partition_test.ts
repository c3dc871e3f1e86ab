import { describe, expect, test } from "bun:test";
import { CompressionType } from "../../../lib/bytes/compression/mod.ts";
import { type Fetched, FetchedPartition } from "../../../lib/client/consumer/fetched_partition.ts";
import {
  ControlRecordType,
  writeEndTransactionMarker,
} from "../../../lib/kafka/record/control_record.ts";
import {
  type RecordBatchOptions,
  writeRecordBatch,
} from "../../../lib/kafka/record/write_record_batch.ts";

const encoder = new TextEncoder();

function batch(texts: readonly string[], options: RecordBatchOptions): Uint8Array {
  return writeRecordBatch(
    texts.map((text) => ({ timestamp: 1000, key: null, value: encoder.encode(text) })),
    options,
  );
}

function open(pieces: readonly Uint8Array[], options: Partial<Fetched> = {}): FetchedPartition {
  return new FetchedPartition({
    topic: "t",
    partition: 0,
    fetchOffset: 0,
    records: Buffer.concat(pieces),
    abortedTransactions: null,
    ...options,
  });
}

function texts(fetched: FetchedPartition): string[] {
  return fetched.take(100).map(({ value }) => new TextDecoder().decode(value!));
}

describe("FetchedPartition", () => {
  test("hands out records little by little, from the offset that was asked for", () => {
    const fetched = open([
      batch(["a", "b", "c"], { baseOffset: 10 }),
      batch(["d"], { baseOffset: 13, compressionType: CompressionType.LZ4 }),
    ], { fetchOffset: 11 });
    expect(fetched.take(1).map(({ offset }) => offset)).toEqual([11]);
    expect(fetched.nextOffset).toBe(12);
    expect(fetched.take(10).map(({ offset }) => offset)).toEqual([12, 13]);
    expect(fetched.nextOffset).toBe(14);
    expect(fetched.isEmpty).toBe(true);
  });

  test("tells time, kind of time and leader epoch", () => {
    const [created] = open([batch(["a"], { partitionLeaderEpoch: 5 })]).take(1);
    expect(created).toMatchObject({
      timestampMs: 1000,
      timestampType: "CreateTime",
      leaderEpoch: 5,
    });
    const [appended] = open([batch(["a"], { logAppendTime: 2000 })]).take(1);
    expect(appended).toMatchObject({
      timestampMs: 2000,
      timestampType: "LogAppendTime",
      leaderEpoch: null,
    });
  });

  test("goes past what compaction has removed at the end of a batch", () => {
    const fetched = open([batch(["a"], { baseOffset: 0, lastOffset: 9 })]);
    expect(texts(fetched)).toEqual(["a"]);
    expect(fetched.nextOffset).toBe(10);
  });

  test("leaves out a batch that was cut, and markers", () => {
    const marker = writeEndTransactionMarker(
      { type: ControlRecordType.COMMIT, coordinatorEpoch: 0 },
      { producerId: 1n, producerEpoch: 0, timestamp: 1, baseOffset: 1 },
    );
    const cut = batch(["lost"], { baseOffset: 2 }).subarray(0, 65);
    const fetched = open([batch(["a"], { baseOffset: 0 }), marker, cut]);
    expect(texts(fetched)).toEqual(["a"]);
    expect(fetched.nextOffset).toBe(2);
  });

  test("refuses a batch whose CRC does not match, and tells where it is", () => {
    const good = batch(["a"], { baseOffset: 0 });
    const bad = batch(["b"], { baseOffset: 1 });
    bad[bad.length - 2]! ^= 1;
    const fetched = open([good, bad]);
    expect(() => texts(fetched)).toThrow(
      "Cannot read the batch of t-0 after offset 0: its CRC does not match; seek past it",
    );
    expect(fetched.nextOffset).toBe(1);
  });

  test("read_committed leaves out aborted transactions, and only those", () => {
    const transactional = (text: string, baseOffset: number, producerId: bigint) =>
      batch([text], { baseOffset, producerId, producerEpoch: 0, isTransactional: true });
    const end = (type: 0 | 1, baseOffset: number, producerId: bigint) =>
      writeEndTransactionMarker(
        { type, coordinatorEpoch: 0 },
        { producerId, producerEpoch: 0, timestamp: 1, baseOffset },
      );
    const pieces = [
      transactional("aborted 1", 0, 1n),
      transactional("committed 2", 1, 2n),
      end(ControlRecordType.ABORT, 2, 1n),
      transactional("committed 1", 3, 1n),
      end(ControlRecordType.COMMIT, 4, 2n),
      end(ControlRecordType.COMMIT, 5, 1n),
      batch(["plain"], { baseOffset: 6 }),
      transactional("aborted 2", 7, 2n),
      end(ControlRecordType.ABORT, 8, 2n),
    ];
    const abortedTransactions = [
      { producerId: 2n, firstOffset: 7 },
      { producerId: 1n, firstOffset: 0 },
    ];
    const fetched = open(pieces, { abortedTransactions });
    expect(texts(fetched)).toEqual(["committed 2", "committed 1", "plain"]);
    expect(fetched.nextOffset).toBe(9);
    expect(texts(open(pieces)).length).toBe(5);
  });
});
