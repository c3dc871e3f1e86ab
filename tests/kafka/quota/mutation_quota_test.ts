import { describe, expect, test } from "bun:test";
import {
  BoundedMutationQuota,
  ThrottlingQuotaExceededError,
} from "../../../lib/kafka/quota/mutation_quota.ts";
import { TokenBucket } from "../../../lib/kafka/quota/token_bucket.ts";

let nowMs = 0;

/** Two per second, 22 at once. */
function quotaOn(bucket: TokenBucket, mode: "strict" | "permissive") {
  return new BoundedMutationQuota({ bucket, limit: 2, mode, nowMs: () => nowMs });
}

describe("a strict quota", () => {
  test("takes one change too large, then none until that is paid for", () => {
    nowMs = 0;
    const bucket = new TokenBucket({ count: 11, sizeMs: 1000 });
    const first = quotaOn(bucket, "strict");
    first.record(30);
    expect(first.throttleMs).toBe(0);
    const second = quotaOn(bucket, "strict");
    expect(() => second.record(1)).toThrow(ThrottlingQuotaExceededError);
    expect(second.throttleMs).toBe(4000);
    nowMs = 1500;
    expect(second.throttleMs).toBe(2500);
    nowMs = 4000;
    const third = quotaOn(bucket, "strict");
    third.record(1);
    expect(third.throttleMs).toBe(0);
  });
});

describe("a permissive quota", () => {
  test("takes every change and makes the client wait", () => {
    nowMs = 0;
    const bucket = new TokenBucket({ count: 11, sizeMs: 1000 });
    const quota = quotaOn(bucket, "permissive");
    quota.record(22);
    expect(quota.throttleMs).toBe(0);
    quota.record(4);
    quota.record(2);
    expect(quota.throttleMs).toBe(3000);
  });
});
