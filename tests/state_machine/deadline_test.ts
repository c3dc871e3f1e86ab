import { describe, expect, test } from "bun:test";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { Deadlines } from "../../lib/state_machine/deadline.ts";

function setUp() {
  const clock = new MemoryClock();
  const deadlines = new Deadlines(clock);
  const fired: number[] = [];
  const deadline = deadlines.create(() => fired.push(clock.monotonicMs()));
  return { clock, deadlines, deadline, fired };
}

describe("Deadline", () => {
  test("fires once, when its time has come", () => {
    const { clock, deadline, fired } = setUp();
    deadline.set(100);
    clock.advance(99);
    expect(fired).toEqual([]);
    expect(deadline.isSet).toBe(true);
    clock.advance(1000);
    expect(fired).toEqual([100]);
    expect(deadline.isSet).toBe(false);
    expect(clock.pending).toBe(0);
  });

  test("moved later, it keeps its timer and fires at the new time", () => {
    const { clock, deadline, fired } = setUp();
    deadline.set(100);
    for (let i = 0; i < 5; i++) {
      clock.advance(50);
      deadline.set(100);
      expect(clock.pending).toBe(1);
    }
    clock.advance(99);
    expect(fired).toEqual([]);
    clock.advance(1);
    expect(fired).toEqual([350]);
  });

  test("moved earlier, it fires at the new time only", () => {
    const { clock, deadline, fired } = setUp();
    deadline.set(100);
    deadline.set(10);
    clock.advance(500);
    expect(fired).toEqual([10]);
  });

  test("set to now, it fires on a later turn, not within the call", () => {
    const { clock, deadline, fired } = setUp();
    deadline.set(0);
    expect(fired).toEqual([]);
    clock.advance(0);
    expect(fired).toEqual([0]);
  });

  test("cancelled, it leaves no timer and can be set again", () => {
    const { clock, deadline, fired } = setUp();
    deadline.set(100);
    deadline.cancel();
    expect(clock.pending).toBe(0);
    clock.advance(200);
    expect(fired).toEqual([]);
    deadline.set(5);
    clock.advance(5);
    expect(fired).toEqual([205]);
  });

  test("may set itself again while it fires", () => {
    const clock = new MemoryClock();
    const deadlines = new Deadlines(clock);
    let count = 0;
    const deadline = deadlines.create(() => {
      count += 1;
      if (count < 3) deadline.set(10);
    });
    deadline.set(10);
    clock.advance(100);
    expect(count).toBe(3);
    expect(clock.pending).toBe(0);
  });

  test("a timer that fires early looks again", () => {
    const clock = new MemoryClock();
    const early = {
      nowMs: () => clock.nowMs(),
      monotonicMs: () => clock.monotonicMs(),
      setTimer: (delayMs: number, run: () => void) => clock.setTimer(Math.min(delayMs, 40), run),
    };
    const fired: number[] = [];
    const deadline = new Deadlines(early).create(() => fired.push(clock.monotonicMs()));
    deadline.set(100);
    clock.advance(500);
    expect(fired).toEqual([100]);
  });
});

describe("Deadlines", () => {
  test("closing cancels all, and setting one later does nothing", () => {
    const { clock, deadlines, deadline, fired } = setUp();
    const other = deadlines.create(() => fired.push(-1));
    deadline.set(10);
    other.set(20);
    deadlines.close();
    expect(clock.pending).toBe(0);
    other.set(5);
    expect(clock.pending).toBe(0);
    clock.advance(100);
    expect(fired).toEqual([]);
  });
});
