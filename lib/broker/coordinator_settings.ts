/**
 * The broker's settings of the coordinator, in the words of the parts that go by them.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import type { ServerSettings } from "../zookeeper/server/settings.ts";
import type { SnapshotPolicy } from "./znode_log.ts";

const HOUR_MS = 3_600_000;
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
    maxCnxns: config.zookeeperMaxCnxns,
    maxClientCnxns: config.zookeeperMaxClientCnxns,
    globalOutstandingLimit: outstandingLimit(config),
    connectionMaxTokens: config.zookeeperConnectionMaxTokens,
    connectionTokenFillTimeMs: config.zookeeperConnectionTokenFillTime,
    connectionTokenFillCount: config.zookeeperConnectionTokenFillCount,
    juteMaxBufferBytes: config.zookeeperJuteMaxBuffer,
    containerCheckIntervalMs: config.zookeeperContainerCheckIntervalMs,
    fsyncWarningThresholdMs: config.zookeeperFsyncWarningthresholdms,
    fourLetterWords: config.zookeeperFourLetterWords,
    extendedTypesEnabled: config.zookeeperExtendedTypesEnabled,
    enforceQuota: config.zookeeperEnforceQuota,
    reconfigEnabled: config.zookeeperReconfigEnabled,
    superDigest: config.zookeeperSuperDigest,
  };
}

/** Both bound the requests under way, in two places of ZooKeeper and in one here. */
function outstandingLimit(config: ServerConfig): number {
  const { zookeeperRequestThrottleLimit: throttle, zookeeperGlobalOutstandingLimit: all } = config;
  return throttle > 0 ? Math.min(throttle, all) : all;
}

/** When the znodes are written to a snapshot. */
export function snapshotPolicy(config: ServerConfig): SnapshotPolicy {
  return {
    transactions: config.zookeeperSnapCount,
    bytes: config.zookeeperSnapSizeLimitInKb * 1024,
    retained: config.zookeeperSnapRetainCount,
    purgeIntervalMs: config.zookeeperPurgeInterval * HOUR_MS,
    flushWarningMs: config.zookeeperFsyncWarningthresholdms,
  };
}

/** Settings of the coordinator in force, by their names, without secrets. */
export function* shownSettings(config: ServerConfig): Generator<readonly [string, string]> {
  for (const { name, value } of config.describeAll()) {
    if (name.startsWith("zookeeper.") && value !== null) yield [name, value];
  }
}

/** What file and command line set, a setting a line; secrets are hidden. */
export function givenSettings(config: ServerConfig): string {
  let text = "";
  for (const name of config.layers.fixed.keys()) {
    const { value, sensitive } = config.describe(name);
    text += `${name}=${sensitive ? "[hidden]" : value ?? ""}\n`;
  }
  return text;
}
