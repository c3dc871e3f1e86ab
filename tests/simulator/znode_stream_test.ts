import { describe, test } from "bun:test";
import { SeededRandom } from "../../lib/io/random.ts";
import { CreateMode } from "../../lib/zookeeper/protocol/create_mode.ts";
import type { ZooKeeperClient } from "../../lib/zookeeper/client/zookeeper_client.ts";
import { OPEN_ACL_UNSAFE } from "../../lib/zookeeper/tree/acl.ts";
import { turns, until } from "../io/turns.ts";
import { KEEPS_ALL } from "../storage/test_store.ts";
import type { KafkaSession } from "./kafka_session.ts";
import { MemoryKedge } from "./memory_kedge.ts";
import { replayable, seeds } from "./seeds.ts";

const SEEDS = seeds(25);
const CRASHES = 4;
const STEPS = 40;
const CHANGES = { topic: "__znodes", partition: 0 };
const NAMES = ["/a", "/b", "/a/x", "/a/y", "/b/x"];
/** More and more is looked at until nothing changed meanwhile. */
const TRIES_MAX = 10;

/** What a record of the topic says, as far as the tree is made from it. */
interface ChangeRecord {
  zxid: number;
  operation: string;
  path: string | null;
  version: number | null;
  data: string | null;
  encoding?: string;
  part?: number;
  parts?: number;
}

/** Data by path, with its version. */
type Tree = Map<string, string>;

function node(data: string, version: number): string {
  return `${version}:${data}`;
}

/** The tree that the changes lead to. Throws where one is missing, twice, or out of its order. */
function replay(records: readonly ChangeRecord[]): Tree {
  const tree: Tree = new Map();
  const next = { zxid: 1, part: 0 };
  for (const record of records) {
    const { zxid, operation, path, version, part = 0, parts = 1 } = record;
    if (zxid !== next.zxid || part !== next.part) {
      throw new Error(`${zxid}, part ${part}, in place of ${next.zxid}, part ${next.part}`);
    }
    const isLast = part === parts - 1;
    Object.assign(next, isLast ? { zxid: zxid + 1, part: 0 } : { part: part + 1 });
    if (path === null) continue;
    const data = Buffer.from(record.data ?? "", record.encoding === "base64" ? "base64" : "utf8");
    if (operation === "delete") tree.delete(path);
    else if (operation !== "setACL") tree.set(path, node(data.toString("latin1"), version!));
  }
  return tree;
}

