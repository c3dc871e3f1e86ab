/**
 * A transactional producer as clients are: it sends a batch again, with the same sequence, until it
 * is answered, and says of each transaction how it ended, as far as it can know. Before KIP-890 it
 * adds partitions itself and keeps its epoch; from it on the broker adds them, and every end gives
 * a new epoch.
 *
 * @module
 */
import {
  AddOffsetsToTxnRequest,
  AddOffsetsToTxnResponse,
} from "../../lib/kafka/messages/add_offsets_to_txn.ts";
import {
  AddPartitionsToTxnRequest,
  AddPartitionsToTxnResponse,
} from "../../lib/kafka/messages/add_partitions_to_txn.ts";
import { EndTxnRequest, EndTxnResponse } from "../../lib/kafka/messages/end_txn.ts";
import {
  InitProducerIdRequest,
  InitProducerIdResponse,
} from "../../lib/kafka/messages/init_producer_id.ts";
import { ProduceRequest, ProduceResponse } from "../../lib/kafka/messages/produce.ts";
import {
  TxnOffsetCommitRequest,
  TxnOffsetCommitResponse,
} from "../../lib/kafka/messages/txn_offset_commit.ts";
import { ErrorCode, errorName } from "../../lib/kafka/protocol/error_code.ts";
import { writeRecordBatch } from "../../lib/kafka/record/write_record_batch.ts";
import type { TopicPartition } from "./kafka_session.ts";
import type { TransactionsClient } from "./transactions_client.ts";

const INIT = { request: InitProducerIdRequest, response: InitProducerIdResponse };
const ADD_PARTITIONS = { request: AddPartitionsToTxnRequest, response: AddPartitionsToTxnResponse };
const ADD_OFFSETS = { request: AddOffsetsToTxnRequest, response: AddOffsetsToTxnResponse };
const PRODUCE = { request: ProduceRequest, response: ProduceResponse };
const COMMIT_OFFSETS = { request: TxnOffsetCommitRequest, response: TxnOffsetCommitResponse };
const END = { request: EndTxnRequest, response: EndTxnResponse };

/** Errors after which clients try again. */
export const PASSING: ReadonlySet<number> = new Set([
  ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
  ErrorCode.COORDINATOR_NOT_AVAILABLE,
  ErrorCode.NOT_COORDINATOR,
  ErrorCode.CONCURRENT_TRANSACTIONS,
  ErrorCode.UNSTABLE_OFFSET_COMMIT,
  ErrorCode.NOT_ENOUGH_REPLICAS,
  ErrorCode.NOT_LEADER_OR_FOLLOWER,
  ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  ErrorCode.KAFKA_STORAGE_ERROR,
]);
/** What is answered to a producer that is not the newest of its id, or was too slow. */
const FENCED: ReadonlySet<number> = new Set([
  ErrorCode.PRODUCER_FENCED,
  ErrorCode.INVALID_PRODUCER_EPOCH,
  ErrorCode.INVALID_PRODUCER_ID_MAPPING,
]);

/** Another producer has the transactional id, or the transaction timed out. */
export class FencedError extends Error {
  override name = "FencedError";
}

/** The transaction can only be aborted (KIP-890). */
export class AbortableError extends Error {
  override name = "AbortableError";
}

/** Records for one partition; `offset` is set when they are acknowledged. */
export interface Batch {
  readonly place: TopicPartition;
  readonly values: readonly string[];
  offset: number | null;
}

/** How a producer begins. */
export interface ProducerOptions {
  readonly transactionalId: string;
  readonly timeoutMs: number;
  /** Whether it is of KIP-890, transaction version 2. */
  readonly isNew: boolean;
}

/** A producer with a transactional id. */
export class TransactionsProducer {
  readonly #client: TransactionsClient;
  readonly #options: ProducerOptions;
  #producerId = -1n;
  #epoch = -1;
  /** Next sequence, by partition. */
  readonly #sequences = new Map<string, number>();
  /** What the transaction has; of a new producer anything that may have opened it. */
  readonly #added = new Set<string>();

