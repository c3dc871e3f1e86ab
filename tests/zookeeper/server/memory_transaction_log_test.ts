import { expect, test } from "bun:test";
import { MemoryTransactionLog } from "../../../lib/zookeeper/server/memory_transaction_log.ts";
import { settle } from "./test_server.ts";

const record = new Uint8Array([1]);

test("flushes at once, or when it is let", async () => {
  const log = new MemoryTransactionLog();
  log.append(record, { usesReserve: false });
  await log.flush();
  expect([log.flushedCount, log.flushCount]).toEqual([1, 1]);
  log.hold();
  log.append(record, { usesReserve: false });
  let isFlushed = false;
  log.flush().then(() => isFlushed = true);
  await settle();
  expect([isFlushed, log.flushedCount, log.waitingCount]).toEqual([false, 1, 1]);
  log.releaseOnce();
  await settle();
  expect([isFlushed, log.flushedCount, log.waitingCount]).toEqual([true, 2, 0]);
});

test("refuses what it has no room for", () => {
  const log = new MemoryTransactionLog();
  log.isNearlyFull = true;
  log.append(record, { usesReserve: true });
  expect(() => log.append(record, { usesReserve: false })).toThrow("the disk is full");
  log.isFull = true;
  expect(() => log.append(record, { usesReserve: true })).toThrow("the disk is full");
  expect(log.records.length).toBe(1);
});

test("fails the flushes that wait", async () => {
  const log = new MemoryTransactionLog();
  log.hold();
  const flushing = log.flush();
  log.fail(new Error("EIO"));
  await expect(flushing).rejects.toThrow("EIO");
});
