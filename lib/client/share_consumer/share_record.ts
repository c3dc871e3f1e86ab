/**
 * The records that a member acquired of one partition: of the batches that came, those whose
 * offsets lie in the ranges acquired for it, each with its number of deliveries.
 *
 * @module
 */

import type { ShareFetchResponse } from "../../kafka/messages/share_fetch.ts";
import type { ConsumerRecord } from "../consumer/consumer_record.ts";
import { FetchedPartition } from "../consumer/fetched_partition.ts";
import type { TopicPartition } from "../topic_partition.ts";

/** One record, and how often it was delivered, this time included. */
export interface ShareRecord extends ConsumerRecord {
  readonly deliveryCount: number;
}

type PartitionAnswer = ShareFetchResponse["responses"][number]["partitions"][number];

/** What an answer brought of one partition. */
export interface AcquiredRecords {
  readonly records: ShareRecord[];
  /** Offsets acquired that no record has: they must be acknowledged as gaps. */
  readonly gaps: number[];
}

/**
 * Reads a partition's part of an answer.
 *
 * @throws {MalformedError} where a batch is damaged
 */
export function acquiredRecordsOf(
  { topic, partition }: TopicPartition,
  { acquiredRecords, records }: Pick<PartitionAnswer, "acquiredRecords" | "records">,
): AcquiredRecords {
  const acquired: AcquiredRecords = { records: [], gaps: [] };
  const first = acquiredRecords[0];
  if (first === undefined) return acquired;
  const fetched = new FetchedPartition({
    topic,
    partition,
    fetchOffset: first.firstOffset,
    records,
    // The group's isolation level is the broker's to keep: it acquires no aborted records.
    abortedTransactions: null,
  });
  let next = fetched.take(1)[0];
  for (const { firstOffset, lastOffset, deliveryCount } of acquiredRecords) {
    for (let offset = firstOffset; offset <= lastOffset; offset++) {
      while (next !== undefined && next.offset < offset) next = fetched.take(1)[0];
      if (next?.offset === offset) acquired.records.push({ ...next, deliveryCount });
      else acquired.gaps.push(offset);
    }
  }
  return acquired;
}
