/**
 * Offsets committed within transactions, over power cuts at any moment: what was said to be
 * committed is there, what was aborted never is, and no offset stays unstable for ever.
 *
 * @module
 */
import { describe, expect, test } from "bun:test";
import { SeededRandom } from "../../lib/io/random.ts";
import { EndTxnRequest, EndTxnResponse } from "../../lib/kafka/messages/end_txn.ts";
import { FindCoordinatorRequest } from "../../lib/kafka/messages/find_coordinator.ts";
import { FindCoordinatorResponse } from "../../lib/kafka/messages/find_coordinator.ts";
import {
  InitProducerIdRequest,
  InitProducerIdResponse,
} from "../../lib/kafka/messages/init_producer_id.ts";
import { OffsetFetchRequest, OffsetFetchResponse } from "../../lib/kafka/messages/offset_fetch.ts";
import {
  TxnOffsetCommitRequest,
  TxnOffsetCommitResponse,
} from "../../lib/kafka/messages/txn_offset_commit.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { turns } from "../io/turns.ts";
import { TestClient } from "../kafka/server/test_client.ts";
import { Caller } from "./caller.ts";
import { MemoryKedge } from "./memory_kedge.ts";
import { replayable, seeds } from "./seeds.ts";

const FIND_COORDINATOR = { request: FindCoordinatorRequest, response: FindCoordinatorResponse };
const INIT_PRODUCER_ID = { request: InitProducerIdRequest, response: InitProducerIdResponse };
const COMMIT = { request: TxnOffsetCommitRequest, response: TxnOffsetCommitResponse };
const END = { request: EndTxnRequest, response: EndTxnResponse };
const OFFSET_FETCH = { request: OffsetFetchRequest, response: OffsetFetchResponse };

const ROUNDS = 12;
const TURNS_MAX = 25;
const TRANSACTION = "copier";
const GROUP = "group";
const TOPIC = "orders";

/** One producer that commits its group's progress, and what must be found of it. */
class Run {
  readonly #random: SeededRandom;
  #kedge!: MemoryKedge;
  #caller!: Caller;
  #producerId = -1n;
  #producerEpoch = -1;
  /** What was committed, by all that was answered. */
  #committed = -1;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  async play(seed: number): Promise<void> {
    this.#kedge = await MemoryKedge.start({ seed });
    expect(await (await this.#kedge.connect()).createTopic(TOPIC)).toBe(ErrorCode.NONE);
    await this.#begin();
    for (let round = 1; round <= ROUNDS; round++) await this.#round(round);
    await this.#kedge.stop();
  }

  /** One transaction, which a power cut may meet. */
  async #round(offset: number): Promise<void> {
    const committed = this.#random.int(3) > 0;
    const dies = this.#random.int(3);
    if (dies === 0) {
      void this.#commit(offset).catch(() => {/* cut */});
      return await this.#cut([this.#committed]);
    }
    expect(await this.#commit(offset)).toBe(ErrorCode.NONE);
    const after = committed ? offset : this.#committed;
    let isAnswered = false;
    const end = this.#end(committed).then((code) => {
      expect(code).toBe(ErrorCode.NONE);
      isAnswered = true;
    });
    if (dies === 1) {
      end.catch(() => {/* cut */});
      await turns(this.#random.int(TURNS_MAX));
      return await this.#cut(isAnswered ? [after] : [this.#committed, after]);
    }
    await end;
    this.#committed = after;
    await this.#check([after]);
  }

  async #cut(expected: number[]): Promise<void> {
    await turns(this.#random.int(TURNS_MAX));
    this.#kedge.crash(new SeededRandom(this.#random.int(2 ** 31)));
    await this.#kedge.start();
    await this.#begin();
    await this.#check(expected);
  }

  async #check(expected: number[]): Promise<void> {
    const found = await this.#stableOffset();
    expect(expected).toContain(found);
    this.#committed = found;
  }

  /** A new client: it ends what the one before it left open. */
  async #begin(): Promise<void> {
    const client = await this.#kedge.until(TestClient.connect(this.#kedge.network, 9092));
    this.#caller = new Caller(client, this.#kedge.clock);
    await this.#caller.retry(async () => {
      const found = await this.#caller.call(FIND_COORDINATOR, 4, {
        keyType: 1,
        coordinatorKeys: [TRANSACTION],
      });
      return found.coordinators[0]!.errorCode;
    });
    await this.#caller.retry(async () => {
      const answer = await this.#caller.call(INIT_PRODUCER_ID, 5, {
        transactionalId: TRANSACTION,
        transactionTimeoutMs: 60_000,
      });
      this.#producerId = answer.producerId;
      this.#producerEpoch = answer.producerEpoch;
      return answer.errorCode;
    });
  }

  #commit(offset: number): Promise<number> {
    return this.#caller.retry(async () => {
      const answer = await this.#caller.call(COMMIT, 5, {
        transactionalId: TRANSACTION,
        groupId: GROUP,
        producerId: this.#producerId,
        producerEpoch: this.#producerEpoch,
        memberId: "",
        topics: [{
          name: TOPIC,
          partitions: [{ partitionIndex: 0, committedOffset: offset, committedMetadata: null }],
        }],
      });
      return answer.topics[0]!.partitions[0]!.errorCode;
    });
  }

  #end(committed: boolean): Promise<number> {
    return this.#caller.retry(async () => {
      const answer = await this.#caller.call(END, 5, {
        transactionalId: TRANSACTION,
        producerId: this.#producerId,
        producerEpoch: this.#producerEpoch,
        committed,
      });
      if (answer.errorCode === ErrorCode.NONE) {
        this.#producerId = answer.producerId;
        this.#producerEpoch = answer.producerEpoch;
      }
      return answer.errorCode;
    });
  }

  async #stableOffset(): Promise<number> {
    let offset = -1;
    const code = await this.#caller.retry(async () => {
      const { topics, errorCode } = await this.#caller.call(OFFSET_FETCH, 7, {
        groupId: GROUP,
        topics: [{ name: TOPIC, partitionIndexes: [0] }],
        requireStable: true,
      });
      const [partition] = topics.flatMap(({ partitions }) => partitions);
      offset = partition?.committedOffset ?? -1;
      return errorCode === ErrorCode.NONE ? partition!.errorCode : errorCode;
    });
    expect(code).toBe(ErrorCode.NONE);
    return offset;
  }
}

describe("offsets in transactions, over power cuts", () => {
  test.each(seeds(12))("seed %d", async (seed) => {
    await replayable(seed, () => new Run(seed).play(seed));
  }, 60_000);
});
