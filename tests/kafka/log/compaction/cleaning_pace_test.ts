import { beforeEach, describe, expect, test } from "bun:test";
import { MemoryClock } from "../../../../lib/io/memory_clock.ts";
import { CleaningPace } from "../../../../lib/kafka/log/compaction/cleaning_pace.ts";

describe("the pace of a compaction", () => {
  let clock: MemoryClock;

  beforeEach(() => {
    clock = new MemoryClock();
  });

  function pace(bytesPerSecond = Infinity, sliceMs = Infinity): CleaningPace {
    return new CleaningPace(clock, { bytesPerSecond, sliceMs, isWanted: () => true });
  }

  /** Lets time pass, and what waited for it go on. */
  async function step(durationMs: number): Promise<void> {
    clock.advance(durationMs);
    await new Promise((resolve) => setImmediate(resolve));
  }

  test("gives the loop a turn when a slice is over", async () => {
    const sliced = pace(Infinity, 4);
    clock.advance(3);
    expect(sliced.note(100)).toBeNull();
    clock.advance(1);
    const turn = sliced.note(100);
    expect(turn).not.toBeNull();
    clock.advance(0);
    await turn;
    expect(sliced.note(100)).toBeNull();
  });

  test("keeps to the bytes per second", async () => {
    const throttled = pace(1000);
    expect(throttled.note(199)).toBeNull();
    let waited = false;
    const pause = throttled.note(301)!.then(() => {
      waited = true;
    });
    for (let passedMs = 0; passedMs < 400; passedMs += 100) await step(100);
    await step(99);
    expect(waited).toBe(false);
    await step(1);
    await pause;
    expect(waited).toBe(true);
  });

  test("a long rest ends when it is not wanted any more", async () => {
    let isWanted = true;
    const options = { bytesPerSecond: 1, sliceMs: Infinity, isWanted: () => isWanted };
    const rest = new CleaningPace(clock, options).note(1 << 20)!.catch((error: Error) => error);
    await step(100);
    isWanted = false;
    await step(100);
    expect(await rest).toMatchObject({ name: "CleaningAbortedError" });
  });

  test("does not pause one that is slower than it may be", () => {
    const throttled = pace(1000);
    clock.advance(1000);
    expect(throttled.note(900)).toBeNull();
  });

  test("ends one that is not wanted any more", () => {
    const unwanted = new CleaningPace(clock, {
      bytesPerSecond: Infinity,
      sliceMs: Infinity,
      isWanted: () => false,
    });
    expect(() => unwanted.note(1)).toThrow("not wanted any more");
  });
});
