/**
 * The states of a classic group, by Kafka's names, and which may follow which.
 *
 * - Empty: no members; committed offsets may remain. A member may join.
 *   To PreparingRebalance: a join. To Dead: deleted, expired.
 * - PreparingRebalance: joins are gathered and parked. A member may join, commit and leave; its
 *   heartbeat is told REBALANCE_IN_PROGRESS, and so is its sync.
 *   To CompletingRebalance: all have joined, or the rebalance timeout. To Empty: all have left.
 * - CompletingRebalance: a generation has begun and its leader assigns. A member may sync (parked),
 *   heartbeat and leave; its commit is told REBALANCE_IN_PROGRESS.
 *   To Stable: the leader's sync. To PreparingRebalance: a join with something new, a leave, a
 *   failure, a sync that does not come.
 * - Stable: everyone has an assignment. A member may heartbeat, commit, sync again and leave.
 *   To PreparingRebalance: a join of the leader's or with something new, a leave, a failure.
 * - Dead: forgotten, or its log has ended. Any state leads here, none away.
 *
 * @module
 */

/** State by its name, which is also what DescribeGroups and ListGroups answer. */
export const GroupState = {
  Empty: "Empty",
  PreparingRebalance: "PreparingRebalance",
  CompletingRebalance: "CompletingRebalance",
  Stable: "Stable",
  Dead: "Dead",
} as const;
export type GroupState = (typeof GroupState)[keyof typeof GroupState];

const { Empty, PreparingRebalance, CompletingRebalance, Stable, Dead } = GroupState;

const NEXT: Readonly<Record<GroupState, readonly GroupState[]>> = {
  Empty: [PreparingRebalance, Dead],
  PreparingRebalance: [CompletingRebalance, Empty, Dead],
  CompletingRebalance: [Stable, PreparingRebalance, Dead],
  Stable: [PreparingRebalance, Dead],
  Dead: [],
};

/** Whether a group may go from one state to another. */
export function mayFollow(from: GroupState, to: GroupState): boolean {
  return NEXT[from].includes(to);
}
