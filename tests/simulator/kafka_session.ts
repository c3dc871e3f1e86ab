/**
 * What the simulations ask a broker over the Kafka port: the few requests, in one version each.
 *
 * @module
 */
import type { MemoryClock } from "../../lib/io/memory_clock.ts";
import type { Network } from "../../lib/io/socket.ts";
import {
  CreateTopicsRequest,
  CreateTopicsResponse,
} from "../../lib/kafka/messages/create_topics.ts";
import {
  DeleteTopicsRequest,
  DeleteTopicsResponse,
} from "../../lib/kafka/messages/delete_topics.ts";
import { FetchRequest, FetchResponse } from "../../lib/kafka/messages/fetch.ts";
import { MetadataRequest, MetadataResponse } from "../../lib/kafka/messages/metadata.ts";
import {
  OffsetCommitRequest,
  OffsetCommitResponse,
} from "../../lib/kafka/messages/offset_commit.ts";
import { OffsetFetchRequest, OffsetFetchResponse } from "../../lib/kafka/messages/offset_fetch.ts";
import { ProduceRequest, ProduceResponse } from "../../lib/kafka/messages/produce.ts";
import { batchOf, recordsOf } from "../kafka/batches.ts";
import { TestClient } from "../kafka/server/test_client.ts";
import { Caller } from "./caller.ts";

const CREATE_TOPICS = { request: CreateTopicsRequest, response: CreateTopicsResponse };
const DELETE_TOPICS = { request: DeleteTopicsRequest, response: DeleteTopicsResponse };
const PRODUCE = { request: ProduceRequest, response: ProduceResponse };
const FETCH = { request: FetchRequest, response: FetchResponse };
const METADATA = { request: MetadataRequest, response: MetadataResponse };
const OFFSET_COMMIT = { request: OffsetCommitRequest, response: OffsetCommitResponse };
const OFFSET_FETCH = { request: OffsetFetchRequest, response: OffsetFetchResponse };

/** A record as it was read. */
export interface ReadRecord {
  offset: number;
  value: string;
}

/** A place in a topic. */
export interface TopicPartition {
  topic: string;
  partition: number;
}

/** One connection. */
export class KafkaSession {
  readonly #client: TestClient;
  readonly #clock: MemoryClock;
  readonly #caller: Caller;

  private constructor(client: TestClient, clock: MemoryClock) {
    this.#client = client;
    this.#clock = clock;
    this.#caller = new Caller(client, clock);
  }

  static async open(network: Network, port: number, clock: MemoryClock): Promise<KafkaSession> {
    return new KafkaSession(await TestClient.connect(network, port), clock);
  }

  get isClosed(): boolean {
    return this.#client.isClosed;
  }

  close(): void {
    this.#client.connection.destroy();
  }

  async createTopic(
    name: string,
    options: { partitions?: number; configs?: Record<string, string> } = {},
  ): Promise<number> {
    const { partitions = 1, configs = {} } = options;
    const { topics } = await this.#caller.call(CREATE_TOPICS, 5, {
      topics: [{
        name,
        numPartitions: partitions,
        replicationFactor: 1,
        assignments: [],
        configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
      }],
      timeoutMs: 10_000,
    });
    return topics[0]!.errorCode;
  }

  async deleteTopic(name: string): Promise<number> {
    const { responses } = await this.#caller.call(DELETE_TOPICS, 4, {
      topicNames: [name],
      timeoutMs: 10_000,
    });
    return responses[0]!.errorCode;
  }

  /** Names of all topics but the internal ones. */
  async topics(): Promise<string[]> {
    const { topics } = await this.#caller.call(METADATA, 9, { topics: null });
    return topics.flatMap(({ name }) => name === null || name.startsWith("__") ? [] : [name]);
  }

  /** Writes one batch; gives its base offset or the error. */
  async produce(
    { topic, partition }: TopicPartition,
    values: readonly string[],
    { acks = -1 }: { acks?: number } = {},
  ): Promise<{ errorCode: number; baseOffset: number }> {
    const records = batchOf(values, { timestamp: this.#clock.nowMs() });
    const { responses } = await this.#caller.call(PRODUCE, 8, {
      transactionalId: null,
      acks,
      timeoutMs: 10_000,
      topicData: [{ name: topic, partitionData: [{ index: partition, records }] }],
    });
    const { errorCode, baseOffset } = responses[0]!.partitionResponses[0]!;
    return { errorCode, baseOffset };
  }

  /** What can be read from an offset on at once. */
  async fetch(
    { topic, partition }: TopicPartition,
    fetchOffset: number,
  ): Promise<{ errorCode: number; highWatermark: number; records: ReadRecord[] }> {
    const { responses } = await this.#caller.call(FETCH, 11, {
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: 1 << 20,
      topics: [{ topic, partitions: [{ partition, fetchOffset, partitionMaxBytes: 1 << 20 }] }],
    });
    const { errorCode, highWatermark, records } = responses[0]!.partitions[0]!;
    const read = recordsOf(records).filter(({ offset }) => offset >= fetchOffset);
    return { errorCode, highWatermark, records: read };
  }

  /** Everything in a partition, from its start. */
  async readAll(place: TopicPartition): Promise<ReadRecord[]> {
    const all: ReadRecord[] = [];
    for (let offset = 0;;) {
      const { errorCode, highWatermark, records } = await this.fetch(place, offset);
      if (errorCode !== 0) throw new Error(`Cannot fetch at ${offset}: error ${errorCode}`);
      all.push(...records.map(({ offset, value }) => ({ offset, value })));
      offset = (records.at(-1)?.offset ?? highWatermark - 1) + 1;
      if (offset >= highWatermark) return all;
    }
  }

  async commitOffset(
    groupId: string,
    { topic, partition }: TopicPartition,
    offset: number,
  ): Promise<number> {
    const { topics } = await this.#caller.call(OFFSET_COMMIT, 7, {
      groupId,
      generationIdOrMemberEpoch: -1,
      memberId: "",
      topics: [{
        name: topic,
        partitions: [{ partitionIndex: partition, committedOffset: offset, committedMetadata: "" }],
      }],
    });
    return topics[0]!.partitions[0]!.errorCode;
  }

  /** The group's offset, -1 where it has none. */
  async committedOffset(groupId: string, { topic, partition }: TopicPartition): Promise<number> {
    const answer = await this.#caller.call(OFFSET_FETCH, 5, {
      groupId,
      topics: [{ name: topic, partitionIndexes: [partition] }],
    });
    const { errorCode, committedOffset } = answer.topics[0]!.partitions[0]!;
    if (answer.errorCode !== 0 || errorCode !== 0) {
      throw new Error(`Cannot fetch offsets: errors ${answer.errorCode} and ${errorCode}`);
    }
    return committedOffset;
  }
}
