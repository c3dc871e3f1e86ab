/**
 * The settings of one log, in Kafka's names and units. Kafka topics take them from topic configs,
 * other logs set their own.
 *
 * @module
 */

/** Settings of a log. -1 stands for "no limit" where Kafka has it so. */
export interface LogConfig {
  segmentBytes: number;
  segmentMs: number;
  indexIntervalBytes: number;
  segmentIndexBytes: number;
  retentionMs: number;
  retentionBytes: number;
  /** False where cleanup.policy lacks `delete`: only the log start offset removes segments. */
  deleteEnabled: boolean;
  /** Records after which an append asks for a flush; Infinity leaves it to checkpoints. */
  flushMessages: number;
  flushMs: number;
}

/** Kafka's defaults. */
export const DEFAULT_LOG_CONFIG: LogConfig = {
  segmentBytes: 1 << 30,
  segmentMs: 7 * 24 * 3600 * 1000,
  indexIntervalBytes: 4096,
  segmentIndexBytes: 10 << 20,
  retentionMs: 7 * 24 * 3600 * 1000,
  retentionBytes: -1,
  deleteEnabled: true,
  flushMessages: Infinity,
  flushMs: Infinity,
};
