import { expect, test } from "bun:test";
import { WaitingFrames } from "../../../lib/zookeeper/server/waiting_frames.ts";

test("frames come out in their order, however they go in and out", () => {
  const waiting = new WaitingFrames();
  let [next, first] = [0, 0];
  for (let round = 0; round < 3000; round++) {
    for (let i = 0; i < 2; i++) waiting.push(new Uint8Array([next++ & 255]));
    expect(waiting.shift()[0]).toBe(first++ & 255);
  }
  expect(waiting.count).toBe(3000);
  while (waiting.count > 0) expect(waiting.shift()[0]).toBe(first++ & 255);
  expect([first, waiting.sizeBytes]).toEqual([6000, 0]);
});

test("what is taken counts no more, and empty frames count too", () => {
  const waiting = new WaitingFrames();
  waiting.push(new Uint8Array(1000));
  const { sizeBytes } = waiting;
  expect(sizeBytes).toBeGreaterThan(1000);
  waiting.push(new Uint8Array(0));
  expect(waiting.sizeBytes).toBeGreaterThan(sizeBytes);
  waiting.clear();
  expect([waiting.count, waiting.sizeBytes]).toEqual([0, 0]);
  expect(() => waiting.shift()).toThrow("Cannot take a frame");
});
