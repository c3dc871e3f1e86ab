import { describe, expect, test } from "bun:test";
import { HeldMemory, type MemoryAccount, MemoryBudget } from "../../lib/io/memory_budget.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { turns } from "./turns.ts";

describe("a memory budget", () => {
  test("knows the sum at any time, and each part", () => {
    const budget = new MemoryBudget(1000);
    const [one, two] = ["one", "two"].map((name) => budget.open({ name }));
    one!.claim(300);
    two!.claim(200);
    one!.release(100);
    expect([budget.usedBytes, one!.bytes, two!.bytes]).toEqual([400, 200, 200]);
    expect(budget.accounts.map(({ name }) => name)).toEqual(["one", "two"]);
  });

  test("has room by the account's bound and by the sum, and for whoever holds nothing", () => {
    const budget = new MemoryBudget(1000);
    const small = budget.open({ name: "small", bytesMax: 100 });
    const large = budget.open({ name: "large" });
    small.claim(60);
    expect([small.roomBytes, large.roomBytes]).toEqual([40, 940]);
    small.claim(60);
    expect([small.hasRoom, small.roomBytes, large.hasRoom]).toEqual([false, 0, true]);
    large.claim(5000);
    expect([large.hasRoom, small.hasRoom]).toEqual([false, false]);
    small.release(120);
    expect(small.hasRoom).toBe(true);
  });

  test("without a bound has room for everything", () => {
    const account = new MemoryBudget().open({ name: "any" });
    account.claim(2 ** 40);
    expect([account.hasRoom, account.roomBytes]).toEqual([true, Infinity]);
  });

  test("is told of more being released than was held", () => {
    const account = new MemoryBudget(1000).open({ name: "requests" });
    account.claim(10);
    expect(() => account.release(11)).toThrow("Cannot release 11 bytes of requests: it holds 10");
  });

  test("asks accounts to give way above the soft mark, in the order of opening", () => {
    const budget = new MemoryBudget(1000);
    const asked: [string, number][] = [];
    const caches = ["first", "second", "third"].map((name) => {
      const account = budget.open({ name });
      account.claim(200);
      account.giveWay = (bytes) => {
        asked.push([name, bytes]);
        account.release(Math.min(bytes, account.bytes));
      };
      return account;
    });
    const others = budget.open({ name: "others" });
    others.claim(150);
    expect(asked).toEqual([]);
    others.claim(300);
    expect(asked).toEqual([["first", 300], ["second", 100]]);
    expect([budget.usedBytes, ...caches.map(({ bytes }) => bytes)]).toEqual([750, 0, 100, 200]);
  });

  test("lets those who wait go on in their order, as far as there is room", async () => {
    const account = new MemoryBudget(1000).open({ name: "reads", bytesMax: 100 });
    const order: number[] = [];
    account.claim(100);
    for (const bytes of [60, 60, 10]) void account.take(bytes)?.then(() => order.push(bytes));
    await turns(2);
    expect(order).toEqual([]);
    account.release(50);
    await turns(2);
    expect([order, account.bytes]).toEqual([[60], 110]);
    // Who comes later does not overtake, though there is room at that moment.
    account.release(20);
    await turns(2);
    expect([order, account.bytes]).toEqual([[60, 60], 150]);
  });

  test("lets one go on that waits for what another account holds", async () => {
    const budget = new MemoryBudget(100);
    const [one, two] = [budget.open({ name: "one" }), budget.open({ name: "two" })];
    one.claim(1);
    two.claim(100);
    let isDone = false;
    void one.take(5)?.then(() => isDone = true);
    await turns(2);
    expect(isDone).toBe(false);
    two.release(50);
    await turns(2);
    expect(isDone).toBe(true);
  });

  test("lets one go on for whom there is room only because another went on", async () => {
    const budget = new MemoryBudget(100);
    const [one, two] = [budget.open({ name: "one", bytesMax: 40 }), budget.open({ name: "two" })];
    one.claim(40);
    two.claim(60);
    let isDone = false;
    void one.take(10)?.then(() => isDone = true);
    one.giveWay = () => one.release(40);
    // Looked at after the first account, this presses on it.
    two.whenRoom(() => two.claim(5));
    two.release(5);
    await turns(2);
    expect([isDone, one.bytes, two.bytes]).toEqual([true, 10, 60]);
  });

  test("forgets who does not want to be told any more", () => {
    const account = new MemoryBudget(100).open({ name: "requests" });
    account.claim(100);
    const told: string[] = [];
    const forget = account.whenRoom(() => told.push("first"));
    account.whenRoom(() => told.push("second"));
    forget();
    account.release(1);
    expect(told).toEqual(["second"]);
  });
});

