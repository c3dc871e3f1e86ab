/**
 * A small Kafka in memory, for tests of the client and of the command line: topics with logs,
 * committed offsets, and groups of one member. Answers go through the message tables. Anything can
 * be answered otherwise: `kafka.broker.on(api, …)`.
 *
 * @module
 */

import {
  batchLastOffsetDelta,
  batchMaxTimestamp,
  setBatchBaseOffset,
} from "../../lib/bytes/batch_header.ts";
import * as apis from "../../lib/client/apis.ts";
import { Cluster } from "../../lib/client/cluster.ts";
import { memoryConnect } from "../../lib/client/memory_transport.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { forEachBatch } from "../../lib/kafka/record/record_batch.ts";
import { ScriptedBroker } from "./scripted_broker.ts";

export const HOST = "127.0.0.1";
export const PORT = 29092;

interface Partition {
  batches: { baseOffset: number; lastOffset: number; bytes: Uint8Array }[];
  startOffset: number;
  endOffset: number;
}

interface Topic {
  name: string;
  id: string;
  partitions: Partition[];
}

/** A topic's id in tests: its name, filled up to the length of a uuid. */
export function topicIdOf(name: string): string {
  return Buffer.from(name.padEnd(16, ".").slice(0, 16)).toString("base64url");
}

/** The cluster: one broker, id 1. */
export class MemoryKafka {
  readonly clock = new MemoryClock();
  readonly broker = new ScriptedBroker();
  readonly topics = new Map<string, Topic>();
  /** By `group topic-partition`. */
  readonly committed = new Map<string, number>();

  constructor() {
    this.#serveMetadata();
    this.#serveLogs();
    this.#serveOffsets();
    this.#serveGroups();
  }

  /** Answers Produce from now on, each partition as given. */
  onProduce(
    answer: (
      asked: { topic: string; index: number; records: Uint8Array },
    ) => { errorCode: number; baseOffset: number },
  ): void {
    this.broker.on(apis.Produce, ({ topicData }) => ({
      responses: topicData.map(({ name, topicId, partitionData }) => {
        const topic = this.#topic(name, topicId)!.name;
        return {
          name,
          topicId,
          partitionResponses: partitionData.map(({ index, records }) => ({
            index,
            ...answer({ topic, index, records: records! }),
          })),
        };
      }),
    }));
  }

  /** A client of it. */
  cluster(): Cluster {
    return new Cluster({
      bootstrapServers: [{ host: HOST, port: PORT }],
      clock: this.clock,
      random: new SeededRandom(1),
      connect: memoryConnect(this.broker.exchange, { clock: this.clock }),
    });
  }

  createTopic(name: string, partitions = 1, id = topicIdOf(name)): Topic {
    const topic = {
      name,
      id,
      partitions: Array.from({ length: partitions }, (): Partition => ({
        batches: [],
        startOffset: 0,
        endOffset: 0,
      })),
    };
    this.topics.set(name, topic);
    return topic;
  }

  /** Appends batches as they are; their offsets are set. */
  append(topic: string, partition: number, records: Uint8Array): number {
    const log = this.topics.get(topic)!.partitions[partition]!;
    const baseOffset = log.endOffset;
    const bytes = records.slice();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    forEachBatch(view, (position, size) => {
      const lastOffset = log.endOffset + batchLastOffsetDelta(view, position);
      setBatchBaseOffset(view, position, log.endOffset);
      log.batches.push({
        baseOffset: log.endOffset,
        lastOffset,
        bytes: bytes.subarray(position, position + size),
      });
      log.endOffset = lastOffset + 1;
    });
    return baseOffset;
  }

