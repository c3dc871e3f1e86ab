/**
 * The range assignor: for each topic, members in the order of their ids (static members by their
 * instance ids) take contiguous runs of partitions, the first ones one more where it does not
 * divide evenly.
 *
 * @module
 */

import { comparePartitions, type TopicPartition } from "../topic_partition.ts";

/** The assignor's name in JoinGroup. */
export const RANGE = "range";

/** A member to share partitions with. */
export interface RangeMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly topics: readonly string[];
}

/**
 * Shares partitions out.
 *
 * @param members all members of the group
 * @param partitionCounts of the topics that exist
 * @returns partitions by member id; every member has an entry
 */
export function assignRange(
  members: readonly RangeMember[],
  partitionCounts: ReadonlyMap<string, number>,
): Map<string, TopicPartition[]> {
  const shares = new Map<string, TopicPartition[]>();
  const byTopic = new Map<string, RangeMember[]>();
  for (const member of members.toSorted(compareMembers)) {
    shares.set(member.memberId, []);
    for (const topic of new Set(member.topics)) {
      byTopic.set(topic, [...byTopic.get(topic) ?? [], member]);
    }
  }
  for (const [topic, subscribed] of byTopic) {
    const partitions = partitionCounts.get(topic) ?? 0;
    const share = Math.floor(partitions / subscribed.length);
    const larger = partitions % subscribed.length;
    let partition = 0;
    subscribed.forEach(({ memberId }, index) => {
      const end = partition + share + (index < larger ? 1 : 0);
      for (; partition < end; partition++) shares.get(memberId)!.push({ topic, partition });
    });
  }
  for (const share of shares.values()) share.sort(comparePartitions);
  return shares;
}

/** Static members come first, by instance id, so that they keep their partitions (KIP-345). */
function compareMembers(a: RangeMember, b: RangeMember): number {
  if (a.groupInstanceId !== null && b.groupInstanceId !== null) {
    return compareText(a.groupInstanceId, b.groupInstanceId);
  }
  if (a.groupInstanceId !== null) return -1;
  if (b.groupInstanceId !== null) return 1;
  return compareText(a.memberId, b.memberId);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
