import { describe, test } from "bun:test";
import { SeededRandom } from "../../lib/io/random.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { turns } from "../io/turns.ts";
import { KEEPS_ALL } from "../storage/test_store.ts";
import { checkPartition, newTopic } from "./acknowledged.ts";
import type { KafkaSession } from "./kafka_session.ts";
import { MemoryKedge } from "./memory_kedge.ts";
import { replayable, seeds } from "./seeds.ts";
import { UnderWay } from "./under_way.ts";

const SEEDS = seeds(30);
const CRASHES = 4;
const STEPS = 30;
const FOLDERS = ["/data", "/more", "/other"];
const PARTITIONS = 3;
const GROUP = "readers";

/** Producers and a group on partitions that move from folder to folder, with power cuts. */
class Simulation {
  readonly #random: SeededRandom;
  readonly #kedge: MemoryKedge;
  readonly #topic = newTopic("orders", PARTITIONS);
  #session!: KafkaSession;
  #nextValue = 0;
  #committed = -1;
  readonly #underWay = new UnderWay();

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#kedge = new MemoryKedge({
      seed,
      overrides: [
        `log.dirs=${FOLDERS.join(",")}`,
        "log.segment.bytes=16384",
        "log.index.interval.bytes=512",
      ],
    });
  }

  async run(): Promise<void> {
    await this.#kedge.start();
    this.#session = await this.#kedge.connect();
    await this.#session.createTopic(this.#topic.name, { partitions: PARTITIONS });
    for (let crash = 0; crash < CRASHES; crash++) {
      for (let step = 0; step < STEPS; step++) await this.#step();
      await this.#endProcess();
      this.#kedge.logger.lines.length = 0;
      await this.#kedge.start();
      this.#session = await this.#kedge.connect();
      await this.#check();
    }
    await this.#kedge.stop();
  }

  async #step(): Promise<void> {
    const dice = this.#random.int(100);
    if (dice < 60) void this.#underWay.begin(this.#produce());
    else if (dice < 70) void this.#underWay.begin(this.#commit());
    else if (dice < 90) void this.#underWay.begin(this.#move());
    else this.#kedge.clock.advance(this.#random.int(8000));
    for (let turn = this.#random.int(12); turn > 0; turn--) {
      await turns(1);
      this.#kedge.clock.advance(1);
    }
  }

  async #produce(): Promise<void> {
    const partition = this.#random.int(PARTITIONS);
    const values = Array.from({ length: 1 + this.#random.int(4) }, () => {
      return `${this.#nextValue++}:${"x".repeat(this.#random.int(3000))}`;
    });
    for (const value of values) this.#topic.sent[partition]!.add(value);
    const place = { topic: this.#topic.name, partition };
    const { errorCode, baseOffset } = await this.#session.produce(place, values);
    if (errorCode !== ErrorCode.NONE) throw new Error(`produce: error ${errorCode}`);
    const acknowledged = this.#topic.acknowledged[partition]!;
    values.forEach((value, i) => acknowledged.set(baseOffset + i, value));
  }

  async #commit(): Promise<void> {
    const offset = this.#nextValue++;
    const errorCode = await this.#session.commitOffset(GROUP, this.#place, offset);
    if (errorCode !== ErrorCode.NONE) throw new Error(`commit: error ${errorCode}`);
    this.#committed = Math.max(this.#committed, offset);
  }

  get #place() {
    return { topic: this.#topic.name, partition: 0 };
  }

  /** Any partition to any folder, the groups' as well. */
  async #move(): Promise<void> {
    const { partitions } = this.#kedge.running.broker;
    const all = [...partitions.all()];
    const partition = all[this.#random.int(all.length)]!;
    await partitions.move(partition, FOLDERS[this.#random.int(FOLDERS.length)]!);
  }

  async #endProcess(): Promise<void> {
    const dice = this.#random.int(10);
    if (dice === 0) await this.#kedge.stop();
    else this.#kedge.crash(dice < 4 ? KEEPS_ALL : new SeededRandom(this.#random.int(2 ** 31)));
    // Orders that wait for a move of the ended process have no answer.
    this.#underWay.abandon();
  }

  async #check(): Promise<void> {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const place = { topic: this.#topic.name, partition };
      checkPartition(this.#topic, place, await this.#session.readAll(place));
    }
    const committed = await this.#session.committedOffset(GROUP, this.#place);
    if (committed < this.#committed) {
      throw new Error(`committed ${this.#committed}, there is ${committed}`);
    }
    const errors = this.#kedge.logger.messages("ERROR");
    if (errors.length > 0) throw new Error(`the start logged: ${errors.join("; ")}`);
    this.#requireOneFolderEach();
  }

  #requireOneFolderEach(): void {
    const seen = new Set<string>();
    for (const name of FOLDERS.flatMap((folder) => this.#kedge.files.list(folder))) {
      if (!/^\w+-\d+$/.test(name)) continue;
      if (seen.has(name)) throw new Error(`${name} is in two folders`);
      seen.add(name);
    }
  }
}

describe("partitions that move under load, and a machine that loses its power", () => {
  test.each(SEEDS)("lose nothing that was acknowledged, seed %i", async (seed) => {
    await replayable(seed, () => new Simulation(seed).run());
  }, 60_000);
});
