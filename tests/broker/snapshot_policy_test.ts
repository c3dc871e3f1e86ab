/** How long old snapshots of the znodes are left, and which flushes are told. */
import { expect, test } from "bun:test";
import { type SnapshotPolicy, ZNODE_LOG_NAME, ZnodeLog } from "../../lib/broker/znode_log.ts";
import { baseOffsetOf } from "../../lib/storage/log_files.ts";
import { TestStore } from "../storage/test_store.ts";

const DEFAULTS = { transactions: 1000, bytes: 1 << 20, retained: 1 };
const HOUR_MS = 3_600_000;

async function open(policy: Partial<SnapshotPolicy>) {
  const disk = new TestStore();
  const snapshots = { ...DEFAULTS, ...policy };
  const log = new ZnodeLog({ ...disk, store: disk.store, snapshots });
  let lastProcessedZxid = 0;
  const source = {
    get lastProcessedZxid() {
      return lastProcessedZxid;
    },
    beginSnapshot: () => ({ next: () => null, end() {} }),
    beginRestore: () => ({ take: () => 0, finish() {} }),
    replay() {},
  };
  await log.load(source);
  return {
    disk,
    log,
    async writeAndSave() {
      log.append(Uint8Array.of(1), { usesReserve: false });
      lastProcessedZxid += 1;
      await log.flush();
      await log.save();
    },
    snapshots: () =>
      disk.files.list(`/data/${ZNODE_LOG_NAME}`)
        .flatMap((name) => baseOffsetOf(name, ".znodes") ?? []),
  };
}

test("old ones go when the interval is over, with the first snapshot after it", async () => {
  const { disk, writeAndSave, snapshots } = await open({ purgeIntervalMs: HOUR_MS });
  for (let i = 0; i < 3; i++) await writeAndSave();
  expect(snapshots()).toEqual([1, 2, 3]);
  disk.clock.advance(HOUR_MS - 1);
  await writeAndSave();
  expect(snapshots()).toEqual([1, 2, 3, 4]);
  disk.clock.advance(1);
  await writeAndSave();
  expect(snapshots()).toEqual([5]);
});

test("without one they go at once", async () => {
  const { writeAndSave, snapshots } = await open({ purgeIntervalMs: 0 });
  for (let i = 0; i < 3; i++) await writeAndSave();
  expect(snapshots()).toEqual([3]);
});

test("a flush that takes long is told", async () => {
  const { disk, log } = await open({ flushWarningMs: 100 });
  const flush = async (tookMs: number) => {
    log.append(Uint8Array.of(1), { usesReserve: false });
    const flushed = log.flush();
    disk.clock.advance(tookMs);
    await flushed;
  };
  await flush(100);
  expect(disk.logger.messages("WARN")).toEqual([]);
  await flush(101);
  expect(disk.logger.messages("WARN")).toEqual([
    "flushing the znodes' log took 101 ms, which every write waits for",
  ]);
});
