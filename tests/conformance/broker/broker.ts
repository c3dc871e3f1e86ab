/**
 * What a suite knows of the server under test: addresses, and a restart where the run owns it.
 *
 * @module
 */

/** A running server. A port that it does not have is undefined, and its checks are skipped. */
export interface Broker {
  /** host:port of the Kafka protocol. */
  readonly bootstrap: string;
  /** host:port of the ZooKeeper protocol. */
  readonly zookeeper: string | undefined;
  /** http://host:port of the REST interface. */
  readonly rest: string | undefined;
  /** Stops it cleanly and starts it again at the same addresses; throws where it cannot. */
  restart(): Promise<void>;
  /** Ends what the run started. */
  stop(): Promise<void>;
}
