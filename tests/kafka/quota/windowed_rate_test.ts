import { describe, expect, test } from "bun:test";
import { WindowedRate } from "../../../lib/kafka/quota/windowed_rate.ts";

const WINDOWS = { count: 11, sizeMs: 1000 };

describe("WindowedRate", () => {
  test("takes a new client's first request over ten windows, not over none", () => {
    const rate = new WindowedRate(WINDOWS);
    rate.record(1000, 5000);
    expect(rate.windowMs(5000)).toBe(10_000);
    expect(rate.measure(5000)).toBe(100);
  });

  test("measures from the oldest window on once there are enough", () => {
    const rate = new WindowedRate(WINDOWS);
    for (let second = 0; second < 30; second++) rate.record(500, second * 1000);
    // At 29.5 s the windows from 19 s on count: those noted at 18.5 s or before are gone.
    expect(rate.windowMs(29_500)).toBe(10_500);
    expect(rate.measure(29_500)).toBeCloseTo(5500 / 10.5, 9);
  });

  test("forgets what was used before the windows", () => {
    const rate = new WindowedRate(WINDOWS);
    rate.record(1_000_000, 0);
    expect(rate.measure(10_999)).toBeGreaterThan(0);
    expect(rate.measure(11_000)).toBe(0);
  });

  test.each([
    // 2048 bytes in the first moment at 100 B/s: 204.8 B/s over 10 s, so 10.48 s too early.
    { used: 2048, limit: 100, throttleMs: 10_480 },
    { used: 1000, limit: 100, throttleMs: 0 },
    { used: 1001, limit: 100, throttleMs: 10 },
    { used: 5, limit: 0, throttleMs: 2 ** 31 - 1 },
  ])("$used at $limit per second waits $throttleMs ms", ({ used, limit, throttleMs }) => {
    const rate = new WindowedRate(WINDOWS);
    rate.record(used, 0);
    expect(rate.throttleMs(limit, 0)).toBe(throttleMs);
  });

  test("is back at the limit when the time is over", () => {
    const rate = new WindowedRate(WINDOWS);
    rate.record(1500, 0);
    const throttleMs = rate.throttleMs(100, 0);
    expect(throttleMs).toBe(5000);
    // Kafka's windows go as a whole: at the latest when the oldest is left behind.
    expect(rate.throttleMs(100, 11_000)).toBe(0);
  });

  test("gives back what was taken back", () => {
    const rate = new WindowedRate(WINDOWS);
    rate.record(300, 0);
    rate.record(900, 10);
    rate.record(-900, 10);
    expect(rate.measure(10)).toBeCloseTo(300 / rate.windowMs(10) * 1000, 9);
  });

  test("of one window measures at least one millisecond", () => {
    const rate = new WindowedRate({ count: 1, sizeMs: 1000 });
    rate.record(1, 100);
    expect(rate.windowMs(100)).toBe(1);
  });
});
