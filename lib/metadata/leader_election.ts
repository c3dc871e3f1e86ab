/**
 * Elections of partition leaders that somebody asks for. What came out is written to the
 * partition's znode, from where every broker follows it.
 *
 * @module
 */
import type { ClusterImage, PartitionImage } from "./cluster_image.ts";
import { type MetadataStore, retryConflicts } from "./metadata_store.ts";
import { formatPartitionState, parsePartitionState, partitionPath } from "./znodes.ts";

/** Preferred: the first replica. Unclean: any replica, in sync or not, where there is no leader. */
export type ElectionType = "preferred" | "unclean";

/** How an election ended, by the names of Kafka's errors. */
export type ElectionResult =
  | "NONE"
  | "ELECTION_NOT_NEEDED"
  | "UNKNOWN_TOPIC_OR_PARTITION"
  | "PREFERRED_LEADER_NOT_AVAILABLE"
  | "ELIGIBLE_LEADERS_NOT_AVAILABLE";

/** What elections and reassignments work with. */
export interface AssignmentServices {
  readonly store: MetadataStore;
  readonly image: () => ClusterImage;
  readonly controllerEpoch: () => number;
}

type Standing = Pick<PartitionImage, "leader" | "isr" | "replicas">;

/**
 * Elects one partition's leader; its znode says so when this resolves.
 *
 * @throws DiskFullError
 */
export function electLeader(
  { topic, index, type }: { topic: string; index: number; type: ElectionType },
  { store, image, controllerEpoch }: AssignmentServices,
): Promise<ElectionResult> {
  const path = `${partitionPath(topic, index)}/state`;
  return retryConflicts(`elect a leader for ${path}`, async () => {
    const replicas = image().topics.get(topic)?.partitions[index]?.replicas;
    const node = await store.get(path);
    if (replicas === undefined || node === null) return "UNKNOWN_TOPIC_OR_PARTITION";
    const state = parsePartitionState(path, node.data);
    const standing = { ...state, replicas };
    if (isLedAsAsked(standing, type)) return "ELECTION_NOT_NEEDED";
    const leader = candidate(standing, type, image());
    if (leader === undefined) {
      return type === "preferred"
        ? "PREFERRED_LEADER_NOT_AVAILABLE"
        : "ELIGIBLE_LEADERS_NOT_AVAILABLE";
    }
    // A leader that may miss records is in sync with nobody.
    const isr = state.isr.includes(leader) ? state.isr : [leader];
    const next = { leader, leaderEpoch: state.leaderEpoch + 1, isr };
    const data = formatPartitionState(next, controllerEpoch());
    await store.apply([{ kind: "set", path, data, version: node.version }]);
    return "NONE";
  });
}

function isLedAsAsked({ leader, replicas }: Standing, type: ElectionType): boolean {
  return type === "preferred" ? leader === replicas[0] : leader >= 0;
}

function candidate(
  { isr, replicas }: Standing,
  type: ElectionType,
  { brokers }: ClusterImage,
): number | undefined {
  const alive = replicas.filter((id) => brokers.has(id));
  if (type === "unclean") return alive.find((id) => isr.includes(id)) ?? alive[0];
  const first = replicas[0];
  return alive.find((id) => id === first && isr.includes(id));
}
