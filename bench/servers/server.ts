/**
 * A server under measurement.
 *
 * @module
 */

/** One server, started and stopped by the bench. */
export interface BenchServer {
  /** The column of the table. */
  readonly name: string;
  readonly pid: number;
  /** host:port of the Kafka protocol; of ZooKeeper's for a ZooKeeper server. */
  readonly address: string;
  /** Starts the process; resolves when it has been started, not when it answers. */
  launch(): void;
  /** Starts the process; resolves with the ms until it first answered. */
  start(): Promise<number>;
  /** Stops it cleanly, keeping its data. */
  stop(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}