  constructor(client: TransactionsClient, options: ProducerOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Takes the transactional id: what was open under it is aborted. */
  async init(): Promise<void> {
    await this.#init({ producerId: -1n, producerEpoch: -1 });
  }

  /** Takes a new epoch after a batch that may be written or not (KIP-360). */
  async recover(): Promise<void> {
    await this.#init({ producerId: this.#producerId, producerEpoch: this.#epoch });
  }

  async #init(previous: { producerId: bigint; producerEpoch: number }): Promise<void> {
    const { transactionalId, timeoutMs } = this.#options;
    await this.#do("InitProducerId", async () => {
      const { errorCode, producerId, producerEpoch } = await this.#client.call(INIT, 4, {
        transactionalId,
        transactionTimeoutMs: timeoutMs,
        ...previous,
      });
      if (errorCode === ErrorCode.NONE) this.#continueAs(producerId, producerEpoch);
      return errorCode;
    });
    this.#added.clear();
  }

  #continueAs(producerId: bigint, epoch: number): void {
    if (producerId === this.#producerId && epoch === this.#epoch) return;
    if (producerId === this.#producerId && epoch < this.#epoch) {
      throw new Error(`${this.#options.transactionalId}: epoch ${epoch} after ${this.#epoch}`);
    }
    this.#producerId = producerId;
    this.#epoch = epoch;
    this.#sequences.clear();
  }

  /** Writes batches into the transaction, each in another partition. */
  async send(batches: readonly Batch[]): Promise<void> {
    await this.add(batches.map(({ place }) => place));
    const encoded = batches.map((batch) => ({ batch, records: this.#encode(batch) }));
    await this.#do("Produce", async () => {
      const waiting = encoded.filter(({ batch }) => batch.offset === null);
      const codes = await this.#produce(waiting);
      return codes.find((code) => code !== ErrorCode.NONE && !PASSING.has(code)) ??
        codes.find((code) => code !== ErrorCode.NONE) ?? ErrorCode.NONE;
    });
    for (const { place, values } of batches) {
      const name = placeName(place);
      this.#sequences.set(name, (this.#sequences.get(name) ?? 0) + values.length);
    }
  }

  /** Sends batches one time; their partitions are added before. */
  async sendOnce(batches: readonly Batch[]): Promise<void> {
    await this.#produce(batches.map((batch) => ({ batch, records: this.#encode(batch) })));
  }

  /** Adds partitions to the transaction, where clients do that. */
  async add(places: readonly TopicPartition[]): Promise<void> {
    const missing = places.filter((place) => !this.#added.has(placeName(place)));
    for (const place of missing) this.#added.add(placeName(place));
    if (this.#options.isNew || missing.length === 0) return;
    await this.#do("AddPartitionsToTxn", async () => {
      const { resultsByTopicV3AndBelow } = await this.#client.call(ADD_PARTITIONS, 3, {
        transactions: [],
        v3AndBelowTransactionalId: this.#options.transactionalId,
        v3AndBelowProducerId: this.#producerId,
        v3AndBelowProducerEpoch: this.#epoch,
        v3AndBelowTopics: missing.map(({ topic, partition }) => ({
          name: topic,
          partitions: [partition],
        })),
      });
      return resultsByTopicV3AndBelow.flatMap(({ resultsByPartition }) => resultsByPartition)
        .find(({ partitionErrorCode }) => partitionErrorCode !== 0)?.partitionErrorCode ?? 0;
    });
  }

  #encode({ place, values }: Batch): Uint8Array {
    const timestamp = this.#client.nowMs;
    const records = values.map((value) => ({
      timestamp,
      key: Buffer.from(value),
      value: Buffer.from(value),
    }));
    return writeRecordBatch(records, {
      producerId: this.#producerId,
      producerEpoch: this.#epoch,
      baseSequence: this.#sequences.get(placeName(place)) ?? 0,
      isTransactional: true,
    });
  }

  async #produce(batches: readonly { batch: Batch; records: Uint8Array }[]): Promise<number[]> {
    const { responses } = await this.#client.call(PRODUCE, this.#options.isNew ? 12 : 11, {
      transactionalId: this.#options.transactionalId,
      acks: -1,
      timeoutMs: 10_000,
      topicData: batches.map(({ batch: { place }, records }) => ({
        name: place.topic,
        partitionData: [{ index: place.partition, records }],
      })),
    });
    return responses.flatMap(({ partitionResponses }) => partitionResponses)
      .map(({ errorCode, baseOffset }, i) => {
        if (errorCode === ErrorCode.NONE) batches[i]!.batch.offset = baseOffset;
        return errorCode;
      });
  }

  /** Commits a group's offset with the transaction. */
  async sendOffset(groupId: string, place: TopicPartition, offset: number): Promise<void> {
    const { transactionalId, isNew } = this.#options;
    const identity = { transactionalId, producerId: this.#producerId, producerEpoch: this.#epoch };
    this.#added.add(`group ${groupId}`);
    if (!isNew) {
      await this.#do("AddOffsetsToTxn", async () => {
        return (await this.#client.call(ADD_OFFSETS, 3, { ...identity, groupId })).errorCode;
      });
    }
    await this.#do("TxnOffsetCommit", async () => {
      const { topics } = await this.#client.call(COMMIT_OFFSETS, isNew ? 5 : 4, {
        ...identity,
        groupId,
        memberId: "",
        topics: [{
          name: place.topic,
          partitions: [{
            partitionIndex: place.partition,
            committedOffset: offset,
            committedMetadata: null,
          }],
        }],
      });
      return topics[0]!.partitions[0]!.errorCode;
    });
  }

  /** Ends the transaction; throws FencedError where that is not (or no longer) this producer's. */
  async end(committed: boolean): Promise<void> {
    if (this.#added.size === 0) return;
    const { transactionalId, isNew } = this.#options;
    await this.#do("EndTxn", async () => {
      const answer = await this.#client.call(END, isNew ? 5 : 4, {
        transactionalId,
        producerId: this.#producerId,
        producerEpoch: this.#epoch,
        committed,
      });
      if (answer.errorCode === ErrorCode.NONE && isNew) {
        this.#continueAs(answer.producerId, answer.producerEpoch);
      }
      return answer.errorCode;
    });
    this.#added.clear();
  }

  async #do(what: string, attempt: () => Promise<number>): Promise<void> {
    const code = await this.#client.retry(PASSING, attempt);
    if (code === ErrorCode.NONE) return;
    const message = `${this.#options.transactionalId}: ${what} answered ${errorName(code)}`;
    if (code === ErrorCode.TRANSACTION_ABORTABLE) throw new AbortableError(message);
    // The transaction was ended in the other way, in place of a producer of KIP-890.
    const wasEnded = what === "EndTxn" && code === ErrorCode.INVALID_TXN_STATE &&
      this.#options.isNew;
    if (FENCED.has(code) || wasEnded) throw new FencedError(message);
    throw new Error(message);
  }
}

/** A partition in one word. */
export function placeName({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}
