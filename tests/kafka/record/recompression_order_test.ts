import { expect, test } from "bun:test";
import { RecompressionOrder } from "../../../lib/kafka/record/recompression_order.ts";

const PARTITION = {};
const OTHER = {};
const A = Uint8Array.of(1);
const B = Uint8Array.of(2);

test("a batch waits for the one before it, whichever is ready first", async () => {
  const order = new RecompressionOrder();
  const appended: unknown[] = [];
  const first = Promise.withResolvers<Uint8Array>();
  const one = order.run(PARTITION, first.promise, (batch) => void appended.push(batch));
  const two = order.run(PARTITION, B, (batch) => void appended.push(batch));
  await order.run(OTHER, A, () => void appended.push("other"));
  expect(appended).toEqual(["other"]);
  expect([order.isWaiting(PARTITION), order.isWaiting(OTHER)]).toEqual([true, false]);
  first.resolve(A);
  await Promise.all([one, two]);
  expect(appended).toEqual(["other", A, B]);
  await Promise.resolve();
  expect(order.isWaiting(PARTITION)).toBe(false);
});

test("one that fails tells who waits for it, and lets the next go on", async () => {
  const order = new RecompressionOrder();
  const failed = order.run(PARTITION, A, () => {
    throw new Error("full");
  });
  const appended: unknown[] = [];
  const next = order.run(PARTITION, B, (batch) => void appended.push(batch));
  await expect(failed).rejects.toThrow("full");
  await next;
  expect(appended).toEqual([B]);
});
