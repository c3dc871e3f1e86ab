/**
 * Every API that this broker serves, one line each: what stands here is advertised by ApiVersions.
 *
 * @module
 */
import { alterClientQuotas } from "./alter_client_quotas.ts";
import { addOffsetsToTxn } from "./add_offsets_to_txn.ts";
import { addPartitionsToTxn } from "./add_partitions_to_txn.ts";
import { alterConfigs } from "./alter_configs.ts";
import { alterPartitionReassignments } from "./alter_partition_reassignments.ts";
import { alterReplicaLogDirs } from "./alter_replica_log_dirs.ts";
import { apiVersions } from "./api_versions.ts";
import { createPartitions } from "./create_partitions.ts";
import { createTopics } from "./create_topics.ts";
import { deleteGroups } from "./delete_groups.ts";
import { deleteRecords } from "./delete_records.ts";
import { deleteTopics } from "./delete_topics.ts";
import { describeClientQuotas } from "./describe_client_quotas.ts";
import { describeCluster } from "./describe_cluster.ts";
import { describeConfigs } from "./describe_configs.ts";
import { describeGroups } from "./describe_groups.ts";
import { describeLogDirs } from "./describe_log_dirs.ts";
import { describeProducers } from "./describe_producers.ts";
import { describeTopicPartitions } from "./describe_topic_partitions.ts";
import { describeTransactions } from "./describe_transactions.ts";
import { describeUserScramCredentials } from "./describe_user_scram_credentials.ts";
import { electLeaders } from "./elect_leaders.ts";
import { endTxn } from "./end_txn.ts";
import { fetch } from "./fetch.ts";
import { findCoordinator } from "./find_coordinator.ts";
import { getTelemetrySubscriptions } from "./get_telemetry_subscriptions.ts";
import type { AnyHandler } from "./handler.ts";
import { updateFeatures } from "./update_features.ts";
import { heartbeat } from "./heartbeat.ts";
import { incrementalAlterConfigs } from "./incremental_alter_configs.ts";
import { initProducerId } from "./init_producer_id.ts";
import { joinGroup } from "./join_group.ts";
import { leaveGroup } from "./leave_group.ts";
import { listConfigResources } from "./list_config_resources.ts";
import { listGroups } from "./list_groups.ts";
import { listOffsets } from "./list_offsets.ts";
import { listTransactions } from "./list_transactions.ts";
import { listPartitionReassignments } from "./list_partition_reassignments.ts";
import { metadata } from "./metadata.ts";
import { offsetCommit } from "./offset_commit.ts";
import { offsetDelete } from "./offset_delete.ts";
import { offsetFetch } from "./offset_fetch.ts";
import { offsetForLeaderEpoch } from "./offset_for_leader_epoch.ts";
import { produce } from "./produce.ts";
import { pushTelemetry } from "./push_telemetry.ts";
import { syncGroup } from "./sync_group.ts";
import { writeTxnMarkers } from "./write_txn_markers.ts";
import { txnOffsetCommit } from "./txn_offset_commit.ts";

const all: readonly AnyHandler[] = [
  produce,
  fetch,
  listOffsets,
  metadata,
  offsetCommit,
  offsetFetch,
  findCoordinator,
  joinGroup,
  heartbeat,
  leaveGroup,
  syncGroup,
  describeGroups,
  listGroups,
  apiVersions,
  createTopics,
  deleteTopics,
  deleteRecords,
  initProducerId,
  addPartitionsToTxn,
  addOffsetsToTxn,
  endTxn,
  writeTxnMarkers,
  offsetForLeaderEpoch,
  txnOffsetCommit,
  describeConfigs,
  alterConfigs,
  alterReplicaLogDirs,
  describeLogDirs,
  createPartitions,
  deleteGroups,
  electLeaders,
  incrementalAlterConfigs,
  alterPartitionReassignments,
  listPartitionReassignments,
  offsetDelete,
  describeClientQuotas,
  alterClientQuotas,
  describeUserScramCredentials,
  updateFeatures,
  describeCluster,
  describeProducers,
  getTelemetrySubscriptions,
  pushTelemetry,
  listConfigResources,
  describeTopicPartitions,
  describeTransactions,
  listTransactions,
];

/** By API key. */
export const handlers: ReadonlyMap<number, AnyHandler> = new Map(
  all.map((handler) => [handler.request.apiKey, handler]),
);
