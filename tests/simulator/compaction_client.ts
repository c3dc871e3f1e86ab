/**
 * A client of a simulated kedge for keyed records: produces them, alone and in transactions, reads
 * the committed ones, and commits a group's offset. One connection; it ends with the process.
 *
 * @module
 */
import { FetchedPartition } from "../../lib/client/consumer/fetched_partition.ts";
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
import { turns, until } from "../io/turns.ts";
import { type ClientApi, decodeAnswer, TestClient } from "../kafka/server/test_client.ts";
import { NoAnswerError } from "./kafka_session.ts";
import type { MemoryKedge } from "./memory_kedge.ts";

const FIND_COORDINATOR = { request: FindCoordinatorRequest, response: FindCoordinatorResponse };
const INIT_PRODUCER_ID = { request: InitProducerIdRequest, response: InitProducerIdResponse };
const PRODUCE = { request: ProduceRequest, response: ProduceResponse };
const FETCH = { request: FetchRequest, response: FetchResponse };
const END = { request: EndTxnRequest, response: EndTxnResponse };

const TRANSACTION = "keyed";
const READ_COMMITTED = 1;
const TRIES_MAX = 500;
const PASSING: readonly number[] = [
  ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
  ErrorCode.COORDINATOR_NOT_AVAILABLE,
  ErrorCode.NOT_COORDINATOR,
  ErrorCode.CONCURRENT_TRANSACTIONS,
];

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
  readonly #kedge: MemoryKedge;
  readonly #topic: string;
  readonly #client: TestClient;
  /** Of this process: after a crash the clock is another one. */
  readonly #clock: MemoryKedge["clock"];
  #producerId = -1n;
  #producerEpoch = -1;
  #sequence = 0;

  private constructor(kedge: MemoryKedge, topic: string, client: TestClient) {
    this.#kedge = kedge;
    this.#topic = topic;
    this.#client = client;
    this.#clock = kedge.clock;
  }

  static async connect(kedge: MemoryKedge, topic: string): Promise<CompactionClient> {
    const client = await kedge.until(TestClient.connect(kedge.network, 9092));
    return new CompactionClient(kedge, topic, client);
  }

  /** Gets a producer id: what the producer before it left open is aborted. */
  async initTransactions(): Promise<void> {
    await this.#retry(async () => {
      const request = { keyType: 1, coordinatorKeys: [TRANSACTION] };
      return (await this.#call(FIND_COORDINATOR, 4, request)).coordinators[0]!.errorCode;
    });
    await this.#retry(async () => {
      const answer = await this.#call(INIT_PRODUCER_ID, 5, {
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
    const { responses } = await this.#call(PRODUCE, 12, {
      transactionalId,
      acks: -1,
      timeoutMs: 10_000,
      topicData: [{ name: this.#topic, partitionData: [{ index: 0, records: batch }] }],
    });
    return responses[0]!.partitionResponses[0]!.errorCode;
  }

  async endTransaction(committed: boolean): Promise<void> {
    await this.#retry(async () => {
      const answer = await this.#call(END, 5, {
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
      const { responses } = await this.#call(FETCH, 11, {
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

  /** As clients do: again where the error says that it passes. */
  async #retry(attempt: () => Promise<number>): Promise<void> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const code = await attempt();
      if (code === ErrorCode.NONE) return;
      if (!PASSING.includes(code)) throw new Error(`refused: ${errorName(code)}`);
      this.#clock.advance(10);
      await turns(1);
    }
    throw new Error(`an error that passes did not, in ${TRIES_MAX} tries`);
  }

  async #call<RequestInput, Response>(
    api: ClientApi<RequestInput, Response>,
    version: number,
    body: RequestInput,
  ): Promise<Response> {
    if (this.#client.isClosed) throw new NoAnswerError(api.request.name);
    const correlationId = this.#client.send(api.request, version, body);
    await until(`${api.request.name} is answered`, () => {
      if (this.#client.frames.length >= correlationId || this.#client.isClosed) return true;
      // A crash gives the machine another clock: nobody answers any more then.
      if (this.#kedge.clock === this.#clock) this.#clock.advance(1);
      return false;
    });
    const frame = this.#client.frames[correlationId - 1];
    if (frame === undefined) throw new NoAnswerError(api.request.name);
    return decodeAnswer(api, { version, correlationId, frame });
  }
}

function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString();
}
