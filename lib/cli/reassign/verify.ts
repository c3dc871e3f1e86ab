/**
 * `kafka-reassign-partitions.sh --verify`, `--cancel` and `--list`.
 *
 * @module
 */

import {
  alterReassignments,
  describeCluster,
  describeTopics,
  listReassignments,
} from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import { hasCode } from "../../client/errors.ts";
import { comparePartitions, keyOf } from "../../client/topic_partition.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import type { Terminal } from "../command.ts";
import { javaMessage } from "../java_exception.ts";
import { PlainError } from "../terse_error.ts";
import type { Assignment } from "./assignment_file.ts";
import { assignmentFile, type ReassignCall } from "./execute.ts";
import { moveStates, moveText, startMoves } from "./log_dir_states.ts";
import { clearThrottles, plural } from "./throttles.ts";

/** Says how far the moves of a file are; takes throttles away when all are done. */
export async function verify(cluster: Cluster, call: ReassignCall): Promise<void> {
  const { parsed, context: { terminal } } = call;
  const { partitions, logDirs } = assignmentFile(call);
  const underWay = await listReassignments(cluster);
  terminal.stdout("Status of partition reassignment:\n");
  const present = await replicasNow(cluster, partitions);
  for (const each of partitions.toSorted(comparePartitions)) {
    const key = keyOf(each);
    const now = present.get(key) ?? [];
    const wanted = each.replicas.join(",");
    terminal.stdout(
      underWay.has(key)
        ? `Reassignment of partition ${key} is still in progress.\n`
        : now.join(",") === wanted
        ? `Reassignment of partition ${key} is completed.\n`
        : `There is no active reassignment of partition ${key}, but replica set is ` +
          `${now.join(",")} rather than ${wanted}.\n`,
    );
  }
  const moves = await moveStates(cluster, logDirs);
  terminal.stdout(`${moves.map(moveText).join("\n")}\n`);
  const isMoving = underWay.size > 0 || moves.some(({ future }) => future !== null);
  if (!isMoving && !parsed.has("preserve-throttles")) await clear(cluster, partitions, terminal);
}

/** Takes back the moves of a file that are under way. */
export async function cancel(cluster: Cluster, call: ReassignCall): Promise<void> {
  const { parsed, context: { terminal } } = call;
  const { partitions, logDirs } = assignmentFile(call);
  const underWay = await listReassignments(cluster);
  const active = partitions.filter((each) => underWay.has(keyOf(each))).sort(comparePartitions);
  if (active.length === 0) {
    terminal.stdout("None of the specified partition reassignments are active.\n");
  } else {
    const wanted = active.map((each) => ({ ...each, replicas: null }));
    const failed = (await alterReassignments(cluster, wanted))
      .filter(({ error }) => error !== null).sort(comparePartitions);
    if (failed.length > 0) {
      const lines = failed.map((each) => `${keyOf(each)}: ${javaMessage(each.error)}`);
      throw new PlainError(
        `Error cancelling partition reassignment${plural(failed)} for:\n${lines.join("\n")}`,
      );
    }
    terminal.stdout(
      `Successfully cancelled partition reassignment${plural(active)} for: ` +
        `${active.map(keyOf).join(",")}\n`,
    );
  }
  // A replica stops moving when it is told to lie where it is.
  const back = (await moveStates(cluster, logDirs)).flatMap(({ wanted, current, future }) =>
    future === null || current === null ? [] : [{ ...wanted, logDir: current }]
  );
  if (back.length === 0) {
    terminal.stdout("None of the specified partition moves are active.\n");
  } else {
    await startMoves(cluster, back, { timeoutMs: parsed.integer("timeout")!, terminal });
  }
  if (!parsed.has("preserve-throttles")) await clear(cluster, partitions, terminal);
}

/** Shows all moves under way. */
export async function list(cluster: Cluster, terminal: Terminal): Promise<void> {
  const moves = [...(await listReassignments(cluster)).values()].sort(comparePartitions);
  if (moves.length === 0) return terminal.stdout("No partition reassignments found.\n");
  const lines = moves.map((move) => {
    const adding = move.addingReplicas.length > 0
      ? ` adding: ${move.addingReplicas.join(",")}.`
      : "";
    const removing = move.removingReplicas.length > 0
      ? ` removing: ${move.removingReplicas.join(",")}.`
      : "";
    return `${keyOf(move)}: replicas: ${move.replicas.join(",")}.${adding}${removing}\n`;
  });
  terminal.stdout(`Current partition reassignments:\n${lines.join("")}`);
}

async function replicasNow(
  cluster: Cluster,
  partitions: readonly Assignment[],
): Promise<Map<string, readonly number[]>> {
  const found = new Map<string, readonly number[]>();
  for (const topic of new Set(partitions.map((each) => each.topic))) {
    try {
      const [described] = await describeTopics(cluster, [topic]);
      for (const { index, replicas } of described!.partitions) {
        found.set(keyOf({ topic, partition: index }), replicas);
      }
    } catch (error) {
      if (!hasCode(error, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)) throw error;
    }
  }
  return found;
}

/** Brokers that are not there cannot be told; they forget throttles with their registration. */
async function clear(
  cluster: Cluster,
  partitions: readonly Assignment[],
  terminal: Terminal,
): Promise<void> {
  const brokers = (await describeCluster(cluster)).brokers.map(({ id }) => id).sort((a, b) =>
    a - b
  );
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  await clearThrottles(cluster, { brokers, topics }, terminal);
}
