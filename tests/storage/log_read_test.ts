import { beforeEach, describe, expect, test } from "bun:test";
import {
  batchBaseOffset,
  batchLastOffset,
  batchSizeInBytes,
} from "../../lib/bytes/batch_header.ts";
import { isMapped, originOf } from "../../lib/io/byte_origin.ts";
import { HeldMemory, MemoryBudget } from "../../lib/io/memory_budget.ts";
import type { Log } from "../../lib/storage/log.ts";
import { LogOfflineError } from "../../lib/storage/log.ts";
import { OffsetOutOfRangeError, readLog } from "../../lib/storage/log_read.ts";
import { turns } from "../io/turns.ts";
import { batchOf, placed, putFile, read, TestStore } from "./test_store.ts";

const LEADER = { leaderEpoch: 0 };
const MIB = 1 << 20;

/** First and last offset of each batch. */
function offsetsOf(records: Uint8Array): [number, number][] {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const offsets: [number, number][] = [];
  let at = 0;
  while (at < records.length) {
    offsets.push([batchBaseOffset(view, at), batchLastOffset(view, at)]);
    at += batchSizeInBytes(view, at);
  }
  expect(at).toBe(records.length);
  return offsets;
}

/** Reads one batch after the other through the whole log and compares it with what was appended. */
async function expectAll(log: Log, appended: readonly Uint8Array[]): Promise<void> {
  let offset = log.logStartOffset;
  for (const batch of appended) {
    const records = await read(log, { offset, bytesMax: 1 });
    expect(Buffer.compare(records, batch)).toBe(0);
    offset = offsetsOf(records)[0]![1] + 1;
  }
  expect(offset).toBe(log.logEndOffset);
}

/** Batches of many sizes, as they lie in the log after they were appended. */
function fill(log: Log, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => {
    const batch = batchOf(1 + i % 5, { valueBytes: 40 + (i * 613) % 9000, text: `${i}.` });
    log.append(batch, LEADER);
    return batch;
  });
}

describe("a read", () => {
  test("is there at once where the map covers it, and a promise where the file is read", () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(3), LEADER);
    const options = { offset: 0, bytesMax: 100, offsetLimit: 3, firstBatchAlways: true };
    expect(readLog(log, options)).not.toBeInstanceOf(Promise);
    log.roll();
    log.append(batchOf(3), LEADER);
    expect(readLog(log, options)).toBeInstanceOf(Promise);
  });

  test("gives the same bytes from the map, from a sealed segment and after a restart", async () => {
    const fixture = new TestStore();
    let log = fixture.log({ segmentBytes: MIB });
    const appended = fill(log, 400);
    expect(log.segments.length).toBeGreaterThan(1);
    await expectAll(log, appended);
    log.roll();
    await expectAll(log, appended);
    await fixture.restart();
    log = fixture.log({ segmentBytes: MIB });
    await expectAll(log, appended);
    appended.push(...fill(log, 20));
    await expectAll(log, appended);
    fixture.kill();
    await expectAll(fixture.log({ segmentBytes: MIB }), appended);
  });

  test("goes to the file where the window was let go for other logs'", async () => {
    const fixture = new TestStore({ capacityBytes: 2 ** 30 });
    const log = fixture.log();
    const appended = fill(log, 10);
    const batch = batchOf(1, { valueBytes: 4 * MIB });
    for (let i = 0; i < 36; i++) fixture.log({}, `busy-${i % 3}`).append(batch, LEADER);
    const reading = readLog(log, {
      offset: 0,
      bytesMax: 1,
      offsetLimit: log.logEndOffset,
      firstBatchAlways: true,
    });
    expect(reading).toBeInstanceOf(Promise);
    await reading;
    await expectAll(log, appended);
    appended.push(...fill(log, 3));
    await expectAll(log, appended);
  });

  test("joins a batch that spans two windows", async () => {
    const log = new TestStore().log();
    const [first, second] = [
      batchOf(1, { valueBytes: 60_000 }),
      batchOf(1, { valueBytes: 20_000 }),
    ];
    log.append(first, LEADER);
    log.append(second, LEADER);
    const options = { offset: 1, bytesMax: 1, offsetLimit: 2, firstBatchAlways: true };
    const reading = readLog(log, options);
    expect(reading).not.toBeInstanceOf(Promise);
    expect(Buffer.compare((await reading).records, second)).toBe(0);
    expect(offsetsOf(await read(log))).toEqual([[0, 0], [1, 1]]);
  });

  test("takes a first batch larger than what is read ahead", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    log.append(batchOf(2), LEADER);
    const large = batchOf(1, { valueBytes: 3 * MIB });
    log.append(large, LEADER);
    log.append(batchOf(2), LEADER);
    await fixture.restart();
    const after = fixture.log();
    for (const bytesMax of [0, 1, 4096]) {
      expect(Buffer.compare(await read(after, { offset: 2, bytesMax }), large)).toBe(0);
    }
    expect((await read(after, { offset: 2, bytesMax: 4096, firstBatchAlways: false })).length)
      .toBe(0);
    expect(offsetsOf(await read(after, { offset: 2, bytesMax: 4 * MIB }))).toEqual([
      [2, 2],
      [3, 4],
    ]);
  });

  test("keeps to its bytes, whole batches only, from the map and from the file alike", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    const appended = fill(log, 60);
    for (let round = 0; round < 2; round++) {
      for (let bytesMax = 500; bytesMax < 200_000; bytesMax = Math.ceil(bytesMax * 1.7)) {
        const records = await read(log, { offset: 40, bytesMax });
        const offsets = offsetsOf(records);
        expect(offsets[0]![0]).toBeLessThanOrEqual(40);
        expect(offsets[0]![1]).toBeGreaterThanOrEqual(40);
        if (offsets.length > 1) expect(records.length).toBeLessThanOrEqual(bytesMax);
        const next = appended.findIndex((_, i) =>
          offsetsOf(appended[i]!)[0]![0] === offsets[0]![0]
        );
        const following = appended[next + offsets.length];
        // The file is read once, from an index entry on: that may give less than was asked for.
        if (following !== undefined && round === 0) {
          expect(records.length + following.length).toBeGreaterThan(bytesMax);
        }
      }
      log.roll();
    }
  });

  test("stops at the offset limit, from the map and from the file alike", async () => {
    const fixture = new TestStore();
    const log = fixture.log();
    for (let i = 0; i < 20; i++) log.append(batchOf(5), LEADER);
    for (let round = 0; round < 2; round++) {
      for (const [offsetLimit, batches] of [[50, 10], [52, 10], [55, 11], [3, 0]] as const) {
        expect(offsetsOf(await read(log, { offsetLimit })).length).toBe(batches);
      }
      log.roll();
    }
  });

  test("does not go past a segment, and begins in the next at its first offset", async () => {
    const log = new TestStore().log({ segmentBytes: 600 });
    for (let i = 0; i < 12; i++) log.append(batchOf(4), LEADER);
    expect(log.segments.length).toBeGreaterThan(2);
    for (const segment of log.segments) {
      const records = await read(log, { offset: segment.baseOffset });
      expect(offsetsOf(records)[0]![0]).toBe(segment.baseOffset);
      expect(offsetsOf(records).at(-1)![1]).toBe(log.endOffsetOf(segment) - 1);
    }
  });
});

