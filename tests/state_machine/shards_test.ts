import { describe, expect, test } from "bun:test";
import {
  type Shard,
  ShardLoadingError,
  Shards,
  ShardUnavailableError,
} from "../../lib/state_machine/shards.ts";

class TestShard implements Shard {
  readonly partition: number;
  closed = false;
  readonly #loading: Promise<void>;

  constructor(partition: number, loading: Promise<void>) {
    this.partition = partition;
    this.#loading = loading;
  }

  load(): Promise<void> {
    return this.#loading;
  }

  close(): void {
    this.closed = true;
  }
}

/** Shards whose loading waits for the test, and what failed. */
function make() {
  const opened: TestShard[] = [];
  const failures: string[] = [];
  const gates = new Map<number, PromiseWithResolvers<void>>();
  const shards = new Shards<TestShard>({
    open: (partition) => {
      const gate = Promise.withResolvers<void>();
      gates.set(partition, gate);
      const shard = new TestShard(partition, gate.promise);
      opened.push(shard);
      return Promise.resolve(shard);
    },
    failed: (partition, error) => failures.push(`${partition} ${error}`),
  });
  return { shards, opened, failures, gates };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

describe("Shards", () => {
  test("one that is loaded at start-up is to be asked for again meanwhile", async () => {
    const { shards, gates } = make();
    const loading = shards.load([3, 3]);
    await settle();
    expect(shards.isLoading).toBe(true);
    await expect(shards.get(3)).rejects.toBeInstanceOf(ShardLoadingError);
    gates.get(3)!.resolve();
    await loading;
    expect(shards.isLoading).toBe(false);
    expect((await shards.get(3)).partition).toBe(3);
    expect([...shards.loaded()].map(({ partition }) => partition)).toEqual([3]);
  });

  test("four are loaded at a time", async () => {
    const { shards, opened, gates } = make();
    const loading = shards.load([0, 1, 2, 3, 4, 5]);
    await settle();
    expect(opened).toHaveLength(4);
    gates.get(2)!.resolve();
    await settle();
    expect(opened.map(({ partition }) => partition)).toEqual([0, 1, 2, 3, 4]);
    for (const gate of gates.values()) gate.resolve();
    await settle();
    gates.get(5)!.resolve();
    await loading;
  });

  test("the first use of one opens it, once, and waits", async () => {
    const { shards, opened, gates } = make();
    const both = Promise.all([shards.get(1), shards.get(1)]);
    await settle();
    expect([opened.length, shards.isLoading]).toEqual([1, false]);
    gates.get(1)!.resolve();
    const [first, second] = await both;
    expect(first).toBe(second);
  });

  test("one that cannot be loaded is given up, and tried again when it is asked for", async () => {
    const { shards, failures, gates } = make();
    const asked = shards.get(1);
    const loading = shards.load([2]);
    await settle();
    gates.get(1)!.reject(new Error("broken"));
    gates.get(2)!.reject(new Error("torn"));
    await expect(asked).rejects.toBeInstanceOf(ShardUnavailableError);
    await loading;
    expect(failures.sort()).toEqual(["1 Error: broken", "2 Error: torn"]);
    const again = shards.get(2);
    await settle();
    gates.get(2)!.resolve();
    expect((await again).partition).toBe(2);
  });

  test("closed, it ends all, and those that come to be later", async () => {
    const { shards, opened, gates } = make();
    const late = shards.get(1);
    const loading = shards.load([2]);
    await settle();
    gates.get(2)!.resolve();
    await loading;
    shards.close();
    gates.get(1)!.resolve();
    await late;
    expect(opened.map(({ closed }) => closed)).toEqual([true, true]);
    await expect(shards.get(2)).rejects.toBeInstanceOf(ShardUnavailableError);
  });
});
