/**
 * The admin client: one function per task, each given the cluster. The command line, REST and
 * Connect use these.
 *
 * @module
 */

export {
  type BrokerApis,
  brokerApiVersions,
  type ClusterDescription,
  describeCluster,
  describeLogDirs,
  type LogDir,
  type LogDirReplica,
} from "./cluster.ts";
export {
  AlterConfigOp,
  alterConfigs,
  type ConfigChange,
  type ConfigEntry,
  type ConfigResource,
  ConfigResourceType,
  ConfigSource,
  describeConfigs,
  isDefaultConfig,
  type ResourceConfigs,
} from "./configs.ts";
export {
  describeTopics,
  describeTopicsById,
  type PartitionDescription,
  type TopicDescription,
} from "./describe_topics.ts";
export {
  type DeletedGroup,
  deleteGroup,
  deleteGroups,
  describeGroup,
  type GroupDescription,
  type GroupListing,
  listGroups,
  type MemberDescription,
} from "./groups.ts";
export { listReassignments, type Reassignment } from "./reassignments.ts";
export { type DeletedRecords, deleteRecords, type NewStart } from "./records.ts";
export {
  type CreatedTopic,
  createPartitions,
  createTopic,
  deleteTopics,
  listTopics,
  type MorePartitions,
  type NewTopic,
  type TopicListing,
} from "./topics.ts";
export {
  commitOffsets,
  type CommittedOffset,
  type DeletedOffset,
  deleteOffsets,
  fetchOffsets,
  type OffsetToCommit,
} from "../group_offsets.ts";
export { listOffsets, OffsetTimestamp } from "../list_offsets.ts";
