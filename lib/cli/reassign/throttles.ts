/**
 * Throttles of replicas that move: rates of brokers, and which replicas of topics they are for
 * (KIP-73).
 *
 * @module
 */

import {
  AlterConfigOp,
  alterConfigs,
  type ConfigChange,
  ConfigResourceType,
  type Reassignment,
} from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import { keyOf } from "../../client/topic_partition.ts";
import type { Terminal } from "../command.ts";
import type { Assignment } from "./assignment_file.ts";

const BROKER_RATES = ["leader.replication.throttled.rate", "follower.replication.throttled.rate"];
const LOG_DIR_RATE = "replica.alter.log.dirs.io.max.bytes.per.second";
const LEADER_REPLICAS = "leader.replication.throttled.replicas";
const FOLLOWER_REPLICAS = "follower.replication.throttled.replicas";

/** From which brokers a partition moves to which. */
export interface Move {
  readonly topic: string;
  readonly partition: number;
  readonly sources: readonly number[];
  readonly destinations: readonly number[];
}

/** The moves that are under way, and those that are proposed. */
export function movesOf(
  { underWay, proposed, present }: {
    underWay: ReadonlyMap<string, Reassignment>;
    proposed: readonly Assignment[];
    present: readonly Assignment[];
  },
): Move[] {
  const moves = new Map<string, Move>();
  for (const [key, { topic, partition, replicas, addingReplicas }] of underWay) {
    const sources = replicas.filter((id) => !addingReplicas.includes(id));
    moves.set(key, { topic, partition, sources, destinations: addingReplicas });
  }
  for (const each of proposed) {
    const key = keyOf(each);
    const sources = moves.get(key)?.sources ??
      present.find((one) => keyOf(one) === key)?.replicas ?? [];
    const destinations = each.replicas.filter((id) => !sources.includes(id));
    moves.set(key, { topic: each.topic, partition: each.partition, sources, destinations });
  }
  return [...moves.values()];
}

/** Sets the rate of moves between brokers, and names the replicas that it is for. */
export async function throttleMoves(
  cluster: Cluster,
  moves: readonly Move[],
  { rate, terminal }: { rate: number; terminal: Terminal },
): Promise<void> {
  for (const topic of new Set(moves.map((move) => move.topic))) {
    const own = moves.filter((move) => move.topic === topic);
    await change(cluster, { type: ConfigResourceType.TOPIC, name: topic }, [
      set(LEADER_REPLICAS, replicasText(own, "sources")),
      set(FOLLOWER_REPLICAS, replicasText(own, "destinations")),
    ]);
  }
  const brokers = new Set(
    moves.flatMap(({ sources, destinations }) => [...sources, ...destinations]),
  );
  for (const id of [...brokers].sort((a, b) => a - b)) {
    const changes = BROKER_RATES.map((name) => set(name, String(rate)));
    await change(cluster, { type: ConfigResourceType.BROKER, name: String(id) }, changes);
  }
  terminal.stdout(`The inter-broker throttle limit was set to ${rate} B/s\n`);
}

function replicasText(moves: readonly Move[], side: "sources" | "destinations"): string {
  const parts = moves.flatMap((move) => move[side].map((id) => `${move.partition}:${id}`));
  return [...new Set(parts)].sort().join(",");
}

/** Sets the rate of moves between log folders. */
export async function throttleLogDirMoves(
  cluster: Cluster,
  brokers: ReadonlySet<number>,
  { rate, terminal }: { rate: number; terminal: Terminal },
): Promise<void> {
  for (const id of brokers) {
    await change(cluster, { type: ConfigResourceType.BROKER, name: String(id) }, [
      set(LOG_DIR_RATE, String(rate)),
    ]);
  }
  terminal.stdout(`The replica-alter-dir throttle limit was set to ${rate} B/s\n`);
}

/** Takes away all throttles of these brokers and topics: nobody knows which were of this move. */
export async function clearThrottles(
  cluster: Cluster,
  { brokers, topics }: { brokers: readonly number[]; topics: readonly string[] },
  terminal: Terminal,
): Promise<void> {
  terminal.stdout(
    `Clearing broker-level throttles on broker${plural(brokers)} ${brokers.join(",")}\n`,
  );
  for (const id of brokers) {
    const changes = [...BROKER_RATES, LOG_DIR_RATE].map(unset);
    await change(cluster, { type: ConfigResourceType.BROKER, name: String(id) }, changes);
  }
  terminal.stdout(`Clearing topic-level throttles on topic${plural(topics)} ${topics.join(",")}\n`);
  for (const topic of topics) {
    const changes = [LEADER_REPLICAS, FOLLOWER_REPLICAS].map(unset);
    await change(cluster, { type: ConfigResourceType.TOPIC, name: topic }, changes);
  }
}

/** The ending of a word for so many. */
export function plural(items: readonly unknown[]): string {
  return items.length === 1 ? "" : "s";
}

function set(name: string, value: string): ConfigChange {
  return { name, operation: AlterConfigOp.SET, value };
}

function unset(name: string): ConfigChange {
  return { name, operation: AlterConfigOp.DELETE, value: null };
}

async function change(
  cluster: Cluster,
  resource: { type: ConfigResourceType; name: string },
  changes: readonly ConfigChange[],
): Promise<void> {
  await alterConfigs(cluster, { ...resource, changes });
}
