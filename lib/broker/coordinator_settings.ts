/**
 * The broker's settings of the coordinator, in the words of the parts that go by them.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import type { ServerSettings } from "../zookeeper/server/settings.ts";
import type { SnapshotPolicy } from "./znode_log.ts";

const MIN_TICKS = 2;
const MAX_TICKS = 20;

/** What the server on 2181 goes by. */
export function coordinatorSettings(config: ServerConfig): Partial<ServerSettings> {
  const tickTimeMs = config.zookeeperTickTime;
  const { zookeeperMinSessionTimeout: minMs, zookeeperMaxSessionTimeout: maxMs } = config;
  return {
    tickTimeMs,
    minSessionTimeoutMs: minMs === -1 ? MIN_TICKS * tickTimeMs : minMs,
    maxSessionTimeoutMs: maxMs === -1 ? MAX_TICKS * tickTimeMs : maxMs,
    maxClientCnxns: config.zookeeperMaxClientCnxns,
    globalOutstandingLimit: config.zookeeperGlobalOutstandingLimit,
    juteMaxBufferBytes: config.zookeeperJuteMaxBuffer,
    containerCheckIntervalMs: config.zookeeperContainerCheckIntervalMs,
    fourLetterWords: config.zookeeperFourLetterWords,
    extendedTypesEnabled: config.zookeeperExtendedTypesEnabled,
    enforceQuota: config.zookeeperEnforceQuota,
    superDigest: config.zookeeperSuperDigest,
  };
}

/** When the znodes are written to a snapshot. */
export function snapshotPolicy(config: ServerConfig): SnapshotPolicy {
  return {
    transactions: config.zookeeperSnapCount,
    bytes: config.zookeeperSnapSizeLimitInKb * 1024,
    retained: config.zookeeperSnapRetainCount,
  };
}
