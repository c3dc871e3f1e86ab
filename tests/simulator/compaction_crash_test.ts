/**
 * Compaction over power cuts at any moment: of each key the newest value stays, whatever compaction
 * was doing; aborted values never come back; the group's offset, in a compacted log itself, is
 * right after each start.
 *
 * @module
 */
import { describe, expect, test } from "bun:test";
import { SeededRandom } from "../../lib/io/random.ts";
import { turns } from "../io/turns.ts";
import { KEEPS_ALL } from "../storage/test_store.ts";
import { CompactionClient, type KeyValue, type ReadKeyValue } from "./compaction_client.ts";
import type { KafkaSession } from "./kafka_session.ts";
import { MemoryKedge } from "./memory_kedge.ts";
import { replayable, seeds } from "./seeds.ts";
import { UnderWay } from "./under_way.ts";

const SEEDS = seeds(12);
const CRASHES = 4;
const STEPS = 40;
const TOPIC = "newest";
const GROUP = "readers";
const PLACE = { topic: TOPIC, partition: 0 };
const CONFIGS = {
  "cleanup.policy": "compact",
  "segment.bytes": "3000",
  "min.cleanable.dirty.ratio": "0.01",
  "delete.retention.ms": "500",
};
const OVERRIDES = [
  "log.cleaner.backoff.ms=40",
  // Passes rest between their reads and writes, so that a cut meets them half-way.
  "log.cleaner.io.max.bytes.per.second=60000",
  "offsets.topic.segment.bytes=3000",
  "log.cleaner.min.cleanable.ratio=0.01",
];

/** Passes of compaction in all runs, and those that a cut met half-way. */
let passes = 0;
let interrupted = 0;

/** What may be the newest value of a key: what was acknowledged last, and what came after it. */
class Model {
  readonly #possible = new Map<string, (string | null)[]>();

  #of(key: string): (string | null)[] {
    let values = this.#possible.get(key);
    if (values === undefined) this.#possible.set(key, values = [null]);
    return values;
  }

  /** Sent, and perhaps there. */
  sent(records: readonly KeyValue[]): void {
    for (const { key, value } of records) this.#of(key).push(value);
  }

  /** There, for certain, and with it all that was sent before it. */
  acknowledged(records: readonly KeyValue[]): void {
    for (const { key, value } of records) {
      const values = this.#of(key);
      values.splice(0, values.indexOf(value));
    }
  }

  /** Not there, for certain. */
  aborted(records: readonly KeyValue[]): void {
    for (const { key, value } of records) {
      const values = this.#of(key);
      const at = values.lastIndexOf(value);
      if (at > 0) values.splice(at, 1);
    }
  }

  /** Compares, and takes what is there for the truth from now on. */
  check(found: readonly ReadKeyValue[]): void {
    const newest = new Map(found.map(({ key, value }) => [key, value]));
    for (const key of newest.keys()) {
      if (!this.#possible.has(key)) throw new Error(`${key} was never sent`);
    }
    for (const [key, values] of this.#possible) {
      const value = newest.get(key) ?? null;
      if (!values.includes(value)) {
        throw new Error(`${key} is ${value}, expected one of ${values.join(", ")}`);
      }
      this.#possible.set(key, [value]);
    }
  }
}

