/**
 * Moves of replicas between the log folders of their brokers: where each is, how far, and the
 * start of new ones.
 *
 * @module
 */

import {
  alterReplicaLogDirs,
  describeCluster,
  describeLogDirs,
  type LogDir,
  type LogDirMove,
} from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import { hasCode } from "../../client/errors.ts";
import { comparePartitions, keyOf, partitionKey } from "../../client/topic_partition.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import type { Terminal } from "../command.ts";
import { javaText } from "../java_exception.ts";
import { PlainError, TerseError } from "../terse_error.ts";
import { type Assignment, replicaKey } from "./assignment_file.ts";

const PAUSE_MS = 100;

/** How a replica's move stands. */
export interface MoveState {
  readonly wanted: LogDirMove;
  /** Null where the broker has no log folder with it. */
  readonly current: string | null;
  /** Where it moves to, null where it does not. */
  readonly future: string | null;
  /** Whether the broker could be asked. */
  readonly brokerIsThere: boolean;
}

/** How moves stand, by broker and partition. */
export async function moveStates(
  cluster: Cluster,
  wanted: readonly LogDirMove[],
): Promise<MoveState[]> {
  const folders = await logDirsOf(cluster, wanted.map(({ brokerId }) => brokerId));
  return wanted.toSorted((a, b) => a.brokerId - b.brokerId || comparePartitions(a, b))
    .map((each) => {
      const own = folders.get(each.brokerId);
      return {
        wanted: each,
        current: folderWith(own, each, "present"),
        future: folderWith(own, each, "future"),
        brokerIsThere: own !== undefined,
      };
    });
}

/** The log folder of each replica of assignments, by {@linkcode replicaKey}. */
export async function currentLogDirs(
  cluster: Cluster,
  assignments: readonly Assignment[],
): Promise<Map<string, string>> {
  const folders = await logDirsOf(cluster, assignments.flatMap(({ replicas }) => replicas));
  const found = new Map<string, string>();
  for (const { topic, partition, replicas } of assignments) {
    for (const brokerId of replicas) {
      const replica = { topic, partition, brokerId };
      const path = folderWith(folders.get(brokerId), replica, "present");
      if (path !== null) found.set(replicaKey(replica), path);
    }
  }
  return found;
}

/** The folders of those brokers that are there. */
async function logDirsOf(
  cluster: Cluster,
  brokerIds: readonly number[],
): Promise<Map<number, LogDir[]>> {
  const found = new Map<number, LogDir[]>();
  if (brokerIds.length === 0) return found;
  const live = (await describeCluster(cluster)).brokers.map(({ id }) => id);
  for (const id of new Set(brokerIds)) {
    if (live.includes(id)) found.set(id, await describeLogDirs(cluster, id));
  }
  return found;
}

function folderWith(
  folders: readonly LogDir[] | undefined,
  { topic, partition }: { topic: string; partition: number },
  which: "present" | "future",
): string | null {
  const found = folders?.find(({ replicas }) =>
    replicas.some((each) =>
      each.topic === topic && each.partition === partition && each.isFuture === (which === "future")
    )
  );
  return found?.path ?? null;
}

/** What --verify says of a move. */
export function moveText({ wanted, current, future, brokerIsThere }: MoveState): string {
  const { brokerId, logDir } = wanted;
  const name = keyOf(wanted);
  if (!brokerIsThere) {
    return `Partition ${name} cannot be found in any live log directory on broker ${brokerId}.`;
  }
  if (current === null) {
    return `Partition ${name} is not found in any live log dir on broker ${brokerId}. There is ` +
      "likely an offline log directory on the broker.";
  }
  if (future === logDir) return `Reassignment of replica ${name}-${brokerId} is still in progress.`;
  if (future !== null) {
    return `Partition ${name} on broker ${brokerId} is being moved to log dir ${future} instead ` +
      `of ${logDir}.`;
  }
  if (current === logDir) {
    return `Reassignment of replica ${name}-${brokerId} completed successfully.`;
  }
  return `Partition ${name} on broker ${brokerId} is not being moved from log dir ${current} to ` +
    `${logDir}.`;
}

/**
 * Starts moves, and says which began; a replica that its broker does not hold yet is tried again.
 *
 * @throws {TerseError} where some could not begin in time
 */
export async function startMoves(
  cluster: Cluster,
  moves: readonly LogDirMove[],
  { timeoutMs, terminal }: { timeoutMs: number; terminal: Terminal },
): Promise<void> {
  const deadlineMs = cluster.clock.monotonicMs() + timeoutMs;
  let open = moves.toSorted((a, b) => a.brokerId - b.brokerId || comparePartitions(a, b));
  for (;;) {
    const results = await alterReplicaLogDirs(cluster, open);
    for (const { error, logDir, topic, partition, brokerId } of results) {
      const name = partitionKey(topic, partition);
      if (error === null) {
        terminal.stdout(
          `Successfully started moving log directory to ${logDir} for replica ${name} with ` +
            `broker ${brokerId} \n`,
        );
      } else if (!hasCode(error, ErrorCode.REPLICA_NOT_AVAILABLE)) {
        throw new TerseError(`Failed to alter dir for ${name}-${brokerId}: ${javaText(error)}`);
      }
    }
    open = results.filter(({ error }) => error !== null);
    if (open.length === 0) return;
    if (cluster.clock.monotonicMs() >= deadlineMs) {
      throw new PlainError(
        `Timed out before log directory move${open.length === 1 ? "" : "s"} could be started ` +
          `for: ${open.map(replicaKey).join(",")}`,
      );
    }
    await new Promise<void>((resolve) => cluster.clock.setTimer(PAUSE_MS, resolve));
  }
}
