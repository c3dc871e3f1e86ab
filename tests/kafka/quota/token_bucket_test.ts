import { describe, expect, test } from "bun:test";
import { TokenBucket } from "../../../lib/kafka/quota/token_bucket.ts";

const WINDOWS = { count: 11, sizeMs: 1000 };

describe("TokenBucket", () => {
  test("begins full: eleven seconds' worth", () => {
    expect(new TokenBucket(WINDOWS).measure(5, 123)).toBe(55);
  });

  test("fills at the limit's rate, up to the burst", () => {
    const bucket = new TokenBucket(WINDOWS);
    bucket.take(55, { limit: 5, timeMs: 0 });
    expect(bucket.measure(5, 2000)).toBe(10);
    expect(bucket.measure(5, 60_000)).toBe(55);
  });

  test("may go into debt once, which is waited for", () => {
    const bucket = new TokenBucket(WINDOWS);
    bucket.take(65, { limit: 5, timeMs: 0 });
    expect(bucket.throttleMs(5, 0)).toBe(2000);
    expect(bucket.throttleMs(5, 1500)).toBe(500);
    expect(bucket.throttleMs(5, 2000)).toBe(0);
  });

  test("follows a changed limit", () => {
    const bucket = new TokenBucket(WINDOWS);
    expect(bucket.measure(10, 0)).toBe(110);
    expect(bucket.measure(1, 0)).toBe(11);
  });
});
