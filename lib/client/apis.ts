/**
 * The APIs that this client uses, both directions of each in one object.
 *
 * @module
 */

import {
  AddPartitionsToTxnRequest,
  AddPartitionsToTxnResponse,
} from "../kafka/messages/add_partitions_to_txn.ts";
import {
  AlterClientQuotasRequest,
  AlterClientQuotasResponse,
} from "../kafka/messages/alter_client_quotas.ts";
import {
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponse,
} from "../kafka/messages/alter_partition_reassignments.ts";
import {
  AlterReplicaLogDirsRequest,
  AlterReplicaLogDirsResponse,
} from "../kafka/messages/alter_replica_log_dirs.ts";
import {
  AlterShareGroupOffsetsRequest,
  AlterShareGroupOffsetsResponse,
} from "../kafka/messages/alter_share_group_offsets.ts";
import {
  AlterUserScramCredentialsRequest,
  AlterUserScramCredentialsResponse,
} from "../kafka/messages/alter_user_scram_credentials.ts";
import { ApiVersionsRequest, ApiVersionsResponse } from "../kafka/messages/api_versions.ts";
import {
  ConsumerGroupDescribeRequest,
  ConsumerGroupDescribeResponse,
} from "../kafka/messages/consumer_group_describe.ts";
import { CreateAclsRequest, CreateAclsResponse } from "../kafka/messages/create_acls.ts";
import {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
} from "../kafka/messages/create_partitions.ts";
import { CreateTopicsRequest, CreateTopicsResponse } from "../kafka/messages/create_topics.ts";
import { DeleteAclsRequest, DeleteAclsResponse } from "../kafka/messages/delete_acls.ts";
import { DeleteGroupsRequest, DeleteGroupsResponse } from "../kafka/messages/delete_groups.ts";
import { DeleteRecordsRequest, DeleteRecordsResponse } from "../kafka/messages/delete_records.ts";
import {
  DeleteShareGroupOffsetsRequest,
  DeleteShareGroupOffsetsResponse,
} from "../kafka/messages/delete_share_group_offsets.ts";
import { DeleteTopicsRequest, DeleteTopicsResponse } from "../kafka/messages/delete_topics.ts";
import { DescribeAclsRequest, DescribeAclsResponse } from "../kafka/messages/describe_acls.ts";
import {
  DescribeClientQuotasRequest,
  DescribeClientQuotasResponse,
} from "../kafka/messages/describe_client_quotas.ts";
import {
  DescribeClusterRequest,
  DescribeClusterResponse,
} from "../kafka/messages/describe_cluster.ts";
import {
  DescribeConfigsRequest,
  DescribeConfigsResponse,
} from "../kafka/messages/describe_configs.ts";
import {
  DescribeGroupsRequest,
  DescribeGroupsResponse,
} from "../kafka/messages/describe_groups.ts";
import {
  DescribeLogDirsRequest,
  DescribeLogDirsResponse,
} from "../kafka/messages/describe_log_dirs.ts";
import {
  DescribeProducersRequest,
  DescribeProducersResponse,
} from "../kafka/messages/describe_producers.ts";
import {
  DescribeShareGroupOffsetsRequest,
  DescribeShareGroupOffsetsResponse,
} from "../kafka/messages/describe_share_group_offsets.ts";
import {
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponse,
} from "../kafka/messages/describe_topic_partitions.ts";
import {
  DescribeTransactionsRequest,
  DescribeTransactionsResponse,
} from "../kafka/messages/describe_transactions.ts";
import {
  DescribeUserScramCredentialsRequest,
  DescribeUserScramCredentialsResponse,
} from "../kafka/messages/describe_user_scram_credentials.ts";
import { ElectLeadersRequest, ElectLeadersResponse } from "../kafka/messages/elect_leaders.ts";
import { EndTxnRequest, EndTxnResponse } from "../kafka/messages/end_txn.ts";
import { FetchRequest, FetchResponse } from "../kafka/messages/fetch.ts";
import {
  FindCoordinatorRequest,
  FindCoordinatorResponse,
} from "../kafka/messages/find_coordinator.ts";
import { HeartbeatRequest, HeartbeatResponse } from "../kafka/messages/heartbeat.ts";
import {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from "../kafka/messages/incremental_alter_configs.ts";
import {
  InitProducerIdRequest,
  InitProducerIdResponse,
} from "../kafka/messages/init_producer_id.ts";
import { JoinGroupRequest, JoinGroupResponse } from "../kafka/messages/join_group.ts";
import { LeaveGroupRequest, LeaveGroupResponse } from "../kafka/messages/leave_group.ts";
import {
  ListConfigResourcesRequest,
  ListConfigResourcesResponse,
} from "../kafka/messages/list_config_resources.ts";
import { ListGroupsRequest, ListGroupsResponse } from "../kafka/messages/list_groups.ts";
import { ListOffsetsRequest, ListOffsetsResponse } from "../kafka/messages/list_offsets.ts";
import {
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponse,
} from "../kafka/messages/list_partition_reassignments.ts";
import {
  ListTransactionsRequest,
  ListTransactionsResponse,
} from "../kafka/messages/list_transactions.ts";
import { MetadataRequest, MetadataResponse } from "../kafka/messages/metadata.ts";
import { OffsetCommitRequest, OffsetCommitResponse } from "../kafka/messages/offset_commit.ts";
import { OffsetDeleteRequest, OffsetDeleteResponse } from "../kafka/messages/offset_delete.ts";
import { OffsetFetchRequest, OffsetFetchResponse } from "../kafka/messages/offset_fetch.ts";
import { ProduceRequest, ProduceResponse } from "../kafka/messages/produce.ts";
import {
  ShareAcknowledgeRequest,
  ShareAcknowledgeResponse,
} from "../kafka/messages/share_acknowledge.ts";
import { ShareFetchRequest, ShareFetchResponse } from "../kafka/messages/share_fetch.ts";
import {
  ShareGroupDescribeRequest,
  ShareGroupDescribeResponse,
} from "../kafka/messages/share_group_describe.ts";
import {
  ShareGroupHeartbeatRequest,
  ShareGroupHeartbeatResponse,
} from "../kafka/messages/share_group_heartbeat.ts";
import { SyncGroupRequest, SyncGroupResponse } from "../kafka/messages/sync_group.ts";
import {
  UnregisterBrokerRequest,
  UnregisterBrokerResponse,
} from "../kafka/messages/unregister_broker.ts";
import {
  UpdateFeaturesRequest,
  UpdateFeaturesResponse,
} from "../kafka/messages/update_features.ts";
import {
  WriteTxnMarkersRequest,
  WriteTxnMarkersResponse,
} from "../kafka/messages/write_txn_markers.ts";

export const AddPartitionsToTxn = {
  request: AddPartitionsToTxnRequest,
  response: AddPartitionsToTxnResponse,
};
export const AlterClientQuotas = {
  request: AlterClientQuotasRequest,
  response: AlterClientQuotasResponse,
};
export const AlterPartitionReassignments = {
  request: AlterPartitionReassignmentsRequest,
  response: AlterPartitionReassignmentsResponse,
};
export const AlterReplicaLogDirs = {
  request: AlterReplicaLogDirsRequest,
  response: AlterReplicaLogDirsResponse,
};
export const AlterShareGroupOffsets = {
  request: AlterShareGroupOffsetsRequest,
  response: AlterShareGroupOffsetsResponse,
};
export const AlterUserScramCredentials = {
  request: AlterUserScramCredentialsRequest,
  response: AlterUserScramCredentialsResponse,
};
export const ApiVersions = { request: ApiVersionsRequest, response: ApiVersionsResponse };
export const ConsumerGroupDescribe = {
  request: ConsumerGroupDescribeRequest,
  response: ConsumerGroupDescribeResponse,
};
export const CreateAcls = { request: CreateAclsRequest, response: CreateAclsResponse };
export const CreatePartitions = {
  request: CreatePartitionsRequest,
  response: CreatePartitionsResponse,
};
export const CreateTopics = { request: CreateTopicsRequest, response: CreateTopicsResponse };
export const DeleteAcls = { request: DeleteAclsRequest, response: DeleteAclsResponse };
export const DeleteGroups = { request: DeleteGroupsRequest, response: DeleteGroupsResponse };
export const DeleteRecords = { request: DeleteRecordsRequest, response: DeleteRecordsResponse };
export const DeleteShareGroupOffsets = {
  request: DeleteShareGroupOffsetsRequest,
  response: DeleteShareGroupOffsetsResponse,
};
export const DeleteTopics = { request: DeleteTopicsRequest, response: DeleteTopicsResponse };
export const DescribeAcls = { request: DescribeAclsRequest, response: DescribeAclsResponse };
export const DescribeClientQuotas = {
  request: DescribeClientQuotasRequest,
  response: DescribeClientQuotasResponse,
};
export const DescribeCluster = {
  request: DescribeClusterRequest,
  response: DescribeClusterResponse,
};
export const DescribeConfigs = {
  request: DescribeConfigsRequest,
  response: DescribeConfigsResponse,
};
export const DescribeGroups = { request: DescribeGroupsRequest, response: DescribeGroupsResponse };
export const DescribeLogDirs = {
  request: DescribeLogDirsRequest,
  response: DescribeLogDirsResponse,
};
export const DescribeProducers = {
  request: DescribeProducersRequest,
  response: DescribeProducersResponse,
};
export const DescribeShareGroupOffsets = {
  request: DescribeShareGroupOffsetsRequest,
  response: DescribeShareGroupOffsetsResponse,
};
export const DescribeTopicPartitions = {
  request: DescribeTopicPartitionsRequest,
  response: DescribeTopicPartitionsResponse,
};
export const DescribeTransactions = {
  request: DescribeTransactionsRequest,
  response: DescribeTransactionsResponse,
};
export const DescribeUserScramCredentials = {
  request: DescribeUserScramCredentialsRequest,
  response: DescribeUserScramCredentialsResponse,
};
export const ElectLeaders = { request: ElectLeadersRequest, response: ElectLeadersResponse };
export const EndTxn = { request: EndTxnRequest, response: EndTxnResponse };
export const Fetch = { request: FetchRequest, response: FetchResponse };
export const FindCoordinator = {
  request: FindCoordinatorRequest,
  response: FindCoordinatorResponse,
};
export const Heartbeat = { request: HeartbeatRequest, response: HeartbeatResponse };
export const IncrementalAlterConfigs = {
  request: IncrementalAlterConfigsRequest,
  response: IncrementalAlterConfigsResponse,
};
export const InitProducerId = { request: InitProducerIdRequest, response: InitProducerIdResponse };
export const JoinGroup = { request: JoinGroupRequest, response: JoinGroupResponse };
export const LeaveGroup = { request: LeaveGroupRequest, response: LeaveGroupResponse };
export const ListConfigResources = {
  request: ListConfigResourcesRequest,
  response: ListConfigResourcesResponse,
};
export const ListGroups = { request: ListGroupsRequest, response: ListGroupsResponse };
export const ListOffsets = { request: ListOffsetsRequest, response: ListOffsetsResponse };
export const ListPartitionReassignments = {
  request: ListPartitionReassignmentsRequest,
  response: ListPartitionReassignmentsResponse,
};
export const ListTransactions = {
  request: ListTransactionsRequest,
  response: ListTransactionsResponse,
};
export const Metadata = { request: MetadataRequest, response: MetadataResponse };
export const OffsetCommit = { request: OffsetCommitRequest, response: OffsetCommitResponse };
export const OffsetDelete = { request: OffsetDeleteRequest, response: OffsetDeleteResponse };
export const OffsetFetch = { request: OffsetFetchRequest, response: OffsetFetchResponse };
export const Produce = { request: ProduceRequest, response: ProduceResponse };
export const ShareAcknowledge = {
  request: ShareAcknowledgeRequest,
  response: ShareAcknowledgeResponse,
};
export const ShareFetch = { request: ShareFetchRequest, response: ShareFetchResponse };
export const ShareGroupDescribe = {
  request: ShareGroupDescribeRequest,
  response: ShareGroupDescribeResponse,
};
export const ShareGroupHeartbeat = {
  request: ShareGroupHeartbeatRequest,
  response: ShareGroupHeartbeatResponse,
};
export const SyncGroup = { request: SyncGroupRequest, response: SyncGroupResponse };
export const UnregisterBroker = {
  request: UnregisterBrokerRequest,
  response: UnregisterBrokerResponse,
};
export const UpdateFeatures = { request: UpdateFeaturesRequest, response: UpdateFeaturesResponse };
export const WriteTxnMarkers = {
  request: WriteTxnMarkersRequest,
  response: WriteTxnMarkersResponse,
};
