import { expect, test } from "bun:test";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import type { Clock, Timer } from "../../../lib/io/clock.ts";
import { ExpiryQueue } from "../../../lib/zookeeper/tree/expiry_queue.ts";

function queueOn(clock: Clock) {
  const expired: string[][] = [];
  const queue = new ExpiryQueue<string>(clock, {
    tickTimeMs: 2000,
    expire: (items) => expired.push(items),
  });
  return { queue, expired };
}

test("what is not touched ends within a tick after its time, not before", () => {
  const clock = new MemoryClock();
  const { queue, expired } = queueOn(clock);
  clock.advance(500);
  queue.touch("a", 4000);
  clock.advance(4000);
  expect(expired).toEqual([]);
  clock.advance(2000);
  expect(expired).toEqual([["a"]]);
  expect(queue.size).toBe(0);
  expect(clock.pending).toBe(0);
});

test("touching puts the end off", () => {
  const clock = new MemoryClock();
  const { queue, expired } = queueOn(clock);
  queue.touch("a", 4000);
  for (let i = 0; i < 10; i++) {
    clock.advance(3000);
    queue.touch("a", 4000);
  }
  expect(expired).toEqual([]);
  clock.advance(6000);
  expect(expired).toEqual([["a"]]);
});

test("one timer serves all, set for the earliest", () => {
  const clock = new MemoryClock();
  const { queue, expired } = queueOn(clock);
  queue.touch("late", 30_000);
  queue.touch("early", 4000);
  queue.touch("too", 4500);
  expect(clock.pending).toBe(1);
  clock.advance(6000);
  expect(expired).toEqual([["early", "too"]]);
  clock.advance(30_000);
  expect(expired.length).toBe(2);
});

test("thousands that are due at once end in turns, and one that is touched meanwhile does not", () => {
  const clock = new MemoryClock();
  const { queue, expired } = queueOn(clock);
  const items = Array.from({ length: 1000 }, (_, i) => `item ${i}`);
  for (const item of items) queue.touch(item, 4000);
  let touched = false;
  const expire = expired.push.bind(expired);
  expired.push = (...ended) => {
    if (!touched) queue.touch("item 999", 4000);
    touched = true;
    return expire(...ended);
  };
  clock.advance(6000);
  expect(Math.max(...expired.map((ended) => ended.length))).toBeLessThanOrEqual(200);
  expect(expired.flat()).toEqual(items.slice(0, -1));
  clock.advance(6000);
  expect(expired.flat()).toEqual(items);
  expect(clock.pending).toBe(0);
});

test("what is removed does not end, and an empty queue has no timer", () => {
  const clock = new MemoryClock();
  const { queue, expired } = queueOn(clock);
  queue.touch("a", 4000);
  queue.remove("a");
  queue.remove("a");
  expect(clock.pending).toBe(0);
  clock.advance(10_000);
  expect(expired).toEqual([]);
});

test("an item may be put in again while it ends", () => {
  const clock = new MemoryClock();
  const ends: string[] = [];
  const queue = new ExpiryQueue<string>(clock, {
    tickTimeMs: 2000,
    expire: ([item]) => {
      ends.push(item!);
      if (ends.length < 3) queue.touch(item!, 0);
    },
  });
  queue.touch("a", 1000);
  clock.advance(20_000);
  expect(ends).toEqual(["a", "a", "a"]);
  expect(clock.pending).toBe(0);
});

test("closing releases the timer", () => {
  const clock = new MemoryClock();
  const { queue } = queueOn(clock);
  queue.touch("a", 4000);
  queue.close();
  expect(clock.pending).toBe(0);
  expect(queue.size).toBe(0);
});

/** A clock whose timers fire when a test says so, however late. */
class LateClock implements Clock {
  timeMs = 0;
  fire: () => void = () => {};

  nowMs(): number {
    return this.timeMs;
  }

  monotonicMs(): number {
    return this.timeMs;
  }

  setTimer(_delayMs: number, run: () => void): Timer {
    this.fire = run;
    return { cancel() {} };
  }
}

test("after a pause of the whole process nothing ends before it could be heard", () => {
  const clock = new LateClock();
  const { queue, expired } = queueOn(clock);
  queue.touch("a", 4000);
  clock.timeMs = 60_000;
  clock.fire();
  expect(expired).toEqual([]);
  clock.timeMs = 62_000;
  clock.fire();
  expect(expired).toEqual([["a"]]);
});