test("what a request holds comes back as a whole", async () => {
  const account = new MemoryBudget(100).open({ name: "answers" });
  const held = new HeldMemory(account);
  expect(held.take(90)).toBe(true);
  held.release(20);
  expect(account.bytes).toBe(70);
  held.releaseAll();
  held.releaseAll();
  expect(account.bytes).toBe(0);
  account.claim(100);
  const waiting = held.take(30);
  account.release(100);
  expect(await waiting).toBe(true);
  held.releaseAll();
  expect(account.bytes).toBe(0);
});

test("a request that holds a part does not wait for the next one", async () => {
  const account = new MemoryBudget(100).open({ name: "answers" });
  const [one, two] = [new HeldMemory(account), new HeldMemory(account)];
  expect([one.take(60), two.take(60)]).toEqual([true, true]);
  expect([one.take(60), two.take(60)]).toEqual([false, false]);
  // Nor does it overtake who waits.
  const third = new HeldMemory(account);
  const waiting = third.take(60);
  one.releaseAll();
  expect([two.take(10), account.bytes]).toEqual([false, 120]);
  expect(await waiting).toBe(true);
  third.releaseAll();
  expect(two.take(10)).toBe(true);
});

/** Requests of random sizes that come, wait, hold and go; caches that fill and give way. */
class Traffic {
  readonly budget = new MemoryBudget(10_000);
  readonly #random: SeededRandom;
  readonly #cache = this.budget.open({ name: "cache", bytesMax: 5000 });
  readonly #requests: MemoryAccount;
  readonly #answers: MemoryAccount;
  readonly #held: { account: MemoryAccount; bytes: number }[] = [];
  waiting = 0;
  largest = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#cache.giveWay = (bytes) => this.#cache.release(Math.min(bytes, this.#cache.bytes));
    this.#requests = this.budget.open({ name: "requests", bytesMax: 2500 });
    this.#answers = this.budget.open({ name: "answers", bytesMax: 2500 });
  }

  step(): void {
    const kind = this.#random.int(4);
    if (kind === 0) this.#end();
    else if (kind === 1) {
      const bytes = this.#random.int(500);
      if (this.#cache.roomBytes >= bytes) this.#cache.claim(bytes);
    } else {
      // Now and then one that is larger than every bound.
      const bytes = 1 + this.#random.int(this.#random.int(50) === 0 ? 20_000 : 800);
      this.#begin(kind === 2 ? this.#requests : this.#answers, bytes);
    }
  }

  #begin(account: MemoryAccount, bytes: number): void {
    this.largest = Math.max(this.largest, bytes);
    this.waiting += 1;
    const hold = () => {
      this.waiting -= 1;
      this.#held.push({ account, bytes });
    };
    const waiting = account.take(bytes);
    if (waiting === undefined) hold();
    else void waiting.then(hold);
  }

  #end(): void {
    const [one] = this.#held.splice(this.#random.int(Math.max(1, this.#held.length)), 1);
    one?.account.release(one.bytes);
  }

  /** Ends what is held, until nothing waits any more. */
  async drain(): Promise<void> {
    for (let turn = 0; turn < 10_000 && (this.waiting > 0 || this.#held.length > 0); turn++) {
      this.#end();
      await Promise.resolve();
    }
  }
}

describe("random claims and releases", () => {
  for (let seed = 1; seed <= 50; seed++) {
    test(`stay in the bound but for one request of each account, seed ${seed}`, async () => {
      const traffic = new Traffic(seed);
      for (let step = 0; step < 2000; step++) {
        traffic.step();
        const { budget } = traffic;
        expect(budget.usedBytes).toBeLessThanOrEqual(budget.bytesMax + 2 * traffic.largest);
        for (const { bytes, bytesMax } of budget.accounts) {
          expect(bytes).toBeLessThanOrEqual(bytesMax + traffic.largest);
        }
        if (step % 3 === 0) await Promise.resolve();
      }
      await traffic.drain();
      expect(traffic.waiting).toBe(0);
      expect(traffic.budget.accounts.slice(1).map(({ bytes }) => bytes)).toEqual([0, 0]);
    });
  }
});