  #topic(name: string, id: string): Topic | undefined {
    return this.topics.get(name) ?? [...this.topics.values()].find((topic) => topic.id === id);
  }

  #serveMetadata(): void {
    this.broker.on(apis.Metadata, ({ topics }) => ({
      brokers: [{ nodeId: 1, host: HOST, port: PORT, rack: null }],
      clusterId: "memory",
      controllerId: 1,
      topics: (topics ?? [...this.topics.values()].map(({ name }) => ({ name, topicId: "" })))
        .map(({ name, topicId }) => {
          const topic = this.#topic(name ?? "", topicId);
          return {
            errorCode: topic === undefined ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : 0,
            name: topic?.name ?? name ?? "",
            ...(topic === undefined ? {} : { topicId: topic.id }),
            isInternal: (name ?? "").startsWith("__"),
            partitions: (topic?.partitions ?? []).map((_, partitionIndex) => ({
              errorCode: 0,
              partitionIndex,
              leaderId: 1,
              leaderEpoch: 0,
              replicaNodes: [1],
              isrNodes: [1],
            })),
          };
        }),
    }));
  }

  #serveLogs(): void {
    this.onProduce(({ topic, index, records }) => ({
      errorCode: 0,
      baseOffset: this.append(topic, index, records),
    }));
    this.broker.on(apis.InitProducerId, () => ({
      errorCode: 0,
      producerId: 7n,
      producerEpoch: 0,
    }));
    this.broker.on(apis.Fetch, async ({ topics, maxWaitMs }) => {
      const has = topics.some(({ topic, topicId, partitions }) =>
        partitions.some(({ partition, fetchOffset }) => {
          const log = this.#topic(topic, topicId)!.partitions[partition]!;
          return fetchOffset !== log.endOffset;
        })
      );
      if (!has) await new Promise<void>((resolve) => this.clock.setTimer(maxWaitMs, resolve));
      return { responses: topics.map((asked) => this.#fetch(asked)), sessionId: 0 };
    });
    this.broker.on(apis.ListOffsets, ({ topics }) => ({
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex, timestamp }) => ({
          partitionIndex,
          errorCode: 0,
          ...offsetAt(this.topics.get(name)!.partitions[partitionIndex]!, timestamp),
        })),
      })),
    }));
  }

  #fetch(asked: {
    topic: string;
    topicId: string;
    partitions: { partition: number; fetchOffset: number }[];
  }) {
    return {
      topic: asked.topic,
      topicId: asked.topicId,
      partitions: asked.partitions.map(({ partition, fetchOffset }) => {
        const log = this.#topic(asked.topic, asked.topicId)!.partitions[partition]!;
        const inRange = fetchOffset >= log.startOffset && fetchOffset <= log.endOffset;
        const batches = log.batches.filter(({ lastOffset }) => lastOffset >= fetchOffset);
        return {
          partitionIndex: partition,
          errorCode: inRange ? 0 : ErrorCode.OFFSET_OUT_OF_RANGE,
          highWatermark: log.endOffset,
          abortedTransactions: null,
          records: inRange ? Buffer.concat(batches.map(({ bytes }) => bytes)) : null,
        };
      }),
    };
  }

  #serveOffsets(): void {
    const key = (group: string, topic: string, partition: number) =>
      `${group} ${topic}-${partition}`;
    this.broker.on(apis.FindCoordinator, ({ coordinatorKeys }) => ({
      coordinators: coordinatorKeys.map((each) => ({
        key: each,
        nodeId: 1,
        host: HOST,
        port: PORT,
        errorCode: 0,
        errorMessage: null,
      })),
    }), { versions: [4, 6] });
    this.broker.on(apis.OffsetCommit, ({ groupId, topics }) => ({
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex, committedOffset }) => {
          this.committed.set(key(groupId, name, partitionIndex), committedOffset);
          return { partitionIndex, errorCode: 0 };
        }),
      })),
    }));
    this.broker.on(apis.OffsetFetch, ({ groups }) => ({
      groups: groups.map(({ groupId, topics }) => ({
        groupId,
        topics: (topics ?? this.#committedTopics(groupId)).map(({ name, partitionIndexes }) => ({
          name,
          partitions: partitionIndexes.map((partitionIndex) => ({
            partitionIndex,
            committedOffset: this.committed.get(key(groupId, name, partitionIndex)) ?? -1,
            metadata: "",
            errorCode: 0,
          })),
        })),
      })),
    }), { versions: [8, 9] });
  }

  #committedTopics(groupId: string) {
    return [...this.committed.keys()].filter((each) => each.startsWith(`${groupId} `))
      .map((each) => {
        const [, topic = "", partition = ""] = /^\S+ (.*)-(\d+)$/.exec(each) ?? [];
        return { name: topic, partitionIndexes: [Number(partition)] };
      });
  }

  #serveGroups(): void {
    this.broker.on(apis.JoinGroup, ({ memberId, protocols }) => {
      const assigned = memberId === "" ? "member-1" : memberId;
      if (memberId === "") {
        return {
          errorCode: ErrorCode.MEMBER_ID_REQUIRED,
          protocolName: null,
          leader: "",
          memberId: assigned,
          members: [],
        };
      }
      return {
        errorCode: 0,
        generationId: 1,
        protocolType: "consumer",
        protocolName: protocols[0]!.name,
        leader: assigned,
        memberId: assigned,
        members: [{ memberId: assigned, metadata: protocols[0]!.metadata }],
      };
    });
    this.broker.on(apis.SyncGroup, ({ memberId, assignments }) => ({
      errorCode: 0,
      protocolType: "consumer",
      protocolName: "range",
      assignment: assignments.find((each) => each.memberId === memberId)?.assignment ??
        new Uint8Array(0),
    }));
    this.broker.on(apis.Heartbeat, () => ({ errorCode: 0 }));
    this.broker.on(apis.LeaveGroup, () => ({ errorCode: 0, members: [] }));
  }
}

function offsetAt(log: Partition, timestamp: number): { offset: number; timestamp: number } {
  if (timestamp === -1) return { offset: log.endOffset, timestamp: -1 };
  if (timestamp === -2) return { offset: log.startOffset, timestamp: -1 };
  const found = log.batches.find(({ bytes }) =>
    batchMaxTimestamp(new DataView(bytes.buffer, bytes.byteOffset), 0) >= timestamp
  );
  return { offset: found?.baseOffset ?? -1, timestamp };
}
