/**
 * The transactional checker: several producers move balances between accounts in topics, while
 * connections are cut, programs killed and fenced, transactions time out, and the broker stops,
 * dies and loses its power. Readers of committed records never see a part of a transfer.
 *
 * @module
 */
import { describe, test } from "bun:test";
import { SeededRandom } from "../../lib/io/random.ts";
import {
  DescribeProducersRequest,
  DescribeProducersResponse,
} from "../../lib/kafka/messages/describe_producers.ts";
import { ListOffsetsRequest, ListOffsetsResponse } from "../../lib/kafka/messages/list_offsets.ts";
import {
  ListTransactionsRequest,
  ListTransactionsResponse,
} from "../../lib/kafka/messages/list_transactions.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { turns } from "../io/turns.ts";
import { KEEPS_ALL } from "../storage/test_store.ts";
import { MemoryKedge } from "./memory_kedge.ts";
import { replayable, seeds } from "./seeds.ts";
import { type Bank, INPUTS, stableOffset, TransactionsActor } from "./transactions_actor.ts";
import { TransactionsClient } from "./transactions_client.ts";
import { TransactionsLedger } from "./transactions_ledger.ts";
import { placeName } from "./transactions_producer.ts";
import { TransactionsReader } from "./transactions_reader.ts";

const LIST_TRANSACTIONS = { request: ListTransactionsRequest, response: ListTransactionsResponse };
const DESCRIBE = { request: DescribeProducersRequest, response: DescribeProducersResponse };
const LIST_OFFSETS = { request: ListOffsetsRequest, response: ListOffsetsResponse };

/** Seeds up to this one are short, for every run of the tests; KEDGE_SIMULATIONS asks for more. */
const SHORT_SEEDS = 24;
const SEEDS = seeds(Number(process.env["KEDGE_SIMULATIONS"] ?? SHORT_SEEDS));
const STEPS = 40;
const SHORT_STEPS = 9;
const TURNS_PER_STEP_MAX = 120;
const TIMEOUT_MS = 1500;
/** Turns that the end of everything may take. */
const END_TURNS_MAX = 30_000;
const TURN_MS = 1;
const LATEST = -1;
const LOOKS = 3;

const ACCOUNTS = ["checking", "savings"].flatMap((topic) =>
  [0, 1].map((partition) => ({ topic, partition }))
);
const INPUT = [0, 1].map((partition) => ({ topic: "input", partition }));
/** `savings` is compacted: every record has a key of its own, so that none may go. */
const COMPACTED = {
  "cleanup.policy": "compact",
  "min.cleanable.dirty.ratio": "0.01",
  "delete.retention.ms": "500",
  "segment.bytes": "4096",
};
const OVERRIDES = [
  "log.segment.bytes=8192",
  "log.index.interval.bytes=512",
  "transaction.state.log.num.partitions=2",
  "transaction.state.log.segment.bytes=4096",
  "offsets.topic.segment.bytes=4096",
  "transaction.abort.timed.out.transaction.cleanup.interval.ms=300",
  "log.cleaner.backoff.ms=150",
  "log.cleaner.min.cleanable.ratio=0.1",
  "log.cleaner.delete.retention.ms=500",
];

/** The programs of one transactional id. */
interface Slot {
  readonly transactionalId: string;
  readonly isNew: boolean;
  readonly input: number | null;
  newest: TransactionsActor | null;
  generation: number;
}

/** One run of everything. */
class Simulation {
  readonly #steps: number;
  readonly #random: SeededRandom;
  readonly #kedge: MemoryKedge;
  readonly #ledger = new TransactionsLedger();
  readonly #bank: Bank;
  readonly #slots: Slot[];
  readonly #actors: TransactionsActor[] = [];
  readonly #readers: { client: TransactionsClient; reader: TransactionsReader }[] = [];
  readonly #running = new Set<Promise<void>>();
  #failure: unknown = null;

