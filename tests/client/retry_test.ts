import { describe, expect, test } from "bun:test";
import { ClientError, DisconnectedError, TimedOutError } from "../../lib/client/errors.ts";
import { Retry, RETRY_DEFAULTS } from "../../lib/client/retry.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { turns, withTime } from "./run_clock.ts";

function makeRetry() {
  const clock = new MemoryClock();
  return { clock, retry: new Retry({ ...RETRY_DEFAULTS, clock, random: new SeededRandom(3) }) };
}

describe("Retry", () => {
  test("goes on until an attempt succeeds", async () => {
    const { clock, retry } = makeRetry();
    const seen: number[] = [];
    const result = await withTime(
      clock,
      retry.run("it", (attempts) => {
        seen.push(attempts);
        if (attempts < 3) return Promise.reject(new DisconnectedError("not yet"));
        return Promise.resolve("done");
      }),
    );
    expect(result).toBe("done");
    expect(seen).toEqual([0, 1, 2, 3]);
    expect(clock.pending).toBe(0);
  });

  test("does not repeat what repeating cannot cure", async () => {
    const { retry } = makeRetry();
    const error = new ClientError("no such thing", { retriable: false });
    await expect(retry.run("it", () => Promise.reject(error))).rejects.toBe(error);
  });

  test("gives up in time and tells the last failure", async () => {
    const { clock, retry } = makeRetry();
    const failing = retry.run("the work", () => Promise.reject(new DisconnectedError("gone")), {
      timeoutMs: 500,
    });
    const error = await withTime(clock, failing).catch((error) => error);
    expect(error).toBeInstanceOf(TimedOutError);
    expect(error.message).toBe("Gave up on the work after 500 ms; the last failure: gone");
  });

  test("stops after the allowed number of retries", async () => {
    const { clock, retry } = makeRetry();
    let calls = 0;
    const failing = retry.run("it", () => {
      calls += 1;
      return Promise.reject(new DisconnectedError("gone"));
    }, { retriesMax: 2 });
    await withTime(clock, failing).catch(() => {/* expected */});
    expect(calls).toBe(3);
  });

  test("pauses grow to the bound, each up to a fifth longer or shorter", () => {
    const { retry } = makeRetry();
    for (let attempts = 0; attempts < 20; attempts++) {
      const planMs = Math.min(100 * 2 ** attempts, 1000);
      const pauseMs = retry.pauseMs(attempts);
      expect(pauseMs).toBeGreaterThanOrEqual(planMs * 0.8);
      expect(pauseMs).toBeLessThanOrEqual(planMs * 1.2);
    }
  });

  test("closing ends pauses and leaves no timer", async () => {
    const { clock, retry } = makeRetry();
    const waiting = retry.run("it", () => Promise.reject(new DisconnectedError("gone")));
    const failed = waiting.catch((error) => error.message);
    await turns();
    expect(clock.pending).toBe(1);
    retry.close();
    expect(await failed).toBe("The client was closed");
    expect(clock.pending).toBe(0);
  });
});