/** Somebody changes znodes, somebody reads of it, and the machine loses its power. */
class Simulation {
  readonly #random: SeededRandom;
  readonly #kedge: MemoryKedge;
  #clients: ZooKeeperClient[] = [];
  #session!: KafkaSession;
  readonly #underWay = new Set<Promise<unknown>>();
  /** What a consumer has got, by offset: it must not become something else. */
  readonly #seen: string[] = [];
  #nextValue = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#kedge = new MemoryKedge({
      seed,
      pieces: new SeededRandom(seed + 1),
      overrides: [
        "log.segment.bytes=16384",
        // The coordinator's log is cut all the time.
        "zookeeper.snapCount=40",
        "zookeeper.autopurge.snapRetainCount=1",
      ],
    });
  }

  async run(): Promise<void> {
    await this.#kedge.start();
    await this.#connect();
    await this.#session.createTopic(CHANGES.topic);
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
    this.#session = await this.#kedge.connect();
    this.#clients = [await this.#kedge.zookeeper(), await this.#kedge.zookeeper()];
  }

  async #step(): Promise<void> {
    const dice = this.#random.int(100);
    if (dice < 70) this.#begin(this.#change());
    else if (dice < 75) this.#begin(this.#several());
    else if (dice < 80) this.#begin(this.#endSession());
    else if (dice < 90) await this.#consume();
    else this.#kedge.clock.advance(this.#random.int(3000));
    if (this.#random.int(3) > 0) await this.#pass(this.#random.int(10));
  }

  #begin(request: Promise<unknown>): void {
    // Refused, or not answered any more: what happened is judged by the tree.
    const done = request.catch(() => {}).finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  async #pass(count: number): Promise<void> {
    for (let turn = 0; turn < count; turn++) {
      await turns(1);
      this.#kedge.clock.advance(1);
    }
  }

  #path(): string {
    return NAMES[this.#random.int(NAMES.length)]!;
  }

  #data(): Uint8Array {
    const length = this.#random.int(6) === 0 ? this.#random.int(3000) : this.#random.int(20);
    const text = `${this.#nextValue++}:${"ä".repeat(length)}`;
    return Buffer.from(text, this.#random.int(4) === 0 ? "latin1" : "utf8");
  }

  async #change(): Promise<unknown> {
    const client = this.#clients[this.#random.int(this.#clients.length)]!;
    const path = this.#path();
    const dice = this.#random.int(10);
    if (dice < 3) return await client.setData(path, this.#data());
    if (dice < 5) return await client.delete(path);
    if (dice < 6) return await client.setAcl(path, OPEN_ACL_UNSAFE);
    const modes = [
      CreateMode.PERSISTENT,
      CreateMode.PERSISTENT,
      CreateMode.EPHEMERAL,
      CreateMode.PERSISTENT_SEQUENTIAL,
    ];
    const mode = modes[this.#random.int(modes.length)]!;
    return await client.create(path, this.#data(), { acl: OPEN_ACL_UNSAFE, mode });
  }

  /** A transaction of several changes, some of them large. */
  async #several(): Promise<void> {
    const { store } = this.#kedge.running.broker.assignment;
    const parent = `/m${this.#nextValue++}`;
    const bytes = this.#random.int(4) === 0 ? 40_000 : 10;
    await store.apply([
      { kind: "create", path: parent, data: "" },
      ...Array.from({ length: 1 + this.#random.int(4) }, (_, i) => {
        const data = "z".repeat(this.#random.int(bytes));
        return { kind: "create" as const, path: `${parent}/${i}`, data };
      }),
      { kind: "check", path: "/brokers", version: -1 },
    ]);
  }

  async #endSession(): Promise<void> {
    if (this.#clients.length < 2) return;
    const closing = this.#clients.shift()!;
    const opening = this.#kedge.zookeeper().then((client) => this.#clients.push(client));
    await Promise.allSettled([closing.close(), opening]);
  }

  async #consume(): Promise<void> {
    const offset = this.#seen.length;
    const { errorCode, records } = await this.#session.fetch(CHANGES, offset);
    if (errorCode !== 0) throw new Error(`fetch: error ${errorCode}`);
    for (const { value } of records) this.#seen.push(value);
  }

  /** A power cut, a kill, or now and then a clean shutdown. */
  async #endProcess(): Promise<void> {
    const dice = this.#random.int(10);
    if (dice === 0) await this.#kedge.stop();
    else this.#kedge.crash(dice < 4 ? KEEPS_ALL : new SeededRandom(this.#random.int(2 ** 31)));
    for (const turn of Array(50).keys()) {
      if (this.#underWay.size === 0) break;
      await this.#pass(turn);
    }
  }

  /** Everything in the topic, up to a change that is made now. */
  async #readAll(): Promise<ChangeRecord[]> {
    const path = `/mark${this.#nextValue++}`;
    const client = this.#clients.at(-1)!;
    await this.#kedge.until(client.create(path, null, { acl: OPEN_ACL_UNSAFE }));
    let values: string[] = [];
    let isReading: Promise<void> | null = null;
    await until("the topic has all changes", () => {
      this.#kedge.clock.advance(1);
      if (values.some((value) => value.includes(`"${path}"`))) return true;
      isReading ??= this.#session.readAll(CHANGES).then((read) => {
        values = read.map(({ value }) => value);
        isReading = null;
      });
      return false;
    });
    this.#seen.forEach((value, offset) => {
      if (values[offset] === value) return;
      throw new Error(`offset ${offset} was ${value}, and became ${values[offset]}`);
    });
    this.#seen.splice(0, Infinity, ...values);
    return values.map((value) => JSON.parse(value));
  }

  async #check(): Promise<void> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const before = await this.#readAll();
      const found = new Map<string, string>();
      await this.#collect("/", found);
      const after = await this.#readAll();
      // A session that ended meanwhile: what the tree was in between is not known.
      if (after.length !== before.length + 1) continue;
      this.#compare(replay(before), found);
      const errors = this.#kedge.logger.messages("ERROR");
      if (errors.length > 0) throw new Error(`logged: ${errors.join("; ")}`);
      return;
    }
    throw new Error("The tree never was quiet");
  }

  async #collect(path: string, found: Tree): Promise<void> {
    const client = this.#clients.at(-1)!;
    if (path === "/zookeeper") return;
    const { data, stat } = await this.#kedge.until(client.getData(path));
    const text = Buffer.from(data ?? "").toString("latin1");
    if (path !== "/") found.set(path, node(text, stat.version));
    const { children } = await this.#kedge.until(client.getChildren(path));
    for (const name of children) await this.#collect(`${path === "/" ? "" : path}/${name}`, found);
  }

  #compare(told: Tree, found: Tree): void {
    for (const [path, content] of found) {
      if (told.get(path) === content) continue;
      throw new Error(`${path} is ${content.slice(0, 40)}, told was ${told.get(path)}`);
    }
    for (const path of told.keys()) {
      if (!found.has(path)) throw new Error(`${path} was told of and is not there`);
    }
  }
}

describe("the topic of znode changes of a kedge that loses its power again and again", () => {
  test.each(SEEDS)("has each change once, in order, seed %i", async (seed) => {
    await replayable(seed, () => new Simulation(seed).run());
  });
});
