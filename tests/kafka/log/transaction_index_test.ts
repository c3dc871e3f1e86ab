import { beforeEach, describe, expect, test } from "bun:test";
import { TestPartitions } from "./test_partitions.ts";
import { FOLDER, SMALL_SEGMENTS, TransactionFixture } from "./transaction_fixture.ts";

let fixture: TransactionFixture;

beforeEach(async () => {
  fixture = await TransactionFixture.open();
});

describe("the transaction index", () => {
  test("is in Kafka's form", async () => {
    fixture.write(1);
    fixture.write(2);
    fixture.abort(1);
    fixture.write(1);
    fixture.abort(2);
    await fixture.running.store.checkpoint();
    expect(fixture.indexFiles()).toEqual(["00000000000000000000.txnindex"]);
    expect(fixture.indexEntries()).toEqual([
      { producerId: 1n, firstOffset: 0, lastOffset: 2, lastStableOffset: 1 },
      { producerId: 2n, firstOffset: 1, lastOffset: 4, lastStableOffset: 3 },
    ]);
  });

  test("has a file only where a transaction was aborted", async () => {
    fixture.write(1);
    fixture.end(1);
    await fixture.running.store.checkpoint();
    expect(fixture.indexFiles()).toEqual([]);
  });

  describe("over several segments", () => {
    beforeEach(async () => {
      fixture = await TransactionFixture.open(new TestPartitions(), SMALL_SEGMENTS);
      for (let i = 0; i < 12; i++) {
        fixture.write(i % 3);
        if (i % 2 === 1) fixture.abort(i % 3);
      }
      for (const id of [0, 1, 2]) fixture.end(id);
    });

    const everywhere = async () => {
      const found: [number, number][][] = [];
      for (let from = 0; from < fixture.partition.highWatermark; from++) {
        found.push(await fixture.abortedIn(from));
      }
      return found;
    };

    test("is the same from files as from memory", async () => {
      const before = await everywhere();
      expect(before[0]!.length).toBe(6);
      await fixture.running.store.checkpoint();
      expect(fixture.indexFiles().length).toBeGreaterThan(3);
      expect(await everywhere()).toEqual(before);
      fixture = await TransactionFixture.open(await fixture.running.restart(), SMALL_SEGMENTS);
      expect(await everywhere()).toEqual(before);
    });

    test("goes with its segment", async () => {
      await fixture.running.store.checkpoint();
      const before = await fixture.abortedIn();
      const [remaining] = await fixture.abortedIn(8);
      fixture.partition.deleteRecordsBefore(8);
      const first = fixture.partition.log.segments[0]!.baseOffset;
      expect(first).toBeGreaterThan(0);
      const bases = fixture.indexFiles().map((name) => Number(name.slice(0, 20)));
      expect(Math.min(...bases)).toBeGreaterThanOrEqual(first);
      expect(before.length).toBeGreaterThan((await fixture.abortedIn(8)).length);
      expect((await fixture.abortedIn(8))[0]).toEqual(remaining!);
      await fixture.running.store.checkpoint();
      expect(Math.min(...fixture.indexFiles().map((name) => Number(name.slice(0, 20)))))
        .toBeGreaterThanOrEqual(first);
    });

    test("a fetch may meet a segment that goes meanwhile", async () => {
      await fixture.running.store.checkpoint();
      const reading = fixture.partition.abortedTransactions(0, 100);
      fixture.partition.deleteRecordsBefore(fixture.partition.highWatermark);
      expect(reading).toBeInstanceOf(Promise);
      expect(await Promise.resolve(reading).then(() => "answered", () => "refused"))
        .toBe("answered");
    });
  });

  test("a start drops entries that nothing in the log stands behind", async () => {
    fixture.write(1);
    fixture.abort(1);
    await fixture.running.store.checkpoint();
    const path = `${FOLDER}/00000000000000000000.txnindex`;
    const entry = fixture.running.files.readFile(path).slice();
    const stale = entry.slice();
    new DataView(stale.buffer).setBigInt64(18, 50n);
    fixture.running.files.replaceFile(path, Buffer.concat([entry, stale, entry.subarray(0, 11)]));
    fixture = await TransactionFixture.open(fixture.running.crash(1));
    expect(await fixture.abortedIn(0, 100)).toEqual([[1, 0]]);
    fixture.write(2);
    fixture.abort(2);
    await fixture.running.store.checkpoint();
    expect(fixture.indexEntries().map(({ lastOffset }) => lastOffset)).toEqual([1, 3]);
  });

  test("a start finds aborts again where the index is gone, from the last snapshot on", async () => {
    fixture.write(1);
    fixture.abort(1);
    await fixture.partition.log.flushed(2);
    fixture = await TransactionFixture.open(fixture.running.crash(1));
    expect(fixture.indexFiles()).toEqual([]);
    expect(await fixture.abortedIn()).toEqual([[1, 0]]);
  });

  test("no snapshot is taken where the index cannot be written", async () => {
    fixture.write(1);
    fixture.abort(1);
    const { sync } = fixture.partition.aborted;
    fixture.partition.aborted.sync = () => Promise.reject(new Error("broken"));
    await fixture.running.store.checkpoint().catch(() => {});
    expect(fixture.running.files.list(FOLDER).filter((name) => name.endsWith(".snapshot"))).toEqual(
      [],
    );
    fixture.partition.aborted.sync = sync;
    await fixture.running.store.checkpoint();
    expect(fixture.running.files.list(FOLDER).filter((name) => name.endsWith(".snapshot")))
      .toHaveLength(1);
    expect(fixture.indexEntries()).toHaveLength(1);
  });
});
