/**
 * The APIs that this client uses, both directions of each in one object.
 *
 * @module
 */

import { ApiVersionsRequest, ApiVersionsResponse } from "../kafka/messages/api_versions.ts";
import {
  ConsumerGroupDescribeRequest,
  ConsumerGroupDescribeResponse,
} from "../kafka/messages/consumer_group_describe.ts";
import {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
} from "../kafka/messages/create_partitions.ts";
import { CreateTopicsRequest, CreateTopicsResponse } from "../kafka/messages/create_topics.ts";
import { DeleteGroupsRequest, DeleteGroupsResponse } from "../kafka/messages/delete_groups.ts";
import { DeleteRecordsRequest, DeleteRecordsResponse } from "../kafka/messages/delete_records.ts";
import { DeleteTopicsRequest, DeleteTopicsResponse } from "../kafka/messages/delete_topics.ts";
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
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponse,
} from "../kafka/messages/describe_topic_partitions.ts";
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
import { ListGroupsRequest, ListGroupsResponse } from "../kafka/messages/list_groups.ts";
import { ListOffsetsRequest, ListOffsetsResponse } from "../kafka/messages/list_offsets.ts";
import {
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponse,
} from "../kafka/messages/list_partition_reassignments.ts";
import { MetadataRequest, MetadataResponse } from "../kafka/messages/metadata.ts";
import { OffsetCommitRequest, OffsetCommitResponse } from "../kafka/messages/offset_commit.ts";
import { OffsetDeleteRequest, OffsetDeleteResponse } from "../kafka/messages/offset_delete.ts";
import { OffsetFetchRequest, OffsetFetchResponse } from "../kafka/messages/offset_fetch.ts";
import { ProduceRequest, ProduceResponse } from "../kafka/messages/produce.ts";
import { SyncGroupRequest, SyncGroupResponse } from "../kafka/messages/sync_group.ts";

export const ApiVersions = { request: ApiVersionsRequest, response: ApiVersionsResponse };
export const ConsumerGroupDescribe = {
  request: ConsumerGroupDescribeRequest,
  response: ConsumerGroupDescribeResponse,
};
export const CreatePartitions = {
  request: CreatePartitionsRequest,
  response: CreatePartitionsResponse,
};
export const CreateTopics = { request: CreateTopicsRequest, response: CreateTopicsResponse };
export const DeleteGroups = { request: DeleteGroupsRequest, response: DeleteGroupsResponse };
export const DeleteRecords = { request: DeleteRecordsRequest, response: DeleteRecordsResponse };
export const DeleteTopics = { request: DeleteTopicsRequest, response: DeleteTopicsResponse };
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
export const DescribeTopicPartitions = {
  request: DescribeTopicPartitionsRequest,
  response: DescribeTopicPartitionsResponse,
};
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
export const ListGroups = { request: ListGroupsRequest, response: ListGroupsResponse };
export const ListOffsets = { request: ListOffsetsRequest, response: ListOffsetsResponse };
export const ListPartitionReassignments = {
  request: ListPartitionReassignmentsRequest,
  response: ListPartitionReassignmentsResponse,
};
export const Metadata = { request: MetadataRequest, response: MetadataResponse };
export const OffsetCommit = { request: OffsetCommitRequest, response: OffsetCommitResponse };
export const OffsetDelete = { request: OffsetDeleteRequest, response: OffsetDeleteResponse };
export const OffsetFetch = { request: OffsetFetchRequest, response: OffsetFetchResponse };
export const Produce = { request: ProduceRequest, response: ProduceResponse };
export const SyncGroup = { request: SyncGroupRequest, response: SyncGroupResponse };
