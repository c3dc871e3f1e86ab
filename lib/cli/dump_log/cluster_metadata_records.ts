/**
 * The records of a KRaft cluster's metadata log, as Kafka 4.3 writes them: facts for
 * kafka-dump-log.sh, which reads the logs of a Kafka; kedge has no such log.
 *
 * @module
 */

import {
  type AnyMessage,
  array,
  bigint64,
  boolean,
  bytes,
  float64,
  int16,
  int32,
  int8,
  message,
  string,
  uint16,
  uuid,
} from "../../kafka/schema/mod.ts";

const END_POINTS = array({
  name: string(),
  host: string(),
  port: uint16(),
  securityProtocol: int16(),
});

const FEATURES = array({
  name: string(),
  minSupportedVersion: int16(),
  maxSupportedVersion: int16(),
});

/** By their type, which is the API key here. */
export const clusterMetadataRecords: readonly AnyMessage[] = [
  message("RegisterBrokerRecord", { apiKey: 0, versions: [0, 4], flexibleFrom: 0 }, {
    brokerId: int32(),
    isMigratingZkBroker: boolean({ from: 2 }),
    incarnationId: uuid(),
    brokerEpoch: bigint64(),
    endPoints: END_POINTS,
    features: FEATURES,
    rack: string({ nullableFrom: 0 }),
    fenced: boolean({ default: true }),
    inControlledShutdown: boolean({ from: 1 }),
    logDirs: array(uuid(), { from: 3, tag: 0 }),
    cordonedLogDirs: array(uuid(), { from: 4, nullableFrom: 4, default: null, tag: 1 }),
  }),
  message("UnregisterBrokerRecord", { apiKey: 1, versions: [0, 0], flexibleFrom: 0 }, {
    brokerId: int32(),
    brokerEpoch: bigint64(),
  }),
  message("TopicRecord", { apiKey: 2, versions: [0, 0], flexibleFrom: 0 }, {
    name: string(),
    topicId: uuid(),
  }),
  message("PartitionRecord", { apiKey: 3, versions: [0, 2], flexibleFrom: 0 }, {
    partitionId: int32({ default: -1 }),
    topicId: uuid(),
    replicas: array(int32()),
    isr: array(int32()),
    removingReplicas: array(int32()),
    addingReplicas: array(int32()),
    leader: int32({ default: -1 }),
    leaderRecoveryState: int8({ default: 0, tag: 0 }),
    leaderEpoch: int32({ default: -1 }),
    partitionEpoch: int32({ default: -1 }),
    directories: array(uuid(), { from: 1 }),
    eligibleLeaderReplicas: array(int32(), { from: 2, nullableFrom: 2, default: null, tag: 1 }),
    lastKnownElr: array(int32(), { from: 2, nullableFrom: 2, default: null, tag: 2 }),
  }),
  message("ConfigRecord", { apiKey: 4, versions: [0, 0], flexibleFrom: 0 }, {
    resourceType: int8(),
    resourceName: string(),
    name: string(),
    value: string({ nullableFrom: 0 }),
  }),
  message("PartitionChangeRecord", { apiKey: 5, versions: [0, 2], flexibleFrom: 0 }, {
    partitionId: int32({ default: -1 }),
    topicId: uuid(),
    isr: array(int32(), { nullableFrom: 0, default: null, tag: 0 }),
    leader: int32({ default: -2, tag: 1 }),
    replicas: array(int32(), { nullableFrom: 0, default: null, tag: 2 }),
    removingReplicas: array(int32(), { nullableFrom: 0, default: null, tag: 3 }),
    addingReplicas: array(int32(), { nullableFrom: 0, default: null, tag: 4 }),
    leaderRecoveryState: int8({ default: -1, tag: 5 }),
    directories: array(uuid(), { from: 1, nullableFrom: 1, default: null, tag: 8 }),
    eligibleLeaderReplicas: array(int32(), { from: 2, nullableFrom: 2, default: null, tag: 6 }),
    lastKnownElr: array(int32(), { from: 2, nullableFrom: 2, default: null, tag: 7 }),
  }),
  message("FenceBrokerRecord", { apiKey: 7, versions: [0, 0], flexibleFrom: 0 }, {
    id: int32(),
    epoch: bigint64(),
  }),
  message("UnfenceBrokerRecord", { apiKey: 8, versions: [0, 0], flexibleFrom: 0 }, {
    id: int32(),
    epoch: bigint64(),
  }),
  message("RemoveTopicRecord", { apiKey: 9, versions: [0, 0], flexibleFrom: 0 }, {
    topicId: uuid(),
  }),
  message("DelegationTokenRecord", { apiKey: 10, versions: [0, 0], flexibleFrom: 0 }, {
    owner: string(),
    requester: string(),
    renewers: array(string()),
    issueTimestamp: bigint64(),
    maxTimestamp: bigint64(),
    expirationTimestamp: bigint64(),
    tokenId: string(),
  }),
  message("UserScramCredentialRecord", { apiKey: 11, versions: [0, 0], flexibleFrom: 0 }, {
    name: string(),
    mechanism: int8(),
    salt: bytes(),
    storedKey: bytes(),
    serverKey: bytes(),
    iterations: int32(),
  }),
  message("FeatureLevelRecord", { apiKey: 12, versions: [0, 0], flexibleFrom: 0 }, {
    name: string(),
    featureLevel: int16(),
  }),
  message("ClientQuotaRecord", { apiKey: 14, versions: [0, 0], flexibleFrom: 0 }, {
    entity: array({
      entityType: string(),
      entityName: string({ nullableFrom: 0 }),
    }),
    key: string(),
    value: float64(),
    remove: boolean(),
  }),
  message("ProducerIdsRecord", { apiKey: 15, versions: [0, 0], flexibleFrom: 0 }, {
    brokerId: int32(),
    brokerEpoch: bigint64({ default: -1n }),
    nextProducerId: bigint64(),
  }),
  message("BrokerRegistrationChangeRecord", { apiKey: 17, versions: [0, 3], flexibleFrom: 0 }, {
    brokerId: int32(),
    brokerEpoch: bigint64(),
    fenced: int8({ tag: 0 }),
    inControlledShutdown: int8({ from: 1, tag: 1 }),
    logDirs: array(uuid(), { from: 2, tag: 2 }),
    cordonedLogDirs: array(uuid(), { from: 3, nullableFrom: 3, default: null, tag: 3 }),
  }),
  message("AccessControlEntryRecord", { apiKey: 18, versions: [0, 0], flexibleFrom: 0 }, {
    id: uuid(),
    resourceType: int8(),
    resourceName: string(),
    patternType: int8(),
    principal: string(),
    host: string(),
    operation: int8(),
    permissionType: int8(),
  }),
  message("RemoveAccessControlEntryRecord", { apiKey: 19, versions: [0, 0], flexibleFrom: 0 }, {
    id: uuid(),
  }),
  message("NoOpRecord", { apiKey: 20, versions: [0, 0], flexibleFrom: 0 }, {}),
  message("ZkMigrationStateRecord", { apiKey: 21, versions: [0, 0], flexibleFrom: 0 }, {
    zkMigrationState: int8(),
  }),
  message("RemoveUserScramCredentialRecord", { apiKey: 22, versions: [0, 0], flexibleFrom: 0 }, {
    name: string(),
    mechanism: int8(),
  }),
  message("BeginTransactionRecord", { apiKey: 23, versions: [0, 0], flexibleFrom: 0 }, {
    name: string({ nullableFrom: 0, default: null, tag: 0 }),
  }),
  message("EndTransactionRecord", { apiKey: 24, versions: [0, 0], flexibleFrom: 0 }, {}),
  message("AbortTransactionRecord", { apiKey: 25, versions: [0, 0], flexibleFrom: 0 }, {
    reason: string({ nullableFrom: 0, default: null, tag: 0 }),
  }),
  message("RemoveDelegationTokenRecord", { apiKey: 26, versions: [0, 0], flexibleFrom: 0 }, {
    tokenId: string(),
  }),
  message("RegisterControllerRecord", { apiKey: 27, versions: [0, 0], flexibleFrom: 0 }, {
    controllerId: int32(),
    incarnationId: uuid(),
    zkMigrationReady: boolean(),
    endPoints: END_POINTS,
    features: FEATURES,
  }),
  message("ClearElrRecord", { apiKey: 28, versions: [0, 0], flexibleFrom: 0 }, {
    topicName: string(),
  }),
];