describe("a compacted log", () => {
  let fixture: TestStore;

  beforeEach(async () => {
    fixture = new TestStore();
    // Offsets 0-9, 30-39 in one segment, nothing of 40-99, then 100-109, 150-159.
    const folder = "/data/orders-0";
    const { files } = fixture;
    const batch = (at: number) => placed(batchOf(10), at);
    putFile(files, `${folder}/00000000000000000000.log`, [batch(0), batch(30)]);
    putFile(files, `${folder}/00000000000000000060.log`, []);
    putFile(files, `${folder}/00000000000000000100.log`, [batch(100), batch(150)]);
    await fixture.store.close();
    fixture.files.replaceFile("/data/.kafka_cleanshutdown", Buffer.from("{}"));
    fixture = new TestStore({ files });
  });

  test("is read on at the next batch there is", async () => {
    const log = fixture.log();
    expect(log.logEndOffset).toBe(160);
    const found: Record<number, number> = {};
    for (const offset of [0, 9, 10, 29, 35, 40, 59, 60, 99, 100, 110, 149, 159]) {
      found[offset] = offsetsOf(await read(log, { offset, bytesMax: 1 }))[0]![0];
    }
    expect(found).toEqual({
      0: 0,
      9: 0,
      10: 30,
      29: 30,
      35: 30,
      40: 100,
      59: 100,
      60: 100,
      99: 100,
      100: 100,
      110: 150,
      149: 150,
      159: 150,
    });
    expect((await read(log, { offset: 160 })).length).toBe(0);
  });

  test("shows nothing at or past the limit beyond a gap", async () => {
    const log = fixture.log();
    expect((await read(log, { offset: 40, offsetLimit: 100 })).length).toBe(0);
    expect((await read(log, { offset: 110, offsetLimit: 150 })).length).toBe(0);
    expect(offsetsOf(await read(log, { offset: 10, offsetLimit: 150 }))).toEqual([[30, 39]]);
  });

  test("keeps its gaps over a crash, as compaction lies below the recovery point", async () => {
    const log = fixture.log();
    log.append(batchOf(1), LEADER);
    await fixture.store.checkpoint();
    fixture.loseUnsynced();
    const after = fixture.log();
    expect([after.logEndOffset, after.segments.length]).toEqual([161, 3]);
    expect(offsetsOf(await read(after, { offset: 40 }))[0]).toEqual([100, 109]);
  });
});

