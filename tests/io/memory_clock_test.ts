import { describe, expect, test } from "bun:test";
import { SystemClock } from "../../lib/io/clock.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";

/** Lets `ms` pass, on whichever clock. */
async function pass(clock: MemoryClock | SystemClock, ms: number): Promise<void> {
  if (clock instanceof MemoryClock) clock.advance(ms);
  else await new Promise((resolve) => setTimeout(resolve, ms));
}

describe.each([
  { name: "the machine's", make: () => new SystemClock() },
  { name: "in memory", make: () => new MemoryClock() },
])("the clock $name", ({ make }) => {
  test("both times go on together", async () => {
    const clock = make();
    const startMs = clock.nowMs();
    const startMonotonicMs = clock.monotonicMs();
    await pass(clock, 20);
    // The machine's own time may be set meanwhile, by some milliseconds or many.
    if (clock instanceof MemoryClock) expect(clock.nowMs() - startMs).toBe(20);
    else expect(Math.abs(clock.nowMs() - Date.now())).toBeLessThan(10_000);
    expect(clock.monotonicMs() - startMonotonicMs).toBeGreaterThanOrEqual(15);
  });

  test("timers fire once, in order of their time, and not at all when cancelled", async () => {
    const clock = make();
    const fired: string[] = [];
    clock.setTimer(30, () => fired.push("late"));
    clock.setTimer(5, () => fired.push("early"));
    const cancelled = clock.setTimer(10, () => fired.push("never"));
    const negative = clock.setTimer(-5, () => fired.push("at once"));
    cancelled.cancel();
    await pass(clock, 60);
    await pass(clock, 60);
    expect(fired).toEqual(["at once", "early", "late"]);
    negative.cancel();
    cancelled.cancel();
  });

  test("a delay beyond 2^31 ms does not fire at once", async () => {
    const clock = make();
    let fired = false;
    const timer = clock.setTimer(2 ** 40, () => fired = true);
    await pass(clock, 20);
    expect(fired).toBe(false);
    timer.cancel();
  });
});

describe("a memory clock", () => {
  test("fires each timer at its own time, those of one time in order of setting", () => {
    const clock = new MemoryClock(1000);
    const fired: [string, number, number][] = [];
    const note = (name: string) => () => fired.push([name, clock.nowMs(), clock.monotonicMs()]);
    clock.setTimer(20, note("b"));
    clock.setTimer(20, note("c"));
    clock.setTimer(10, note("a"));
    clock.advance(100);
    expect(fired).toEqual([["a", 1010, 10], ["b", 1020, 20], ["c", 1020, 20]]);
    expect([clock.nowMs(), clock.monotonicMs()]).toEqual([1100, 100]);
  });

  test("a timer may set another, which fires within the same advance", () => {
    const clock = new MemoryClock();
    let count = 0;
    const again = () => {
      count += 1;
      clock.setTimer(10, again);
    };
    clock.setTimer(10, again);
    clock.advance(35);
    expect(count).toBe(3);
    expect(clock.pending).toBe(1);
  });

  test("a timer may cancel one that is due with it", () => {
    const clock = new MemoryClock();
    const fired: string[] = [];
    clock.setTimer(10, () => {
      fired.push("first");
      second.cancel();
    });
    const second = clock.setTimer(10, () => fired.push("second"));
    clock.advance(10);
    expect(fired).toEqual(["first"]);
    expect(clock.pending).toBe(0);
  });

  test("a jump moves the wall clock only", () => {
    const clock = new MemoryClock(1000);
    let fired = false;
    clock.setTimer(10, () => fired = true);
    clock.jump(5000);
    expect([clock.nowMs(), clock.monotonicMs(), fired]).toEqual([6000, 0, false]);
    clock.jump(-9000);
    expect(clock.nowMs()).toBe(-3000);
    clock.advance(10);
    expect(fired).toBe(true);
  });
});
