/**
 * AlterReplicaLogDirs (API key 34), versions 1 and 2: moves partitions between the folders of
 * log.dirs (KIP-113). The answer comes before the work: a copy is made and catches up while the
 * partition is used, and DescribeLogDirs shows it as a future one until it takes over.
 *
 * The folder where the partition is means that it stays there, and takes back a move that is under
 * way. A partition that is not there yet is made in the folder that was wished, and is answered
 * with REPLICA_NOT_AVAILABLE, or UNKNOWN_TOPIC_OR_PARTITION where its topic is not known.
 *
 * Moves run one after the other, over restarts as well. Not done: a throttle.
 *
 * - 2: flexible
 *
 * @module
 */
import { LogOfflineError } from "../../storage/log.ts";
import {
  AlterReplicaLogDirsRequest,
  AlterReplicaLogDirsResponse,
} from "../messages/alter_replica_log_dirs.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { handler, type RequestContext } from "./handler.ts";
import { refusalOf } from "./refusal.ts";

/** One partition of a request, and where it is wanted. */
interface Wish {
  topic: string;
  index: number;
  path: string;
}

export const alterReplicaLogDirs = handler({
  request: AlterReplicaLogDirsRequest,
  response: AlterReplicaLogDirsResponse,
  versions: [1, 2],
  async handle({ dirs }, context) {
    const topics = new Map<string, Map<number, number>>();
    for (const { path, topics: wanted } of dirs) {
      for (const { name: topic, partitions } of wanted) {
        const results = topics.get(topic) ?? new Map<number, number>();
        topics.set(topic, results);
        for (const index of partitions) {
          results.set(index, await alter({ topic, index, path }, context));
        }
      }
    }
    return {
      results: [...topics].map(([topicName, partitions]) => ({
        topicName,
        partitions: [...partitions].map(([partitionIndex, errorCode]) => ({
          partitionIndex,
          errorCode,
        })),
      })),
    };
  },
});

async function alter({ topic, index, path }: Wish, context: RequestContext): Promise<number> {
  const { partitions, image } = context.broker;
  const folder = partitions.folderAt(path);
  if (folder === null) return ErrorCode.LOG_DIR_NOT_FOUND;
  if (folder.offline !== null) return ErrorCode.KAFKA_STORAGE_ERROR;
  const partition = partitions.get(topic, index);
  if (partition === undefined) {
    partitions.wishFolder({ topic, index }, path);
    const isKnown = image.topics.get(topic)?.partitions[index] !== undefined;
    return isKnown ? ErrorCode.REPLICA_NOT_AVAILABLE : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  }
  if (partition.log.offline !== null) return ErrorCode.KAFKA_STORAGE_ERROR;
  try {
    await partitions.move(partition, path);
    return ErrorCode.NONE;
  } catch (error) {
    if (error instanceof LogOfflineError) return ErrorCode.KAFKA_STORAGE_ERROR;
    return refusalOf(error, context).errorCode;
  }
}
