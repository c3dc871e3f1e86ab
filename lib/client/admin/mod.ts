/**
 * The admin client: one function per task, each given the cluster. The command line, REST and
 * Connect use these.
 *
 * @module
 */

export {
  type AclBinding,
  type AclEntry,
  AclOperation,
  type AclPattern,
  AclPatternType,
  AclPermission,
  AclResourceType,
  ANY_ACL_ENTRY,
  ANY_ACL_PATTERN,
  createAcls,
  deleteAcls,
  describeAcls,
} from "./acls.ts";
export {
  type BrokerApis,
  brokerApiVersions,
  type ClusterDescription,
  describeCluster,
  type DescribedNode,
  describeLogDirs,
  type LogDir,
  type LogDirReplica,
  unregisterBroker,
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
  removeMembers,
} from "./groups.ts";
export { listConfigResources } from "./config_resources.ts";
export {
  alterQuotas,
  type ClientQuota,
  describeQuotas,
  type QuotaChange,
  type QuotaEntityPart,
  QuotaEntityType,
  type QuotaFilterPart,
} from "./quotas.ts";
export {
  alterScramCredentials,
  describeScramCredentials,
  ScramMechanism,
  type ScramMechanismName,
  type ScramUpsertion,
  type UserScramCredentials,
} from "./scram.ts";
export { type ElectionResult, ElectionType, electLeaders } from "./elections.ts";
export { alterReplicaLogDirs, type LogDirMove, type LogDirMoveResult } from "./log_dir_moves.ts";
export {
  alterReassignments,
  listReassignments,
  type Reassignment,
  type ReassignmentResult,
  type WantedReplicas,
} from "./reassignments.ts";
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
  describeFeatures,
  type FeatureDescription,
  type FeaturesDescription,
  type FeatureUpdate,
  FeatureUpgradeType,
  updateFeatures,
} from "./features.ts";
export {
  alterShareOffsets,
  type DeletedShareOffsets,
  deleteShareOffsets,
  describeShareGroup,
  describeShareOffsets,
  type NewShareOffset,
  requireShareGroups,
  type ShareGroupDescription,
  type ShareMemberDescription,
  type ShareOffset,
} from "./share_groups.ts";
export {
  abortTransaction,
  type ActiveProducer,
  describeProducers,
  describeTransaction,
  forceTerminateTransaction,
  type HangingTransaction,
  listTransactions,
  type TransactionDescription,
  type TransactionFilter,
  type TransactionListing,
} from "./transactions.ts";
export {
  commitOffsets,
  type CommittedOffset,
  type DeletedOffset,
  deleteOffsets,
  fetchOffsets,
  type OffsetToCommit,
} from "../group_offsets.ts";
export { listOffsets, OffsetTimestamp } from "../list_offsets.ts";
