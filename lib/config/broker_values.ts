/**
 * The broker settings as the rest of the program reads them: typed, in camelCase, with what stands
 * in for what already worked out. Made once per set of layers, so that no request looks a name up.
 *
 * @module
 */
import { advertisedListeners, endpointsOf, listeners } from "./listener.ts";
import { parsePairs } from "./pair_list.ts";
import type { SettingLayers } from "./setting_layers.ts";
import { parseZookeeperConnect, type ZookeeperConnect } from "./zookeeper_connect.ts";

const NO_SERVERS: ZookeeperConnect = { hosts: [], chroot: "" };

/** Every typed value. */
export type BrokerValues = Readonly<
  & ReturnType<typeof identityValues>
  & ReturnType<typeof networkValues>
  & ReturnType<typeof requestValues>
  & ReturnType<typeof logValues>
  & ReturnType<typeof groupValues>
  & ReturnType<typeof transactionValues>
  & ReturnType<typeof quotaValues>
  & ReturnType<typeof zookeeperValues>
>;

/** Reads every value; each must have passed its rule. */
export function brokerValues(layers: SettingLayers): BrokerValues {
  return {
    ...identityValues(layers),
    ...networkValues(layers),
    ...requestValues(layers),
    ...logValues(layers),
    ...groupValues(layers),
    ...transactionValues(layers),
    ...quotaValues(layers),
    ...zookeeperValues(layers),
  };
}

function identityValues(layers: SettingLayers) {
  const dirs = layers.isSet("log.dirs") ? layers.list("log.dirs") : layers.list("log.dir");
  return {
    brokerEnable: layers.boolean("broker.enable"),
    /** -1 where the file gives none: the data folder's id, or the next free one. */
    brokerId: layers.numberOrNull("node.id") ?? layers.number("broker.id"),
    brokerRack: layers.textOrNull("broker.rack"),
    logDirs: dirs,
    /** Empty for standard error. */
    loggerFile: layers.text("logger.file"),
    loggerFileMaxBackups: layers.number("logger.file.max.backups"),
    /** -1 for no bound. */
    loggerFileMaxBytes: layers.number("logger.file.max.bytes"),
    /** As it is written: memory_size.ts makes it bytes. */
    memoryBudget: layers.text("memory.budget"),
    loggerLevel: layers.text("logger.level").toUpperCase(),
  };
}

function networkValues(layers: SettingLayers) {
  return {
    listeners: listeners(layers),
    /** Empty where unset: then each client is told the address it came by. */
    advertisedListeners: advertisedListeners(layers),
    zookeeperListeners: endpointsOf(layers, "zookeeper.listeners"),
    restListeners: endpointsOf(layers, "rest.listeners"),
    /** No hosts where unset: the tree in this process. */
    zookeeperConnect: parseZookeeperConnect(layers.textOrNull("zookeeper.connect") ?? "") ??
      NO_SERVERS,
    connectionsMaxIdleMs: layers.number("connections.max.idle.ms"),
    maxConnections: layers.number("max.connections"),
    maxConnectionCreationRate: layers.number("max.connection.creation.rate"),
    maxConnectionsPerIp: layers.number("max.connections.per.ip"),
    /** Address to count. */
    maxConnectionsPerIpOverrides: new Map(
      [...parsePairs(layers.text("max.connections.per.ip.overrides")) ?? []]
        .map(([host, count]) => [host, Number(count)] as const),
    ),
    socketRequestMaxBytes: layers.number("socket.request.max.bytes"),
    /** Not above 0 where there is no bound. */
    queuedMaxRequestBytes: layers.number("queued.max.request.bytes"),
  };
}

function requestValues(layers: SettingLayers) {
  return {
    acksAllFlushEnable: layers.boolean("acks.all.flush.enable"),
    autoCreateTopicsEnable: layers.boolean("auto.create.topics.enable"),
    deleteTopicEnable: layers.boolean("delete.topic.enable"),
    numPartitions: layers.number("num.partitions"),
    defaultReplicationFactor: layers.number("default.replication.factor"),
    fetchMaxBytes: layers.number("fetch.max.bytes"),
    maxIncrementalFetchSessionCacheSlots: layers.number(
      "max.incremental.fetch.session.cache.slots",
    ),
    telemetryMaxBytes: layers.number("telemetry.max.bytes"),
    maxRequestPartitionSizeLimit: layers.number("max.request.partition.size.limit"),
  };
}

function logValues(layers: SettingLayers) {
  return {
    logRetentionCheckIntervalMs: layers.number("log.retention.check.interval.ms"),
    /** -1 for no bound. */
    logRetentionDiskBytes: layers.number("log.retention.disk.bytes"),
    /** -1 for no bound. */
    logRetentionDiskPercent: layers.number("log.retention.disk.percent"),
    logReservedDiskBytes: layers.number("log.reserved.disk.bytes"),
    logInitialTaskDelayMs: layers.number("log.initial.task.delay.ms"),
    logCleanerEnable: layers.boolean("log.cleaner.enable"),
    logCleanerBackoffMs: layers.number("log.cleaner.backoff.ms"),
    logCleanerDedupeBufferSize: layers.number("log.cleaner.dedupe.buffer.size"),
    logCleanerIoBufferLoadFactor: layers.number("log.cleaner.io.buffer.load.factor"),
    logCleanerIoBufferSize: layers.number("log.cleaner.io.buffer.size"),
    logCleanerIoMaxBytesPerSecond: layers.number("log.cleaner.io.max.bytes.per.second"),
  };
}

