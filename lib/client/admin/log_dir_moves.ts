/**
 * AlterReplicaLogDirs: moves replicas between the log folders of their broker (KIP-113).
 *
 * @module
 */

import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { AlterReplicaLogDirs } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError } from "../errors.ts";
import { byTopic, partitionKey, type TopicPartition } from "../topic_partition.ts";

/** Where a replica is to lie. */
export interface LogDirMove extends TopicPartition {
  readonly brokerId: number;
  readonly logDir: string;
}

/** What became of it. */
export interface LogDirMoveResult extends LogDirMove {
  /** REPLICA_NOT_AVAILABLE where the broker does not hold the replica yet. */
  readonly error: BrokerError | null;
}

/** Asks each broker for its moves; they go on after the answer. */
export async function alterReplicaLogDirs(
  cluster: Cluster,
  moves: readonly LogDirMove[],
): Promise<LogDirMoveResult[]> {
  const results: LogDirMoveResult[] = [];
  for (const brokerId of new Set(moves.map((move) => move.brokerId))) {
    const own = moves.filter((move) => move.brokerId === brokerId);
    results.push(...await moveOn(cluster, { brokerId, moves: own }));
  }
  return results;
}

function moveOn(
  cluster: Cluster,
  { brokerId, moves }: { brokerId: number; moves: readonly LogDirMove[] },
): Promise<LogDirMoveResult[]> {
  return cluster.retry.run(`AlterReplicaLogDirs of broker ${brokerId}`, async () => {
    const transport = await cluster.node(brokerId);
    const paths = [...new Set(moves.map(({ logDir }) => logDir))];
    const { results } = await transport.send(AlterReplicaLogDirs, {
      dirs: paths.map((path) => ({
        path,
        topics: [...byTopic(moves.filter(({ logDir }) => logDir === path))].map((
          [name, list],
        ) => ({ name, partitions: list.map(({ partition }) => partition) })),
      })),
    });
    const codes = new Map(
      results.flatMap(({ topicName, partitions }) =>
        partitions.map(({ partitionIndex, errorCode }) =>
          [partitionKey(topicName, partitionIndex), errorCode] as const
        )
      ),
    );
    return moves.map((move) => {
      const about = partitionKey(move.topic, move.partition);
      const code = codes.get(about) ?? ErrorCode.UNKNOWN_SERVER_ERROR;
      const where = { api: "AlterReplicaLogDirs", broker: transport.broker, about };
      return { ...move, error: code === ErrorCode.NONE ? null : new BrokerError(code, where) };
    });
  });
}
