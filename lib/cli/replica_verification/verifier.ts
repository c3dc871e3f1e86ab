/**
 * Reads partitions from every replica at once and compares what they hold, batch by batch, up to
 * the high watermark.
 *
 * @module
 */

import { batchCrc, batchLastOffset } from "../../bytes/batch_header.ts";
import { Fetch } from "../../client/apis.ts";
import type { Cluster } from "../../client/cluster.ts";
import { BrokerError } from "../../client/errors.ts";
import { byTopic, keyOf, partitionKey, type TopicPartition } from "../../client/topic_partition.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { forEachBatch } from "../../kafka/record/record_batch.ts";

/** Stands for a reader that any replica answers, as the leader does. */
const DEBUGGING_REPLICA_ID = -2;
/** The last version of Fetch that names topics. */
const FETCH_VERSION_MAX = 12;
/** Room in an answer for all partitions together. */
const RESPONSE_BYTES_MAX = 2 ** 31 - 1;

/** A partition and the brokers that hold it. */
export interface VerifiedPartition extends TopicPartition {
  readonly replicas: readonly number[];
  /** From where on is still to be compared. */
  offset: number;
}

/** How to fetch. */
export interface FetchSizes {
  readonly fetchBytes: number;
  readonly maxWaitMs: number;
}

interface Batch {
  readonly lastOffset: number;
  readonly crc: number;
}

interface Fetched {
  readonly batches: readonly Batch[];
  readonly highWatermark: number;
}

/** The partition that is furthest behind. */
export interface Lag {
  readonly lag: number;
  readonly partition: VerifiedPartition;
}

/**
 * Compares once.
 *
 * @param tell is given each difference
 * @throws {BrokerError} where a replica cannot be read
 */
export async function verifyOnce(
  cluster: Cluster,
  partitions: readonly VerifiedPartition[],
  { sizes, tell }: { sizes: FetchSizes; tell: (difference: string) => void },
): Promise<Lag | null> {
  const brokers = [...new Set(partitions.flatMap(({ replicas }) => replicas))];
  const answers = new Map(
    await Promise.all(brokers.map(async (brokerId) => {
      const own = partitions.filter(({ replicas }) => replicas.includes(brokerId));
      return [brokerId, await fetchFrom(cluster, brokerId, { partitions: own, sizes })] as const;
    })),
  );
  let most: Lag | null = null;
  for (const partition of partitions) {
    const replicas = partition.replicas.map((id) => ({
      id,
      ...answers.get(id)!.get(keyOf(partition))!,
    }));
    partition.offset = compare(partition, replicas, tell);
    const end = Math.max(...replicas.map(({ highWatermark }) => highWatermark));
    const lag = end - partition.offset;
    if (most === null || lag > most.lag) most = { lag, partition };
  }
  return most;
}

/** From where on is to be compared next. */
function compare(
  partition: VerifiedPartition,
  replicas: readonly (Fetched & { readonly id: number })[],
  tell: (difference: string) => void,
): number {
  let next = partition.offset;
  const [first, ...others] = replicas;
  if (first === undefined) return next;
  for (let index = 0;; index++) {
    const all = replicas.every(({ batches, highWatermark }) => {
      const batch = batches[index];
      return batch !== undefined && batch.lastOffset < highWatermark;
    });
    if (!all) return next;
    const own = first.batches[index]!;
    for (const other of others) {
      const { lastOffset, crc } = other.batches[index]!;
      if (lastOffset !== own.lastOffset) {
        tell(
          `partition ${keyOf(partition)}: replica ${first.id}'s offset ${own.lastOffset} doesn't ` +
            `match replica ${other.id}'s offset ${lastOffset}`,
        );
        return next;
      }
      if (crc === own.crc) continue;
      tell(
        `partition ${keyOf(partition)} has unmatched checksum at offset ${lastOffset}; replica ` +
          `${first.id}'s checksum ${own.crc}; replica ${other.id}'s checksum ${crc}`,
      );
    }
    next = own.lastOffset + 1;
  }
}

async function fetchFrom(
  cluster: Cluster,
  brokerId: number,
  { partitions, sizes }: { partitions: readonly VerifiedPartition[]; sizes: FetchSizes },
): Promise<Map<string, Fetched>> {
  const transport = await cluster.node(brokerId);
  const { responses } = await transport.send(Fetch, {
    replicaId: DEBUGGING_REPLICA_ID,
    maxWaitMs: sizes.maxWaitMs,
    minBytes: 1,
    maxBytes: RESPONSE_BYTES_MAX,
    topics: [...byTopic(partitions)].map(([topic, list]) => ({
      topic,
      partitions: list.map(({ partition, offset }) => ({
        partition,
        fetchOffset: offset,
        partitionMaxBytes: sizes.fetchBytes,
      })),
    })),
  }, { versionMax: FETCH_VERSION_MAX });
  const found = new Map<string, Fetched>();
  for (const { topic, partitions: answers } of responses) {
    for (const { partitionIndex, errorCode, highWatermark, records } of answers) {
      const about = partitionKey(topic, partitionIndex);
      if (errorCode !== ErrorCode.NONE) {
        throw new BrokerError(errorCode, { api: "Fetch", broker: transport.broker, about });
      }
      found.set(about, { highWatermark, batches: batchesOf(records) });
    }
  }
  return found;
}

function batchesOf(records: Uint8Array | null): Batch[] {
  const batches: Batch[] = [];
  if (records === null || records.length === 0) return batches;
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  forEachBatch(view, (position) => {
    batches.push({ lastOffset: batchLastOffset(view, position), crc: batchCrc(view, position) });
  });
  return batches;
}
