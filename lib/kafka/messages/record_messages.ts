/**
 * The messages that have no API of their own: headers, records of the internal topics, and structs
 * that travel within other messages. Part of the list in mod.ts.
 *
 * @module
 */

import type { AnyMessage } from "../schema/mod.ts";
import { AbortedTxn } from "./aborted_txn.ts";
import {
  ConsumerGroupCurrentMemberAssignmentKey,
  ConsumerGroupCurrentMemberAssignmentValue,
} from "./consumer_group_current_member_assignment_record.ts";
import {
  ConsumerGroupMemberMetadataKey,
  ConsumerGroupMemberMetadataValue,
} from "./consumer_group_member_metadata_record.ts";
import {
  ConsumerGroupMetadataKey,
  ConsumerGroupMetadataValue,
} from "./consumer_group_metadata_record.ts";
import {
  ConsumerGroupPartitionMetadataKey,
  ConsumerGroupPartitionMetadataValue,
} from "./consumer_group_partition_metadata_record.ts";
import {
  ConsumerGroupRegularExpressionKey,
  ConsumerGroupRegularExpressionValue,
} from "./consumer_group_regular_expression_record.ts";
import {
  ConsumerGroupTargetAssignmentMemberKey,
  ConsumerGroupTargetAssignmentMemberValue,
} from "./consumer_group_target_assignment_member_record.ts";
import {
  ConsumerGroupTargetAssignmentMetadataKey,
  ConsumerGroupTargetAssignmentMetadataValue,
} from "./consumer_group_target_assignment_metadata_record.ts";
import { ConsumerProtocolAssignment, ConsumerProtocolSubscription } from "./consumer_protocol.ts";
import { ControlRecordTypeSchema } from "./control_record_type.ts";
import { DefaultPrincipalData } from "./default_principal.ts";
import { EndTxnMarker } from "./end_txn_marker.ts";
import { GroupMetadataKey, GroupMetadataValue } from "./group_metadata_record.ts";
import {
  KRaftVersionRecord,
  LeaderChangeMessage,
  SnapshotFooterRecord,
  SnapshotHeaderRecord,
  VotersRecord,
} from "./kraft_control_record.ts";
import { LegacyOffsetCommitKey, LegacyOffsetCommitValue } from "./legacy_offset_commit_record.ts";
import { OffsetCommitKey, OffsetCommitValue } from "./offset_commit_record.ts";
import { RequestHeader } from "./request_header.ts";
import { ResponseHeader } from "./response_header.ts";
import {
  ShareGroupCurrentMemberAssignmentKey,
  ShareGroupCurrentMemberAssignmentValue,
} from "./share_group_current_member_assignment_record.ts";
import {
  ShareGroupMemberMetadataKey,
  ShareGroupMemberMetadataValue,
} from "./share_group_member_metadata_record.ts";
import { ShareGroupMetadataKey, ShareGroupMetadataValue } from "./share_group_metadata_record.ts";
import {
  ShareGroupStatePartitionMetadataKey,
  ShareGroupStatePartitionMetadataValue,
} from "./share_group_state_partition_metadata_record.ts";
import {
  ShareGroupTargetAssignmentMemberKey,
  ShareGroupTargetAssignmentMemberValue,
} from "./share_group_target_assignment_member_record.ts";
import {
  ShareGroupTargetAssignmentMetadataKey,
  ShareGroupTargetAssignmentMetadataValue,
} from "./share_group_target_assignment_metadata_record.ts";
import {
  StreamsGroupCurrentMemberAssignmentKey,
  StreamsGroupCurrentMemberAssignmentValue,
} from "./streams_group_current_member_assignment_record.ts";
import {
  StreamsGroupMemberMetadataKey,
  StreamsGroupMemberMetadataValue,
} from "./streams_group_member_metadata_record.ts";
import {
  StreamsGroupMetadataKey,
  StreamsGroupMetadataValue,
} from "./streams_group_metadata_record.ts";
import {
  StreamsGroupTargetAssignmentMemberKey,
  StreamsGroupTargetAssignmentMemberValue,
} from "./streams_group_target_assignment_member_record.ts";
import {
  StreamsGroupTargetAssignmentMetadataKey,
  StreamsGroupTargetAssignmentMetadataValue,
} from "./streams_group_target_assignment_metadata_record.ts";
import {
  StreamsGroupTopologyKey,
  StreamsGroupTopologyValue,
} from "./streams_group_topology_record.ts";
import { TransactionLogKey, TransactionLogValue } from "./transaction_log_record.ts";

/** In the order of their topics and record types. */
export const recordMessages: readonly AnyMessage[] = [
  RequestHeader,
  ResponseHeader,
  OffsetCommitKey,
  OffsetCommitValue,
  LegacyOffsetCommitKey,
  LegacyOffsetCommitValue,
  GroupMetadataKey,
  GroupMetadataValue,
  ConsumerGroupMetadataKey,
  ConsumerGroupMetadataValue,
  ConsumerGroupPartitionMetadataKey,
  ConsumerGroupPartitionMetadataValue,
  ConsumerGroupMemberMetadataKey,
  ConsumerGroupMemberMetadataValue,
  ConsumerGroupTargetAssignmentMetadataKey,
  ConsumerGroupTargetAssignmentMetadataValue,
  ConsumerGroupTargetAssignmentMemberKey,
  ConsumerGroupTargetAssignmentMemberValue,
  ConsumerGroupCurrentMemberAssignmentKey,
  ConsumerGroupCurrentMemberAssignmentValue,
  ConsumerGroupRegularExpressionKey,
  ConsumerGroupRegularExpressionValue,
  ShareGroupMemberMetadataKey,
  ShareGroupMemberMetadataValue,
  ShareGroupMetadataKey,
  ShareGroupMetadataValue,
  ShareGroupTargetAssignmentMetadataKey,
  ShareGroupTargetAssignmentMetadataValue,
  ShareGroupTargetAssignmentMemberKey,
  ShareGroupTargetAssignmentMemberValue,
  ShareGroupCurrentMemberAssignmentKey,
  ShareGroupCurrentMemberAssignmentValue,
  ShareGroupStatePartitionMetadataKey,
  ShareGroupStatePartitionMetadataValue,
  StreamsGroupMetadataKey,
  StreamsGroupMetadataValue,
  StreamsGroupMemberMetadataKey,
  StreamsGroupMemberMetadataValue,
  StreamsGroupTargetAssignmentMetadataKey,
  StreamsGroupTargetAssignmentMetadataValue,
  StreamsGroupTargetAssignmentMemberKey,
  StreamsGroupTargetAssignmentMemberValue,
  StreamsGroupCurrentMemberAssignmentKey,
  StreamsGroupCurrentMemberAssignmentValue,
  StreamsGroupTopologyKey,
  StreamsGroupTopologyValue,
  TransactionLogKey,
  TransactionLogValue,
  EndTxnMarker,
  ControlRecordTypeSchema,
  AbortedTxn,
  ConsumerProtocolSubscription,
  ConsumerProtocolAssignment,
  DefaultPrincipalData,
  LeaderChangeMessage,
  KRaftVersionRecord,
  VotersRecord,
  SnapshotHeaderRecord,
  SnapshotFooterRecord,
];