  constructor(seed: number) {
    this.#steps = seed <= SHORT_SEEDS ? SHORT_STEPS : STEPS;
    this.#random = new SeededRandom(seed);
    this.#kedge = new MemoryKedge({
      seed,
      ...(seed % 2 === 0 ? { pieces: new SeededRandom(seed + 1) } : {}),
      overrides: OVERRIDES,
    });
    this.#bank = {
      ledger: this.#ledger,
      accounts: ACCOUNTS,
      random: new SeededRandom(seed + 2),
      stopping: false,
      nextTransfer: 0,
    };
    this.#slots = [null, null, 0, 1].map((input, i) => ({
      transactionalId: `${input === null ? "transfers" : "copies"}-${i}`,
      isNew: i % 2 === 0,
      input,
      newest: null,
      generation: 0,
    }));
  }

  async run(): Promise<void> {
    await this.#kedge.start();
    await this.#makeTopics();
    for (const slot of this.#slots) this.#startActor(slot);
    for (const bytesMax of [300, 1 << 20]) this.#startReader(bytesMax);
    for (let step = 0; step < this.#steps; step++) {
      await this.#pass(this.#random.int(TURNS_PER_STEP_MAX));
      await this.#trouble();
    }
    await this.#settle();
    await this.#check();
    await this.#powerCut(new SeededRandom(this.#random.int(2 ** 31)));
    await this.#check();
    await this.#kedge.stop();
  }

  async #makeTopics(): Promise<void> {
    const session = await this.#kedge.connect();
    await session.createTopic("checking", { partitions: 2 });
    await session.createTopic("savings", { partitions: 2, configs: COMPACTED });
    await session.createTopic("input", { partitions: 2 });
    const values = Array.from({ length: INPUTS }, (_, i) => `input ${i}`);
    for (const place of INPUT) await session.produce(place, values);
    session.close();
  }

  #startActor(slot: Slot): void {
    const generation = ++slot.generation;
    const client = new TransactionsClient(this.#kedge);
    const actor = new TransactionsActor(client, this.#bank, {
      ...slot,
      timeoutMs: TIMEOUT_MS,
      generation,
      isNewest: () => slot.generation === generation,
    });
    slot.newest = actor;
    this.#actors.push(actor);
    this.#track(actor.done);
  }

  #startReader(bytesMax: number): void {
    const client = new TransactionsClient(this.#kedge);
    const reader = new TransactionsReader(client, this.#ledger, { places: ACCOUNTS, bytesMax });
    this.#readers.push({ client, reader });
    this.#track(this.#readOn(reader));
  }

  async #readOn(reader: TransactionsReader): Promise<void> {
    while (!this.#bank.stopping) {
      await reader.read();
      await turns(5);
    }
  }

  #track(work: Promise<void>): void {
    const done = work.catch((error) => {
      this.#failure ??= error;
    }).finally(() => this.#running.delete(done));
    this.#running.add(done);
  }

  async #pass(count: number): Promise<void> {
    for (let turn = 0; turn < count; turn++) {
      await turns(1);
      this.#kedge.clock.advance(TURN_MS);
      if (this.#failure !== null) throw this.#failure;
    }
  }

  async #trouble(): Promise<void> {
    const dice = this.#random.int(100);
    const actor = this.#actors[this.#random.int(this.#actors.length)]!;
    const slot = this.#slots[this.#random.int(this.#slots.length)]!;
    if (dice < 20) actor.client.cut();
    else if (dice < 28) this.#kedge.network.cut();
    else if (dice < 40) this.#kedge.clock.advance(this.#random.int(2 * TIMEOUT_MS));
    else if (dice < 55) this.#startActor(slot);
    else if (dice < 65) {
      slot.newest?.client.kill();
      if (this.#random.int(2) === 0) await this.#pass(this.#random.int(200));
      this.#startActor(slot);
    } else if (dice < 75) await this.#powerCut(KEEPS_ALL);
    else if (dice < 90) await this.#powerCut(new SeededRandom(this.#random.int(2 ** 31)));
    else await this.#kedge.restart();
  }

  async #powerCut(random: SeededRandom | typeof KEEPS_ALL): Promise<void> {
    this.#kedge.crash(random);
    if (random !== KEEPS_ALL) { for (const { reader } of this.#readers) reader.rewind(); }
    this.#kedge.logger.lines.length = 0;
    await this.#kedge.start();
  }

  /** Every program ends, one of them in the midst of it: what it leaves open must time out. */
  async #settle(): Promise<void> {
    this.#slots[this.#random.int(this.#slots.length)]!.newest?.client.kill();
    this.#bank.stopping = true;
    await this.#passUntil("the programs end", () => this.#running.size === 0);
    // One after the other: what a start has still to load times out at a later look.
    for (let look = 0; look < LOOKS; look++) {
      this.#kedge.clock.advance(TIMEOUT_MS);
      await this.#pass(TURNS_PER_STEP_MAX);
    }
  }

  async #passUntil(what: string, isMet: () => boolean): Promise<void> {
    for (let turn = 0; !isMet(); turn++) {
      if (turn === END_TURNS_MAX) throw new Error(`Waited in vain: ${what}`);
      await this.#pass(1);
    }
    if (this.#failure !== null) throw this.#failure;
  }

  /** Lets time pass until it is done; gives its result. */
  async #passDuring<T>(what: string, work: Promise<T>): Promise<T> {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    work.then(end, end);
    await this.#passUntil(what, () => isOver);
    return await work;
  }

  async #check(): Promise<void> {
    const client = new TransactionsClient(this.#kedge);
    await this.#passDuring("no transaction is open", this.#checkNothingOpen(client));
    const places = ACCOUNTS;
    const reader = new TransactionsReader(client, this.#ledger, { places, bytesMax: 1000 });
    const readers = [reader, ...this.#readers.map(({ reader }) => reader)];
    await this.#passDuring("everything is read", readToEnd(readers));
    for (const { partition } of INPUT) {
      const offset = await this.#passDuring("an offset", stableOffset(client, partition));
      const expected = this.#ledger.consumedTo(partition);
      if (offset === expected) continue;
      throw new Error(`input-${partition}: offset ${offset}, the records there say ${expected}`);
    }
    client.kill();
  }

  /** Nothing hangs: no transaction is open, and readers may read to the end. */
  async #checkNothingOpen(client: TransactionsClient): Promise<void> {
    const stateFilters = ["Ongoing", "PrepareCommit", "PrepareAbort", "PrepareEpochFence"];
    await client.retry(new Set([ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, -1]), async () => {
      const listed = await client.call(LIST_TRANSACTIONS, 0, {
        stateFilters,
        producerIdFilters: [],
      });
      return listed.errorCode === 0 && listed.transactionStates.length > 0 ? -1 : listed.errorCode;
    });
    for (const { topic, partition } of ACCOUNTS) {
      const { topics } = await client.call(DESCRIBE, 0, {
        topics: [{ name: topic, partitionIndexes: [partition] }],
      });
      const name = placeName({ topic, partition });
      for (const producer of topics[0]!.partitions[0]!.activeProducers) {
        if (producer.currentTxnStartOffset < 0) continue;
        throw new Error(
          `${name}: the transaction of producer ${producer.producerId} hangs at ` +
            producer.currentTxnStartOffset,
        );
      }
      const stable = await latest(client, { topic, partition, isolationLevel: 1 });
      const end = await latest(client, { topic, partition, isolationLevel: 0 });
      if (stable !== end) throw new Error(`${name}: stable to ${stable}, it ends at ${end}`);
    }
  }
}

async function readToEnd(readers: readonly TransactionsReader[]): Promise<void> {
  for (const reader of readers) {
    while (!await reader.read()) await turns(1);
    reader.checkWhole();
  }
}

async function latest(
  client: TransactionsClient,
  place: { topic: string; partition: number; isolationLevel: number },
): Promise<number> {
  const { topics } = await client.call(LIST_OFFSETS, 5, {
    replicaId: -1,
    isolationLevel: place.isolationLevel,
    topics: [{
      name: place.topic,
      partitions: [{ partitionIndex: place.partition, timestamp: LATEST }],
    }],
  });
  return topics[0]!.partitions[0]!.offset;
}

describe("transfers in transactions, over all that goes wrong", () => {
  test.each(SEEDS)("seed %d", async (seed) => {
    await replayable(seed, () => new Simulation(seed).run());
  }, 60_000);
});