describe("a read that something overtakes", () => {
  /** A log whose first segment is sealed, so that it is read through the file. */
  function sealedLog(fixture: TestStore): Log {
    const log = fixture.log();
    fill(log, 10);
    log.roll();
    log.append(batchOf(1), LEADER);
    return log;
  }

  test("is out of range when retention removed the segment meanwhile", async () => {
    const fixture = new TestStore();
    const log = sealedLog(fixture);
    const reading = read(log, { offset: 0 });
    log.advanceLogStartOffset(log.active.baseOffset);
    await expect(reading).rejects.toThrow(OffsetOutOfRangeError);
    await fixture.store.checkpoint();
    const names = fixture.files.list("/data/orders-0");
    expect(names.filter((name) => name.startsWith("00000000000000000000."))).toEqual([]);
  });

  test("says that the log is gone when it was deleted meanwhile", async () => {
    const fixture = new TestStore();
    const log = sealedLog(fixture);
    const reading = read(log, { offset: 0 });
    const removing = fixture.store.remove("orders-0");
    await expect(reading).rejects.toThrow(LogOfflineError);
    await removing;
    expect(fixture.files.exists("/data/orders-0")).toBe(false);
  });

  test("fails with the disk's error, and the log stays in use", async () => {
    const fixture = new TestStore();
    const log = sealedLog(fixture);
    fixture.files.failRead(new Error("EIO: i/o error, read"));
    await expect(read(log, { offset: 0 })).rejects.toThrow("EIO");
    fixture.files.failRead(null);
    expect((await read(log, { offset: 0 })).length).toBeGreaterThan(0);
    expect(log.offline).toBeNull();
  });
});

test("a damaged batch in a sealed segment takes the log offline and says where", async () => {
  const fixture = new TestStore();
  const log = fixture.log();
  log.append(batchOf(2), LEADER);
  log.append(batchOf(2), LEADER);
  log.roll();
  const file = fixture.files.open(log.segments[0]!.path, "existing");
  const size = log.segments[0]!.sizeBytes / 2;
  file.writeSync(Uint8Array.of(0, 0, 0, 3), size + 8);
  await expect(read(log, { offset: 2, bytesMax: 1 })).rejects.toThrow(`damaged batch at byte`);
  expect(log.offline).not.toBeNull();
});

test.each([
  ["claims more bytes than its segment has", 8, [0x7f, 0xff, 0xff, 0xff]],
  ["begins past 2^53", 0, [0x7f, 0xff, 0xff, 0xff]],
  ["ends before it begins", 23, [0xff, 0xff, 0xff, 0xff]],
])("a batch in a sealed segment that %s is damage as well", async (_what, place, bytes) => {
  const fixture = new TestStore();
  const log = fixture.log();
  log.append(batchOf(2), LEADER);
  log.append(batchOf(2), LEADER);
  log.roll();
  const file = fixture.files.open(log.segments[0]!.path, "existing");
  file.writeSync(Uint8Array.from(bytes), log.segments[0]!.sizeBytes / 2 + place);
  await expect(read(log, { offset: 2, bytesMax: 1 })).rejects.toThrow("damaged batch at byte");
});

describe("a read within a memory budget", () => {
  /** A log whose records are read through the file, and what a request holds. */
  function coldLog() {
    const fixture = new TestStore();
    const log = fixture.log();
    const appended = fill(log, 60);
    log.roll();
    const account = new MemoryBudget().open({ name: "answers", bytesMax: 10_000 });
    return { log, appended, account, held: new HeldMemory(account) };
  }

  const OPTIONS = { offset: 0, firstBatchAlways: true, offsetLimit: 1000 };

  test("claims what it reads through the file, and nothing of a map", async () => {
    const { log, account, held } = coldLog();
    const { records } = await readLog(log, { ...OPTIONS, bytesMax: 20_000, held });
    expect(records.length).toBeGreaterThan(5000);
    expect(account.bytes).toBe(records.buffer.byteLength);
    held.releaseAll();
    log.append(batchOf(1, { valueBytes: 40, text: "hot" }), LEADER);
    const hot = await readLog(log, {
      ...OPTIONS,
      offset: log.logEndOffset - 1,
      bytesMax: MIB,
      held,
    });
    expect([isMapped(hot.records), account.bytes]).toEqual([true, 0]);
  });

  test("waits for room", async () => {
    const { log, account, held } = coldLog();
    account.claim(10_000);
    let isThere = false;
    const reading = Promise.resolve(readLog(log, { ...OPTIONS, bytesMax: 5000, held }));
    void reading.then(() => isThere = true);
    await turns();
    expect(isThere).toBe(false);
    account.release(10_000);
    expect((await reading).records.length).toBeGreaterThan(0);
  });

  test("can be done again, as long as the segment is there", async () => {
    const { log, held } = coldLog();
    const { records } = await readLog(log, { ...OPTIONS, offset: 30, bytesMax: 9000, held });
    const origin = originOf(records)!;
    const again = await origin.read(records.byteOffset + 5, 100);
    expect(again).toEqual(records.slice(5, 105));
    expect(await origin.read(records.byteOffset, 1 << 30)).toBeNull();
    for (const segment of log.advanceLogStartOffset(log.logEndOffset)) segment.remove();
    expect(await origin.read(records.byteOffset, 100)).toBeNull();
  });
});
