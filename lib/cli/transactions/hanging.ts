/**
 * `kafka-transactions.sh find-hanging`: transactions that are open in a partition for longer than
 * any transaction may last, and that no coordinator will end.
 *
 * @module
 */

import {
  type ActiveProducer,
  describeProducers,
  describeTopics,
  describeTransaction,
  listTopics,
  listTransactions,
} from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import { hasCode } from "../../client/errors.ts";
import { keyOf, type TopicPartition } from "../../client/topic_partition.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { tabTable } from "../tab_table.ts";

const MS_PER_MINUTE = 60_000;
/** Most partitions, or transactional ids, to ask for at once. */
const BATCH_MAX = 500;

/** Where to look. */
export interface HangingSearch {
  readonly brokerId: number | undefined;
  readonly topic: string | undefined;
  readonly partition: number | undefined;
  /** The longest that a transaction may last. */
  readonly timeoutMinutes: number;
}

const HEADINGS = [
  "Topic",
  "Partition",
  "ProducerId",
  "ProducerEpoch",
  "CoordinatorEpoch",
  "StartOffset",
  "LastTimestamp",
  "Duration(min)",
];

/** Looks for them; returns the table. */
export async function hangingTable(cluster: Cluster, search: HangingSearch): Promise<string> {
  const nowMs = cluster.clock.nowMs();
  const found = await hangingTransactions(cluster, search);
  return tabTable(
    HEADINGS,
    found.map((one) => [
      one.topic,
      String(one.partition),
      String(one.producerId),
      String(one.producerEpoch),
      String(one.coordinatorEpoch),
      String(one.transactionStartOffset),
      String(one.lastTimestamp),
      String(Math.trunc((nowMs - one.lastTimestamp) / MS_PER_MINUTE)),
    ]),
  );
}

async function hangingTransactions(
  cluster: Cluster,
  search: HangingSearch,
): Promise<ActiveProducer[]> {
  const nowMs = cluster.clock.nowMs();
  const open: ActiveProducer[] = [];
  for (const partitions of batches(await partitionsToSearch(cluster, search))) {
    const producers = await describeProducers(cluster, partitions, { brokerId: search.brokerId });
    open.push(
      ...producers.filter(({ transactionStartOffset, lastTimestamp }) =>
        transactionStartOffset >= 0 && nowMs - lastTimestamp > search.timeoutMinutes * MS_PER_MINUTE
      ),
    );
  }
  if (open.length === 0) return [];
  const awaited = await partitionsOfCoordinators(cluster, [
    ...new Set(open.map(({ producerId }) => producerId)),
  ]);
  return open.filter((one) => awaited.get(one.producerId)?.has(keyOf(one)) !== true);
}

/** For each producer the partitions into which its coordinator will still write a marker. */
async function partitionsOfCoordinators(
  cluster: Cluster,
  producerIds: readonly bigint[],
): Promise<Map<bigint, Set<string>>> {
  const awaited = new Map<bigint, Set<string>>();
  for (const ids of batches(producerIds)) {
    for (
      const { producerId, transactionalId } of await listTransactions(cluster, { producerIds: ids })
    ) {
      try {
        const { partitions } = await describeTransaction(cluster, transactionalId);
        awaited.set(producerId, new Set(partitions.map(keyOf)));
      } catch (error) {
        if (!hasCode(error, ErrorCode.TRANSACTIONAL_ID_NOT_FOUND)) throw error;
      }
    }
  }
  return awaited;
}

async function partitionsToSearch(
  cluster: Cluster,
  { topic, partition, brokerId }: HangingSearch,
): Promise<TopicPartition[]> {
  if (topic !== undefined && partition !== undefined) return [{ topic, partition }];
  const topics = topic === undefined
    ? (await listTopics(cluster)).map(({ name }) => name)
    : [topic];
  const described = await describeTopics(cluster, topics);
  return described.flatMap(({ name, partitions }) =>
    partitions
      .filter(({ replicas }) => brokerId === undefined || replicas.includes(brokerId))
      .map(({ index }) => ({ topic: name, partition: index }))
  );
}

function batches<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / BATCH_MAX);
  return Array.from(
    { length: count },
    (_, index) => items.slice(index * BATCH_MAX, (index + 1) * BATCH_MAX),
  );
}