/** Writers of a compacted topic in a kedge that loses its power again and again. */
class Simulation {
  readonly #random: SeededRandom;
  readonly #kedge: MemoryKedge;
  readonly #model = new Model();
  #client!: CompactionClient;
  #session!: KafkaSession;
  #nextValue = 0;
  #committed = -1;
  #committing: number[] = [];
  readonly #underWay = new UnderWay();
  #transaction: Promise<void> = Promise.resolve();

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#kedge = new MemoryKedge({ seed, overrides: OVERRIDES });
  }

  async run(): Promise<void> {
    await this.#kedge.start();
    await this.#connect();
    expect(await this.#session.createTopic(TOPIC, { configs: CONFIGS })).toBe(0);
    await this.#client.initTransactions();
    for (let crash = 0; crash < CRASHES; crash++) {
      for (let step = 0; step < STEPS; step++) await this.#step();
      await this.#endProcess();
      this.#notePasses();
      const names = this.#kedge.files.list(`/data/${TOPIC}-0`);
      if (names.some((name) => /cleaned|swap/.test(name))) interrupted++;
      await this.#kedge.start();
      await this.#connect();
      await this.#client.initTransactions();
      await this.#check();
    }
    await this.#compactAll();
    await this.#check();
    await this.#kedge.stop();
    this.#notePasses();
  }

  async #connect(): Promise<void> {
    this.#client = await CompactionClient.connect(this.#kedge, TOPIC);
    this.#session = await this.#kedge.connect();
  }

  async #step(): Promise<void> {
    const dice = this.#random.int(100);
    if (dice < 55) void this.#underWay.begin(this.#produce());
    else if (dice < 70) {
      // One at a time: a producer has one transaction.
      await this.#transaction;
      this.#transaction = this.#underWay.begin(this.#runTransaction());
      if (this.#random.int(2) > 0) await this.#transaction;
    } else if (dice < 80) void this.#underWay.begin(this.#commitOffset());
    else this.#kedge.clock.advance(this.#random.int(1500));
    await this.#pass(this.#random.int(12));
  }

  async #pass(count: number): Promise<void> {
    for (let turn = 0; turn < count; turn++) {
      await turns(1);
      this.#kedge.clock.advance(this.#random.int(4));
    }
  }

  /** Some records, each of another key: what is newest of a key in a batch is then no question. */
  #records(prefix: string): KeyValue[] {
    const first = this.#random.int(8);
    return Array.from({ length: 1 + this.#random.int(4) }, (_, i) => {
      const key = prefix + (first + i) % 8;
      if (this.#random.int(5) === 0) return { key, value: null };
      return { key, value: `${this.#nextValue++}:${"x".repeat(this.#random.int(300))}` };
    });
  }

  async #produce(): Promise<void> {
    const records = this.#records("k");
    this.#model.sent(records);
    await this.#client.produce(records);
    this.#model.acknowledged(records);
  }

  async #runTransaction(): Promise<void> {
    const commits = this.#random.int(3) > 0;
    // A deletion could not be told from that of an earlier transaction.
    const records = this.#records("t").map(({ key, value }) => {
      return { key, value: value ?? `${this.#nextValue++}` };
    });
    await this.#client.produceInTransaction(records);
    await this.#pass(this.#random.int(20));
    if (commits) this.#model.sent(records);
    await this.#client.endTransaction(commits);
    if (commits) this.#model.acknowledged(records);
  }

  async #commitOffset(): Promise<void> {
    const offset = this.#nextValue++;
    this.#committing.push(offset);
    const errorCode = await this.#session.commitOffset(GROUP, PLACE, offset);
    if (errorCode !== 0) throw new Error(`commit: error ${errorCode}`);
    this.#committed = Math.max(this.#committed, offset);
  }

  /** A power cut, a kill, or now and then a clean shutdown. */
  async #endProcess(): Promise<void> {
    const dice = this.#random.int(10);
    if (dice === 0) {
      await this.#underWay.end();
      await this.#kedge.stop();
    } else this.#kedge.crash(dice < 4 ? KEEPS_ALL : new SeededRandom(this.#random.int(2 ** 31)));
    await this.#underWay.end();
  }

  async #check(): Promise<void> {
    const found = await this.#client.readAll();
    found.forEach(({ offset }, i) => {
      if (i > 0 && offset <= found[i - 1]!.offset) throw new Error(`${offset} is out of order`);
    });
    this.#model.check(found);
    const middle = this.#random.int((found.at(-1)?.offset ?? 0) + 1);
    checkTail(await this.#client.readAll(middle), found, middle);
    await this.#checkOffset();
    const errors = this.#kedge.logger.messages("ERROR");
    if (errors.length > 0) throw new Error(`the log has errors: ${errors.join("; ")}`);
  }

  async #checkOffset(): Promise<void> {
    const offset = await this.#session.committedOffset(GROUP, PLACE);
    const isKnown = offset === this.#committed || this.#committing.includes(offset);
    if (offset < this.#committed || !isKnown) {
      throw new Error(`the group is at ${offset}, ${this.#committed} was acknowledged`);
    }
    this.#committed = offset;
    this.#committing = [];
  }

  /** Lets compaction do all there is, twice, so that tombstones go as well. */
  async #compactAll(): Promise<void> {
    for (let round = 0; round < 2; round++) {
      const filler = [{ key: "filler", value: `${this.#nextValue++}:${"x".repeat(3000)}` }];
      this.#model.sent(filler);
      await this.#client.produce(filler);
      this.#model.acknowledged(filler);
      for (let i = 0; i < 60; i++) {
        this.#kedge.clock.advance(200);
        await turns(3);
      }
    }
  }

  #notePasses(): void {
    const { lines } = this.#kedge.logger;
    passes += lines.filter(({ message }) => message === "compacted log").length;
    lines.length = 0;
  }
}

/** Reading from the middle gives the same, but for what compaction took away between the two. */
function checkTail(
  tail: readonly ReadKeyValue[],
  whole: readonly ReadKeyValue[],
  middle: number,
): void {
  const byOffset = new Map(whole.map((record) => [record.offset, record]));
  for (const record of tail) {
    expect(record.offset).toBeGreaterThanOrEqual(middle);
    expect(record).toEqual(byOffset.get(record.offset)!);
  }
  const offsets = new Set(tail.map(({ offset }) => offset));
  const newest = new Map(whole.map((record) => [record.key, record]));
  const missing = [...newest.values()].filter(({ offset, value }) =>
    offset >= middle && value !== null && !offsets.has(offset)
  );
  if (missing.length > 0) throw new Error(`not read from ${middle}: offset ${missing[0]!.offset}`);
}

describe("compaction in a kedge that loses its power again and again", () => {
  test.each(SEEDS)("keeps the newest value of every key, seed %i", async (seed) => {
    await replayable(seed, () => new Simulation(seed).run());
  }, 60_000);

  test("there was something to compact, and to interrupt", () => {
    expect(passes).toBeGreaterThan(SEEDS.length * 5);
    if (SEEDS.length > 1) expect(interrupted).toBeGreaterThan(SEEDS.length / 4);
  });
});
