/**
 * A client of a simulated kedge for keyed records: produces them, alone and in transactions, reads
 * the committed ones, and commits a group's offset. One connection; it ends with the process.
 *
 * @module
 */
import { FetchedPartition } from "../../lib/client/consumer/fetched_partition.ts";
import type { MemoryClock } from "../../lib/io/memory_clock.ts";
import { EndTxnRequest, EndTxnResponse } from "../../lib/kafka/messages/end_txn.ts";
import { FetchRequest, FetchResponse } from "../../lib/kafka/messages/fetch.ts";
import {
  FindCoordinatorRequest,
  FindCoordinatorResponse,
} from "../../lib/kafka/messages/find_coordinator.ts";
import {
  InitProducerIdRequest,
  InitProducerIdResponse,
} from "../../lib/kafka/messages/init_producer_id.ts";
import { ProduceRequest, ProduceResponse } from "../../lib/kafka/messages/produce.ts";
import { ErrorCode, errorName } from "../../lib/kafka/protocol/error_code.ts";
import {
  type RecordBatchOptions,
  writeRecordBatch,
} from "../../lib/kafka/record/write_record_batch.ts";
import { TestClient } from "../kafka/server/test_client.ts";
import { Caller } from "./caller.ts";
import type { MemoryKedge } from "./memory_kedge.ts";

const FIND_COORDINATOR = { request: FindCoordinatorRequest, response: FindCoordinatorResponse };
const INIT_PRODUCER_ID = { request: InitProducerIdRequest, response: InitProducerIdResponse };
const PRODUCE = { request: ProduceRequest, response: ProduceResponse };
const FETCH = { request: FetchRequest, response: FetchResponse };
const END = { request: EndTxnRequest, response: EndTxnResponse };

const TRANSACTION = "keyed";
const READ_COMMITTED = 1;

/** A key and its value; null deletes it. */
export interface KeyValue {
  readonly key: string;
  readonly value: string | null;
}

/** A record as it was read. */
export interface ReadKeyValue extends KeyValue {
  readonly offset: number;
}

/** One connection, with a producer of transactions. */
export class CompactionClient {
  readonly #topic: string;
  readonly #caller: Caller;
  readonly #clock: MemoryClock;
  #producerId = -1n;
  #producerEpoch = -1;
  #sequence = 0;

  private constructor(topic: string, client: TestClient, clock: MemoryClock) {
    this.#topic = topic;
    this.#caller = new Caller(client, clock);
    this.#clock = clock;
  }

  static async connect(kedge: MemoryKedge, topic: string): Promise<CompactionClient> {
    const client = await kedge.until(TestClient.connect(kedge.network, 9092));
    return new CompactionClient(topic, client, kedge.clock);
  }

  /** Gets a producer id: what the producer before it left open is aborted. */
  async initTransactions(): Promise<void> {
    await this.#retry(async () => {
      const request = { keyType: 1, coordinatorKeys: [TRANSACTION] };
      return (await this.#caller.call(FIND_COORDINATOR, 4, request)).coordinators[0]!.errorCode;
    });
    await this.#retry(async () => {
      const answer = await this.#caller.call(INIT_PRODUCER_ID, 5, {
        transactionalId: TRANSACTION,
        transactionTimeoutMs: 60_000,
      });
      this.#take(answer);
      return answer.errorCode;
    });
  }

  /** Writes one batch outside of transactions. */
  async produce(records: readonly KeyValue[]): Promise<void> {
    const code = await this.#produce(records, null, {});
    if (code !== ErrorCode.NONE) throw new Error(`produce: ${errorName(code)}`);
  }

  /** Writes one batch within the open transaction, or a new one. */
  async produceInTransaction(records: readonly KeyValue[]): Promise<void> {
    const options = {
      producerId: this.#producerId,
      producerEpoch: this.#producerEpoch,
      baseSequence: this.#sequence,
      isTransactional: true,
    };
    this.#sequence += records.length;
    await this.#retry(() => this.#produce(records, TRANSACTION, options));
  }

  async #produce(
    records: readonly KeyValue[],
    transactionalId: string | null,
    options: RecordBatchOptions,
  ): Promise<number> {
    const timestamp = this.#clock.nowMs();
    const batch = writeRecordBatch(
      records.map(({ key, value }) => {
        return {
          timestamp,
          key: Buffer.from(key),
          value: value === null ? null : Buffer.from(value),
        };
      }),
      options,
    );
    const { responses } = await this.#caller.call(PRODUCE, 12, {
      transactionalId,
      acks: -1,
      timeoutMs: 10_000,
      topicData: [{ name: this.#topic, partitionData: [{ index: 0, records: batch }] }],
    });
    return responses[0]!.partitionResponses[0]!.errorCode;
  }

  async endTransaction(committed: boolean): Promise<void> {
    await this.#retry(async () => {
      const answer = await this.#caller.call(END, 5, {
        transactionalId: TRANSACTION,
        producerId: this.#producerId,
        producerEpoch: this.#producerEpoch,
        committed,
      });
      if (answer.errorCode === ErrorCode.NONE) this.#take(answer);
      return answer.errorCode;
    });
  }

  #take(identity: { producerId: bigint; producerEpoch: number }): void {
    this.#producerId = identity.producerId;
    this.#producerEpoch = identity.producerEpoch;
    this.#sequence = 0;
  }

  /** Every committed record from an offset on. */
  async readAll(from = 0): Promise<ReadKeyValue[]> {
    const all: ReadKeyValue[] = [];
    for (let offset = from;;) {
      const { responses } = await this.#caller.call(FETCH, 11, {
        maxWaitMs: 0,
        minBytes: 0,
        maxBytes: 1 << 20,
        isolationLevel: READ_COMMITTED,
        topics: [{
          topic: this.#topic,
          partitions: [{ partition: 0, fetchOffset: offset, partitionMaxBytes: 1 << 12 }],
        }],
      });
      const answer = responses[0]!.partitions[0]!;
      if (answer.errorCode !== 0) throw new Error(`fetch: ${errorName(answer.errorCode)}`);
      if (answer.lastStableOffset !== answer.highWatermark) {
        throw new Error("a transaction is open");
      }
      if (offset >= answer.highWatermark) return all;
      const fetched = new FetchedPartition({
        topic: this.#topic,
        partition: 0,
        fetchOffset: offset,
        records: answer.records ?? new Uint8Array(0),
        abortedTransactions: (answer.abortedTransactions ?? []).map((one) => {
          return { producerId: one.producerId, firstOffset: one.firstOffset };
        }),
      });
      for (const { offset, key, value } of fetched.take(Infinity)) {
        all.push({ offset, key: textOf(key) ?? "", value: textOf(value) });
      }
      if (fetched.nextOffset === offset) throw new Error(`reading stopped at ${offset}`);
      offset = fetched.nextOffset;
    }
  }

  async #retry(attempt: () => Promise<number>): Promise<void> {
    const code = await this.#caller.retry(attempt);
    if (code !== ErrorCode.NONE) throw new Error(`refused: ${errorName(code)}`);
  }
}

function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString();
}
