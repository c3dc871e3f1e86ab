/**
 * DescribeLogDirs (API key 35), versions 0 to 5: the folders of log.dirs with the partitions in
 * them and their sizes. Partitions that are asked for and not here are left out, as in Kafka.
 *
 * A size counts what is written, not what the active segment has preallocated. There are no
 * followers and no moves between folders, so no partition lags and none is a future one.
 *
 * - 3: an error for the whole answer; nothing needs it yet
 * - 4: size and free space of the volume (KIP-827)
 * - 5: cordoned folders (KIP-1066); none is
 *
 * @module
 */
import type { PartitionLog } from "../log/partition_log.ts";
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
    return {
      errorCode: ErrorCode.NONE,
      results: broker.partitions.folders().map(({ path, space, partitions }) => ({
        errorCode: ErrorCode.NONE,
        logDir: path,
        totalBytes: space.totalBytes,
        usableBytes: space.availableBytes,
        topics: byTopic(partitions.filter(({ topic, index }) => {
          return asked === null || asked.get(topic)?.has(index) === true;
        })),
      })),
    };
  },
});

function byTopic(partitions: readonly PartitionLog[]): TopicResponse[] {
  return [...Map.groupBy(partitions, ({ topic }) => topic)].map(([name, held]) => ({
    name,
    partitions: held.map(({ index, log }) => ({
      partitionIndex: index,
      partitionSize: log.sizeBytes,
      offsetLag: 0,
      isFutureKey: false,
    })),
  }));
}
