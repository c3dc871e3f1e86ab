/**
 * What can be set on a coordinator, by ZooKeeper's names, with ZooKeeper's defaults.
 *
 * @module
 */
import type { OperationSettings } from "../operations/operation.ts";
import type { SessionThrottleSettings } from "./session_throttle.ts";

/** Settings of a coordinator. */
export interface ServerSettings extends OperationSettings, SessionThrottleSettings {
  /** The unit of session time, in ms. */
  readonly tickTimeMs: number;
  readonly minSessionTimeoutMs: number;
  readonly maxSessionTimeoutMs: number;
  /** Connections in all; 0 is no bound. */
  readonly maxCnxns: number;
  /** Connections from one address; 0 is no bound. */
  readonly maxClientCnxns: number;
  /** Requests under way, over all connections, past which no socket is read. */
  readonly globalOutstandingLimit: number;
  /** The longest request, in bytes (`jute.maxbuffer`). */
  readonly juteMaxBufferBytes: number;
  /** How long a connection may stay without opening a session, in ms. */
  readonly sessionlessTimeoutMs: number;
  /** How often containers and nodes with a time to live are looked through, in ms. */
  readonly containerCheckIntervalMs: number;
  /** A flush of the log that takes longer than this, in ms, is counted as slow. */
  readonly fsyncWarningThresholdMs: number;
  /** Watches of each kind, over all sessions, past which more are refused. */
  readonly watchLimit: number;
  /** Sessions at most; connections that want one more are closed. */
  readonly sessionLimit: number;
  /** Bytes waiting to go out on a connection, past which its requests are not read. */
  readonly outputPauseBytes: number;
  /** Bytes waiting to go out on a connection, past which it is closed. */
  readonly outputMaxBytes: number;
  /** Four-letter words to answer (`4lw.commands.whitelist`); `*` is all. */
  readonly fourLetterWords: readonly string[];
}

const TICK_TIME_MS = 2000;

/** The settings for what is given, the rest as ZooKeeper has it. */
export function serverSettings(given: Partial<ServerSettings> = {}): ServerSettings {
  const tickTimeMs = given.tickTimeMs ?? TICK_TIME_MS;
  return {
    minSessionTimeoutMs: 2 * tickTimeMs,
    maxSessionTimeoutMs: 20 * tickTimeMs,
    maxCnxns: 0,
    maxClientCnxns: 60,
    globalOutstandingLimit: 1000,
    juteMaxBufferBytes: 0xfffff,
    sessionlessTimeoutMs: 10_000,
    connectionMaxTokens: 0,
    connectionTokenFillTimeMs: 1,
    connectionTokenFillCount: 1,
    containerCheckIntervalMs: 60_000,
    fsyncWarningThresholdMs: 1000,
    watchLimit: 1_000_000,
    sessionLimit: 100_000,
    outputPauseBytes: 1 << 20,
    outputMaxBytes: 32 << 20,
    fourLetterWords: ["*"],
    extendedTypesEnabled: false,
    enforceQuota: false,
    reconfigEnabled: false,
    superDigest: null,
    ...given,
    tickTimeMs,
  };
}
