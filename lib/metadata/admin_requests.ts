/**
 * What tools of Kafka 2.x ask for by writing a znode: `/admin/reassign_partitions` and
 * `/admin/preferred_replica_election`, each a list of partitions. The controller does what they say
 * and removes the znode, by which the tool sees the end.
 *
 * @module
 */
import type { Logger } from "../io/logger.ts";
import { type AssignmentServices, electLeader } from "./leader_election.ts";
import { ANY_VERSION } from "./metadata_store.ts";
import { reassignPartition } from "./partition_reassignment.ts";
import { parseObject, ZnodeFormatError } from "./znodes.ts";

export const REASSIGN_PARTITIONS = "/admin/reassign_partitions";
export const PREFERRED_ELECTION = "/admin/preferred_replica_election";

/** What stands in a list of partitions. */
interface ListedPartition {
  readonly topic: string;
  readonly index: number;
  /** Empty where the list is no reassignment. */
  readonly replicas: readonly number[];
}

/** Does what the znode asks, where it is there, and removes it. */
export async function serveAdminRequest(
  path: string,
  services: AssignmentServices & { readonly logger: Logger },
): Promise<void> {
  const { store, logger } = services;
  const node = await store.get(path);
  if (node === null) return;
  try {
    for (const partition of listedPartitions(path, node.data)) {
      const error = await serve(path, partition, services);
      const { topic, index } = partition;
      logger.info("served a request by znode", { path, partition: `${topic}-${index}`, error });
    }
  } catch (error) {
    // Left there, it would be in the way of the next one.
    if (!(error instanceof ZnodeFormatError)) throw error;
    logger.error(error.message);
  }
  await store.apply([{ kind: "delete", path, version: ANY_VERSION }]);
}

async function serve(
  path: string,
  { topic, index, replicas }: ListedPartition,
  services: AssignmentServices,
): Promise<string> {
  if (path === PREFERRED_ELECTION) {
    return await electLeader({ topic, index, type: "preferred" }, services);
  }
  const target = { topic, index, replicas, replicationFactor: "change" as const };
  return (await reassignPartition(target, services)).error;
}

function listedPartitions(path: string, data: Uint8Array): ListedPartition[] {
  const { partitions } = parseObject(path, data);
  if (!Array.isArray(partitions)) {
    throw new ZnodeFormatError(`Cannot use znode ${path}: it has no list "partitions"`);
  }
  return partitions.map((item: unknown) => {
    if (typeof item === "object" && item !== null && "topic" in item && "partition" in item) {
      const replicas = "replicas" in item && Array.isArray(item.replicas) ? item.replicas : [];
      return {
        topic: String(item.topic),
        index: Number(item.partition),
        replicas: replicas.map(Number),
      };
    }
    throw new ZnodeFormatError(
      `Cannot use znode ${path}: ${JSON.stringify(item)} names no topic and partition`,
    );
  });
}
