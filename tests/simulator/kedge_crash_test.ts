import { describe, test } from "bun:test";
import { SeededRandom } from "../../lib/io/random.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import type { ZooKeeperClient } from "../../lib/zookeeper/client/zookeeper_client.ts";
import { OPEN_ACL_UNSAFE } from "../../lib/zookeeper/tree/acl.ts";
import { turns } from "../io/turns.ts";
import { KEEPS_ALL } from "../storage/test_store.ts";
import { checkPartition, newTopic, type TopicLife } from "./acknowledged.ts";
import type { KafkaSession } from "./kafka_session.ts";
import { MemoryKedge } from "./memory_kedge.ts";
import { replayable, seeds } from "./seeds.ts";
import { UnderWay } from "./under_way.ts";

const SEEDS = seeds(50);
const CRASHES = 3;
const STEPS = 25;
const GROUP = "readers";
const NAMES = ["a", "b", "c-1"];
/** What the group commits an offset of. */
const COMMITTED = { topic: "committed", partition: 0 };

/** Clients of a kedge that loses its power again and again, with a check after each time. */
class Simulation {
  readonly #random: SeededRandom;
  readonly #kedge: MemoryKedge;
  readonly #topics = new Map<string, TopicLife>();
  /** Acknowledged znodes, by path. */
  readonly #znodes = new Map<string, string>();
  /** The offset last acknowledged, and those that were sent after it. */
  #committed = -1;
  #committing: number[] = [];
  #nextValue = 0;
  /** Requests that were sent and are not answered. */
  readonly #underWay = new UnderWay();
  #sessions: KafkaSession[] = [];
  #zookeeper!: ZooKeeperClient;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#kedge = new MemoryKedge({
      seed,
      pieces: new SeededRandom(seed + 1),
      overrides: ["log.segment.bytes=16384", "log.index.interval.bytes=512"],
    });
  }

  async run(): Promise<void> {
    await this.#kedge.start();
    await this.#connect();
    await this.#session.createTopic(COMMITTED.topic);
    for (let crash = 0; crash < CRASHES; crash++) {
      for (let step = 0; step < STEPS; step++) await this.#step();
      await this.#endProcess();
      this.#kedge.logger.lines.length = 0;
      await this.#kedge.start();
      await this.#connect();
      await this.#check();
    }
    await this.#kedge.stop();
  }

  async #connect(): Promise<void> {
    this.#sessions = [await this.#kedge.connect(), await this.#kedge.connect()];
    this.#zookeeper = await this.#kedge.zookeeper();
  }

  /** Asks for something, and lets a little time pass or none. */
  async #step(): Promise<void> {
    const dice = this.#random.int(100);
    if (dice < 62) void this.#underWay.begin(this.#produce());
    else if (dice < 70) void this.#underWay.begin(this.#createZnode());
    else if (dice < 76) void this.#underWay.begin(this.#commitOffset());
    else if (dice < 86) await this.#createTopic();
    else if (dice < 90) await this.#deleteTopic();
    else this.#kedge.clock.advance(this.#random.int(8000));
    if (this.#random.int(3) > 0) await this.#pass(this.#random.int(12));
  }

  async #pass(count: number): Promise<void> {
    for (let turn = 0; turn < count; turn++) {
      await turns(1);
      this.#kedge.clock.advance(1);
    }
  }

  get #session(): KafkaSession {
    return this.#sessions[this.#random.int(this.#sessions.length)]!;
  }

  async #produce(): Promise<void> {
    const usable = [...this.#topics.values()].filter(({ state }) => state === "created");
    const topic = usable[this.#random.int(Math.max(1, usable.length))];
    if (topic === undefined) return;
    const partition = this.#random.int(topic.partitions);
    const values = Array.from({ length: 1 + this.#random.int(4) }, () => this.#value());
    for (const value of values) topic.sent[partition]!.add(value);
    const acks = this.#random.int(4) === 0 ? 1 : -1;
    const place = { topic: topic.name, partition };
    const { errorCode, baseOffset } = await this.#session.produce(place, values, { acks });
    if (errorCode === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION && topic.state !== "created") return;
    if (errorCode === ErrorCode.KAFKA_STORAGE_ERROR && topic.state !== "created") return;
    if (errorCode !== 0) throw new Error(`produce to ${topic.name}: error ${errorCode}`);
    if (acks !== -1) return;
    values.forEach((value, i) => topic.acknowledged[partition]!.set(baseOffset + i, value));
  }

  /** A value that nobody sent before, of very different lengths. */
  #value(): string {
    const length = this.#random.int(5) === 0 ? this.#random.int(6000) : this.#random.int(80);
    return `${this.#nextValue++}:${"x".repeat(length)}`;
  }

  async #createZnode(): Promise<void> {
    const path = `/n${this.#nextValue++}`;
    const data = this.#value();
    await this.#zookeeper.create(path, Buffer.from(data), { acl: OPEN_ACL_UNSAFE }).then(
      () => this.#znodes.set(path, data),
      () => {/* the connection was lost: whether it was made is not known */},
    );
  }

  async #commitOffset(): Promise<void> {
    const offset = this.#nextValue++;
    this.#committing.push(offset);
    // One session, so that commits arrive in order.
    const errorCode = await this.#sessions[0]!.commitOffset(GROUP, COMMITTED, offset);
    if (errorCode !== 0) throw new Error(`commit: error ${errorCode}`);
    this.#committed = Math.max(this.#committed, offset);
  }

  /** Waits for its answer, at times: a topic is used only when it is there. */
  async #createTopic(): Promise<void> {
    const name = NAMES[this.#random.int(NAMES.length)]!;
    const before = this.#topics.get(name);
    if (before !== undefined && before.state !== "deleted") return;
    const topic = newTopic(name, 1 + this.#random.int(2));
    this.#topics.set(name, topic);
    const creating = this.#session.createTopic(name, { partitions: topic.partitions })
      .then((errorCode) => {
        if (errorCode !== 0) throw new Error(`create ${name}: error ${errorCode}`);
        topic.state = "created";
      });
    void this.#underWay.begin(creating);
    if (this.#random.int(4) > 0) await creating;
  }

  async #deleteTopic(): Promise<void> {
    const topic = this.#topics.get(NAMES[this.#random.int(NAMES.length)]!);
    if (topic?.state !== "created") return;
    topic.state = "deleting";
    const deleting = this.#session.deleteTopic(topic.name).then((errorCode) => {
      if (errorCode !== 0) throw new Error(`delete ${topic.name}: error ${errorCode}`);
      topic.state = "deleted";
    });
    void this.#underWay.begin(deleting);
    if (this.#random.int(4) > 0) await deleting;
  }

  /** A power cut, a kill, or now and then a clean shutdown. */
  async #endProcess(): Promise<void> {
    const dice = this.#random.int(10);
    if (dice === 0) await this.#kedge.stop();
    else this.#kedge.crash(dice < 4 ? KEEPS_ALL : new SeededRandom(this.#random.int(2 ** 31)));
    await this.#underWay.end();
  }

  async #check(): Promise<void> {
    const session = this.#sessions[0]!;
    const names = new Set(await session.topics());
    for (const topic of this.#topics.values()) {
      const isThere = names.has(topic.name);
      if (topic.state === "created" && !isThere) throw new Error(`${topic.name} is not there`);
      if (topic.state === "deleted" && isThere) throw new Error(`${topic.name} came back`);
      topic.state = isThere ? "created" : "deleted";
      for (let partition = 0; isThere && partition < topic.partitions; partition++) {
        const place = { topic: topic.name, partition };
        checkPartition(topic, place, await session.readAll(place));
      }
    }
    await this.#checkZnodes();
    await this.#checkOffset(session);
    const errors = this.#kedge.logger.messages("ERROR");
    if (errors.length > 0) throw new Error(`the start logged: ${errors.join("; ")}`);
  }

  async #checkZnodes(): Promise<void> {
    for (const [path, data] of this.#znodes) {
      const found = await this.#kedge.until(this.#zookeeper.getData(path));
      if (Buffer.from(found.data ?? "").toString() !== data) throw new Error(`${path} changed`);
    }
  }

  async #checkOffset(session: KafkaSession): Promise<void> {
    const offset = await session.committedOffset(GROUP, COMMITTED);
    const isKnown = offset === this.#committed || this.#committing.includes(offset);
    if (offset < this.#committed || !isKnown) {
      throw new Error(`the group is at ${offset}, ${this.#committed} was acknowledged`);
    }
    this.#committed = offset;
    this.#committing = [];
  }
}

describe("a kedge that loses its power again and again", () => {
  test.each(SEEDS)("keeps what it acknowledged, seed %i", async (seed) => {
    await replayable(seed, () => new Simulation(seed).run());
  });
});
