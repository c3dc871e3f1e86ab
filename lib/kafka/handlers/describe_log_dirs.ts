/**
 * DescribeLogDirs (API key 35), versions 0 to 5: the folders of log.dirs with the partitions in
 * them and their sizes. Partitions that are asked for and not here are left out, as in Kafka.
 *
 * A size counts what is written, not what the active segment has preallocated. A partition that
 * moves to another folder stands in both: there as a future one, with the offsets that its copy is
 * behind. A folder that has failed is told with KAFKA_STORAGE_ERROR and without its partitions.
 *
 * - 3: an error for the whole answer; nothing needs it yet
 * - 4: size and free space of the volume (KIP-827)
 * - 5: cordoned folders (KIP-1066); none is
 *
 * @module
 */
import type { PartitionLog } from "../log/partition_log.ts";
import type { FolderReplica } from "../log/partition_folders.ts";
import { DescribeLogDirsRequest, DescribeLogDirsResponse } from "../messages/describe_log_dirs.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { Input } from "../schema/mod.ts";
import { handler } from "./handler.ts";

type TopicResponse = Input<typeof DescribeLogDirsResponse>["results"][number]["topics"][number];

export const describeLogDirs = handler({
  request: DescribeLogDirsRequest,
  response: DescribeLogDirsResponse,
  versions: [0, 5],
  handle({ topics }, { broker }) {
    const asked = topics === null
      ? null
      : new Map(topics.map(({ topic, partitions }) => [topic, new Set(partitions)]));
    const isAsked = ({ topic, index }: PartitionLog) => {
      return asked === null || asked.get(topic)?.has(index) === true;
    };
    return {
      errorCode: ErrorCode.NONE,
      results: broker.partitions.folders().map(({ path, offline, space, replicas }) => ({
        errorCode: offline === null ? ErrorCode.NONE : ErrorCode.KAFKA_STORAGE_ERROR,
        logDir: path,
        topics: byTopic(replicas.filter(({ partition }) => isAsked(partition))),
        ...(space === null ? {} : {
          totalBytes: space.totalBytes,
          usableBytes: space.availableBytes,
        }),
      })),
    };
  },
});

function byTopic(replicas: readonly FolderReplica[]): TopicResponse[] {
  return [...Map.groupBy(replicas, ({ partition }) => partition.topic)].map(([name, held]) => ({
    name,
    partitions: held.map(({ partition, sizeBytes, offsetLag, isFuture }) => ({
      partitionIndex: partition.index,
      partitionSize: sizeBytes,
      offsetLag,
      isFutureKey: isFuture,
    })),
  }));
}
