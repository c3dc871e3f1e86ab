/**
 * The list of all messages: requests and responses by API key here, those that have no API of
 * their own in record_messages.ts. A new API is one file and one line in the list below.
 *
 * @module
 */

import type { AnyMessage } from "../schema/mod.ts";
import { AddOffsetsToTxnRequest, AddOffsetsToTxnResponse } from "./add_offsets_to_txn.ts";
import { AddPartitionsToTxnRequest, AddPartitionsToTxnResponse } from "./add_partitions_to_txn.ts";
import { AlterClientQuotasRequest, AlterClientQuotasResponse } from "./alter_client_quotas.ts";
import { AlterConfigsRequest, AlterConfigsResponse } from "./alter_configs.ts";
import { AlterPartitionRequest, AlterPartitionResponse } from "./alter_partition.ts";
import {
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponse,
} from "./alter_partition_reassignments.ts";
import {
  AlterReplicaLogDirsRequest,
  AlterReplicaLogDirsResponse,
} from "./alter_replica_log_dirs.ts";
import {
  AlterShareGroupOffsetsRequest,
  AlterShareGroupOffsetsResponse,
} from "./alter_share_group_offsets.ts";
import {
  AlterUserScramCredentialsRequest,
  AlterUserScramCredentialsResponse,
} from "./alter_user_scram_credentials.ts";
import { ApiVersionsRequest, ApiVersionsResponse } from "./api_versions.ts";
import {
  ConsumerGroupDescribeRequest,
  ConsumerGroupDescribeResponse,
} from "./consumer_group_describe.ts";
import {
  ConsumerGroupHeartbeatRequest,
  ConsumerGroupHeartbeatResponse,
} from "./consumer_group_heartbeat.ts";
import { ControlledShutdownRequest, ControlledShutdownResponse } from "./controlled_shutdown.ts";
import { CreateAclsRequest, CreateAclsResponse } from "./create_acls.ts";
import {
  CreateDelegationTokenRequest,
  CreateDelegationTokenResponse,
} from "./create_delegation_token.ts";
import { CreatePartitionsRequest, CreatePartitionsResponse } from "./create_partitions.ts";
import { CreateTopicsRequest, CreateTopicsResponse } from "./create_topics.ts";
import { DeleteAclsRequest, DeleteAclsResponse } from "./delete_acls.ts";
import { DeleteGroupsRequest, DeleteGroupsResponse } from "./delete_groups.ts";
import { DeleteRecordsRequest, DeleteRecordsResponse } from "./delete_records.ts";
import {
  DeleteShareGroupOffsetsRequest,
  DeleteShareGroupOffsetsResponse,
} from "./delete_share_group_offsets.ts";
import {
  DeleteShareGroupStateRequest,
  DeleteShareGroupStateResponse,
} from "./delete_share_group_state.ts";
import { DeleteTopicsRequest, DeleteTopicsResponse } from "./delete_topics.ts";
import { DescribeAclsRequest, DescribeAclsResponse } from "./describe_acls.ts";
import {
  DescribeClientQuotasRequest,
  DescribeClientQuotasResponse,
} from "./describe_client_quotas.ts";
import { DescribeClusterRequest, DescribeClusterResponse } from "./describe_cluster.ts";
import { DescribeConfigsRequest, DescribeConfigsResponse } from "./describe_configs.ts";
import {
  DescribeDelegationTokenRequest,
  DescribeDelegationTokenResponse,
} from "./describe_delegation_token.ts";
import { DescribeGroupsRequest, DescribeGroupsResponse } from "./describe_groups.ts";
import { DescribeLogDirsRequest, DescribeLogDirsResponse } from "./describe_log_dirs.ts";
import { DescribeProducersRequest, DescribeProducersResponse } from "./describe_producers.ts";
import { DescribeQuorumRequest, DescribeQuorumResponse } from "./describe_quorum.ts";
import {
  DescribeShareGroupOffsetsRequest,
  DescribeShareGroupOffsetsResponse,
} from "./describe_share_group_offsets.ts";
import {
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponse,
} from "./describe_topic_partitions.ts";
import {
  DescribeTransactionsRequest,
  DescribeTransactionsResponse,
} from "./describe_transactions.ts";
import {
  DescribeUserScramCredentialsRequest,
  DescribeUserScramCredentialsResponse,
} from "./describe_user_scram_credentials.ts";
import { ElectLeadersRequest, ElectLeadersResponse } from "./elect_leaders.ts";
import { EndTxnRequest, EndTxnResponse } from "./end_txn.ts";
import {
  ExpireDelegationTokenRequest,
  ExpireDelegationTokenResponse,
} from "./expire_delegation_token.ts";
import { FetchRequest, FetchResponse } from "./fetch.ts";
import { FindCoordinatorRequest, FindCoordinatorResponse } from "./find_coordinator.ts";
import {
  GetTelemetrySubscriptionsRequest,
  GetTelemetrySubscriptionsResponse,
} from "./get_telemetry_subscriptions.ts";
import { HeartbeatRequest, HeartbeatResponse } from "./heartbeat.ts";
import {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from "./incremental_alter_configs.ts";
import { InitProducerIdRequest, InitProducerIdResponse } from "./init_producer_id.ts";
import {
  InitializeShareGroupStateRequest,
  InitializeShareGroupStateResponse,
} from "./initialize_share_group_state.ts";
import { JoinGroupRequest, JoinGroupResponse } from "./join_group.ts";
import { LeaderAndIsrRequest, LeaderAndIsrResponse } from "./leader_and_isr.ts";
import { LeaveGroupRequest, LeaveGroupResponse } from "./leave_group.ts";
import {
  ListConfigResourcesRequest,
  ListConfigResourcesResponse,
} from "./list_config_resources.ts";
import { ListGroupsRequest, ListGroupsResponse } from "./list_groups.ts";
import { ListOffsetsRequest, ListOffsetsResponse } from "./list_offsets.ts";
import {
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponse,
} from "./list_partition_reassignments.ts";
import { ListTransactionsRequest, ListTransactionsResponse } from "./list_transactions.ts";
import { MetadataRequest, MetadataResponse } from "./metadata.ts";
import { OffsetCommitRequest, OffsetCommitResponse } from "./offset_commit.ts";
import { OffsetDeleteRequest, OffsetDeleteResponse } from "./offset_delete.ts";
import { OffsetFetchRequest, OffsetFetchResponse } from "./offset_fetch.ts";
import {
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochResponse,
} from "./offset_for_leader_epoch.ts";
import { ProduceRequest, ProduceResponse } from "./produce.ts";
import { PushTelemetryRequest, PushTelemetryResponse } from "./push_telemetry.ts";
import {
  ReadShareGroupStateRequest,
  ReadShareGroupStateResponse,
} from "./read_share_group_state.ts";
import {
  ReadShareGroupStateSummaryRequest,
  ReadShareGroupStateSummaryResponse,
} from "./read_share_group_state_summary.ts";
import {
  RenewDelegationTokenRequest,
  RenewDelegationTokenResponse,
} from "./renew_delegation_token.ts";
import { SaslAuthenticateRequest, SaslAuthenticateResponse } from "./sasl_authenticate.ts";
import { SaslHandshakeRequest, SaslHandshakeResponse } from "./sasl_handshake.ts";
import { ShareAcknowledgeRequest, ShareAcknowledgeResponse } from "./share_acknowledge.ts";
import { ShareFetchRequest, ShareFetchResponse } from "./share_fetch.ts";
import { ShareGroupDescribeRequest, ShareGroupDescribeResponse } from "./share_group_describe.ts";
import {
  ShareGroupHeartbeatRequest,
  ShareGroupHeartbeatResponse,
} from "./share_group_heartbeat.ts";
import { StopReplicaRequest, StopReplicaResponse } from "./stop_replica.ts";
import {
  StreamsGroupDescribeRequest,
  StreamsGroupDescribeResponse,
} from "./streams_group_describe.ts";
import {
  StreamsGroupHeartbeatRequest,
  StreamsGroupHeartbeatResponse,
} from "./streams_group_heartbeat.ts";
import {
  StreamsGroupTopologyDescriptionUpdateRequest,
  StreamsGroupTopologyDescriptionUpdateResponse,
} from "./streams_group_topology_description_update.ts";
import { SyncGroupRequest, SyncGroupResponse } from "./sync_group.ts";
import { TxnOffsetCommitRequest, TxnOffsetCommitResponse } from "./txn_offset_commit.ts";
import { UnregisterBrokerRequest, UnregisterBrokerResponse } from "./unregister_broker.ts";
import {
  UnregisterControllerRequest,
  UnregisterControllerResponse,
} from "./unregister_controller.ts";
import { UpdateFeaturesRequest, UpdateFeaturesResponse } from "./update_features.ts";
import { UpdateMetadataRequest, UpdateMetadataResponse } from "./update_metadata.ts";
import {
  WriteShareGroupStateRequest,
  WriteShareGroupStateResponse,
} from "./write_share_group_state.ts";
import { WriteTxnMarkersRequest, WriteTxnMarkersResponse } from "./write_txn_markers.ts";

export { recordMessages } from "./record_messages.ts";

/** Both directions of one API. */
export interface ApiMessages {
  /** Kafka's name of the API, as in `ProduceRequest` without the `Request`. */
  readonly name: string;
  readonly request: AnyMessage;
  readonly response: AnyMessage;
}

const apis: readonly (readonly [AnyMessage, AnyMessage])[] = [
  [ProduceRequest, ProduceResponse],
  [FetchRequest, FetchResponse],
  [ListOffsetsRequest, ListOffsetsResponse],
  [MetadataRequest, MetadataResponse],
  [LeaderAndIsrRequest, LeaderAndIsrResponse],
  [StopReplicaRequest, StopReplicaResponse],
  [UpdateMetadataRequest, UpdateMetadataResponse],
  [ControlledShutdownRequest, ControlledShutdownResponse],
  [OffsetCommitRequest, OffsetCommitResponse],
  [OffsetFetchRequest, OffsetFetchResponse],
  [FindCoordinatorRequest, FindCoordinatorResponse],
  [JoinGroupRequest, JoinGroupResponse],
  [HeartbeatRequest, HeartbeatResponse],
  [LeaveGroupRequest, LeaveGroupResponse],
  [SyncGroupRequest, SyncGroupResponse],
  [DescribeGroupsRequest, DescribeGroupsResponse],
  [ListGroupsRequest, ListGroupsResponse],
  [SaslHandshakeRequest, SaslHandshakeResponse],
  [ApiVersionsRequest, ApiVersionsResponse],
  [CreateTopicsRequest, CreateTopicsResponse],
  [DeleteTopicsRequest, DeleteTopicsResponse],
  [DeleteRecordsRequest, DeleteRecordsResponse],
  [InitProducerIdRequest, InitProducerIdResponse],
  [OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse],
  [AddPartitionsToTxnRequest, AddPartitionsToTxnResponse],
  [AddOffsetsToTxnRequest, AddOffsetsToTxnResponse],
  [EndTxnRequest, EndTxnResponse],
  [WriteTxnMarkersRequest, WriteTxnMarkersResponse],
  [TxnOffsetCommitRequest, TxnOffsetCommitResponse],
  [DescribeAclsRequest, DescribeAclsResponse],
  [CreateAclsRequest, CreateAclsResponse],
  [DeleteAclsRequest, DeleteAclsResponse],
  [DescribeConfigsRequest, DescribeConfigsResponse],
  [AlterConfigsRequest, AlterConfigsResponse],
  [AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse],
  [DescribeLogDirsRequest, DescribeLogDirsResponse],
  [SaslAuthenticateRequest, SaslAuthenticateResponse],
  [CreatePartitionsRequest, CreatePartitionsResponse],
  [CreateDelegationTokenRequest, CreateDelegationTokenResponse],
  [RenewDelegationTokenRequest, RenewDelegationTokenResponse],
  [ExpireDelegationTokenRequest, ExpireDelegationTokenResponse],
  [DescribeDelegationTokenRequest, DescribeDelegationTokenResponse],
  [DeleteGroupsRequest, DeleteGroupsResponse],
  [ElectLeadersRequest, ElectLeadersResponse],
  [IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse],
  [AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse],
  [ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse],
  [OffsetDeleteRequest, OffsetDeleteResponse],
  [DescribeClientQuotasRequest, DescribeClientQuotasResponse],
  [AlterClientQuotasRequest, AlterClientQuotasResponse],
  [DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsResponse],
  [AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse],
  [DescribeQuorumRequest, DescribeQuorumResponse],
  [AlterPartitionRequest, AlterPartitionResponse],
  [UpdateFeaturesRequest, UpdateFeaturesResponse],
  [DescribeClusterRequest, DescribeClusterResponse],
  [DescribeProducersRequest, DescribeProducersResponse],
  [UnregisterBrokerRequest, UnregisterBrokerResponse],
  [DescribeTransactionsRequest, DescribeTransactionsResponse],
  [ListTransactionsRequest, ListTransactionsResponse],
  [ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse],
  [ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse],
  [GetTelemetrySubscriptionsRequest, GetTelemetrySubscriptionsResponse],
  [PushTelemetryRequest, PushTelemetryResponse],
  [ListConfigResourcesRequest, ListConfigResourcesResponse],
  [DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse],
  [ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse],
  [ShareGroupDescribeRequest, ShareGroupDescribeResponse],
  [ShareFetchRequest, ShareFetchResponse],
  [ShareAcknowledgeRequest, ShareAcknowledgeResponse],
  [InitializeShareGroupStateRequest, InitializeShareGroupStateResponse],
  [ReadShareGroupStateRequest, ReadShareGroupStateResponse],
  [WriteShareGroupStateRequest, WriteShareGroupStateResponse],
  [DeleteShareGroupStateRequest, DeleteShareGroupStateResponse],
  [ReadShareGroupStateSummaryRequest, ReadShareGroupStateSummaryResponse],
  [StreamsGroupHeartbeatRequest, StreamsGroupHeartbeatResponse],
  [StreamsGroupDescribeRequest, StreamsGroupDescribeResponse],
  [DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse],
  [AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsResponse],
  [DeleteShareGroupOffsetsRequest, DeleteShareGroupOffsetsResponse],
  [StreamsGroupTopologyDescriptionUpdateRequest, StreamsGroupTopologyDescriptionUpdateResponse],
  [UnregisterControllerRequest, UnregisterControllerResponse],
];

/** Requests and responses by API key. */
export const messages: ReadonlyMap<number, ApiMessages> = new Map(
  apis.map(([request, response]) => [
    request.apiKey,
    { name: request.name.replace(/Request$/, ""), request, response },
  ]),
);
