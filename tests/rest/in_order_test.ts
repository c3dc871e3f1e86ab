import { describe, expect, test } from "bun:test";
import { inOrder } from "../../lib/rest/in_order.ts";

async function* counting(count: number): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) yield i;
}

describe("inOrder()", () => {
  test("gives results in the order of the values, whichever is ready first", async () => {
    const resolvers: (() => void)[] = [];
    const results = inOrder(counting(3), (value) =>
      new Promise<number>((resolve) => {
        resolvers.push(() => resolve(value * 10));
        if (resolvers.length === 3) resolvers.toReversed().forEach((run) => run());
      }));
    expect(await Array.fromAsync(results)).toEqual([0, 10, 20]);
  });

  test("works on at most 100 at a time", async () => {
    let inProgress = 0;
    let most = 0;
    const results = inOrder(counting(1000), async (value) => {
      most = Math.max(most, ++inProgress);
      await new Promise((resolve) => setImmediate(resolve));
      inProgress--;
      return value;
    });
    expect((await Array.fromAsync(results)).length).toBe(1000);
    expect(most).toBe(100);
  });

  test("gives a result while the next value is still to come", async () => {
    let release = () => {};
    async function* slow() {
      yield 1;
      await new Promise<void>((resolve) => release = resolve);
      yield 2;
    }
    const results = inOrder(slow(), (value) => Promise.resolve(value));
    expect((await results.next()).value).toBe(1);
    const second = results.next();
    release();
    expect((await second).value).toBe(2);
  });

  test("gives the results before an error of the source, then the error", async () => {
    async function* broken() {
      yield 1;
      yield 2;
      throw new Error("cut off");
    }
    const results = inOrder(broken(), (value) => Promise.resolve(value));
    expect((await results.next()).value).toBe(1);
    expect((await results.next()).value).toBe(2);
    await expect(results.next()).rejects.toThrow("cut off");
  });

  test("ends the source when its reader goes", async () => {
    let ended = false;
    async function* source() {
      try {
        for (let i = 0;; i++) yield i;
      } finally {
        ended = true;
      }
    }
    const results = inOrder(source(), (value) => Promise.resolve(value));
    await results.next();
    await results.return(undefined);
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(true);
  });
});