function groupValues(layers: SettingLayers) {
  return {
    groupInitialRebalanceDelayMs: layers.number("group.initial.rebalance.delay.ms"),
    groupMinSessionTimeoutMs: layers.number("group.min.session.timeout.ms"),
    groupMaxSessionTimeoutMs: layers.number("group.max.session.timeout.ms"),
    groupMaxSize: layers.number("group.max.size"),
    offsetMetadataMaxBytes: layers.number("offset.metadata.max.bytes"),
    offsetsRetentionMinutes: layers.number("offsets.retention.minutes"),
    offsetsRetentionCheckIntervalMs: layers.number("offsets.retention.check.interval.ms"),
    offsetsTopicNumPartitions: layers.number("offsets.topic.num.partitions"),
    offsetsTopicReplicationFactor: layers.number("offsets.topic.replication.factor"),
    offsetsTopicSegmentBytes: layers.number("offsets.topic.segment.bytes"),
  };
}

function transactionValues(layers: SettingLayers) {
  return {
    addPartitionsToTxnRetryBackoffMaxMs: layers.number(
      "add.partitions.to.txn.retry.backoff.max.ms",
    ),
    producerIdExpirationMs: layers.number("producer.id.expiration.ms"),
    transactionAbortTimedOutTransactionCleanupIntervalMs: layers.number(
      "transaction.abort.timed.out.transaction.cleanup.interval.ms",
    ),
    transactionMaxTimeoutMs: layers.number("transaction.max.timeout.ms"),
    transactionPartitionVerificationEnable: layers.boolean(
      "transaction.partition.verification.enable",
    ),
    transactionRemoveExpiredTransactionCleanupIntervalMs: layers.number(
      "transaction.remove.expired.transaction.cleanup.interval.ms",
    ),
    transactionStateLogMinIsr: layers.number("transaction.state.log.min.isr"),
    transactionStateLogNumPartitions: layers.number("transaction.state.log.num.partitions"),
    transactionStateLogReplicationFactor: layers.number("transaction.state.log.replication.factor"),
    transactionStateLogSegmentBytes: layers.number("transaction.state.log.segment.bytes"),
    transactionalIdExpirationMs: layers.number("transactional.id.expiration.ms"),
  };
}

function quotaValues(layers: SettingLayers) {
  return {
    quotaWindowNum: layers.number("quota.window.num"),
    quotaWindowSizeSeconds: layers.number("quota.window.size.seconds"),
    controllerQuotaWindowNum: layers.number("controller.quota.window.num"),
    controllerQuotaWindowSizeSeconds: layers.number("controller.quota.window.size.seconds"),
  };
}

function zookeeperValues(layers: SettingLayers) {
  return {
    znodesTopicEnable: layers.boolean("znodes.topic.enable"),
    zookeeperFourLetterWords: layers.list("zookeeper.4lw.commands.whitelist"),
    zookeeperSuperDigest: layers.textOrNull("zookeeper.DigestAuthenticationProvider.superDigest"),
    zookeeperAdminSnapshotEnabled: layers.boolean("zookeeper.admin.snapshot.enabled"),
    zookeeperSnapRetainCount: layers.number("zookeeper.autopurge.snapRetainCount"),
    zookeeperPurgeInterval: layers.number("zookeeper.autopurge.purgeInterval"),
    zookeeperConnectionMaxTokens: layers.number("zookeeper.connectionMaxTokens"),
    zookeeperConnectionTokenFillCount: layers.number("zookeeper.connectionTokenFillCount"),
    zookeeperConnectionTokenFillTime: layers.number("zookeeper.connectionTokenFillTime"),
    zookeeperFsyncWarningthresholdms: layers.number("zookeeper.fsync.warningthresholdms"),
    zookeeperEnforceQuota: layers.boolean("zookeeper.enforceQuota"),
    zookeeperExtendedTypesEnabled: layers.boolean("zookeeper.extendedTypesEnabled"),
    zookeeperGlobalOutstandingLimit: layers.number("zookeeper.globalOutstandingLimit"),
    zookeeperJuteMaxBuffer: layers.number("zookeeper.jute.maxbuffer"),
    zookeeperMaxClientCnxns: layers.number("zookeeper.maxClientCnxns"),
    zookeeperMaxCnxns: layers.number("zookeeper.maxCnxns"),
    zookeeperReconfigEnabled: layers.boolean("zookeeper.reconfigEnabled"),
    zookeeperRequestThrottleLimit: layers.number("zookeeper.requestThrottleLimit"),
    /** -1 for 20 ticks. */
    zookeeperMaxSessionTimeout: layers.number("zookeeper.maxSessionTimeout"),
    /** -1 for 2 ticks. */
    zookeeperMinSessionTimeout: layers.number("zookeeper.minSessionTimeout"),
    zookeeperSnapCount: layers.number("zookeeper.snapCount"),
    zookeeperSnapSizeLimitInKb: layers.number("zookeeper.snapSizeLimitInKb"),
    zookeeperTickTime: layers.number("zookeeper.tickTime"),
    zookeeperContainerCheckIntervalMs: layers.number("zookeeper.znode.container.checkIntervalMs"),
  };
}
