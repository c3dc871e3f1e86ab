/**
 * What commands reach the world by, beside the terminal: tests give them a cluster in memory.
 *
 * @module
 */

import type { Connect } from "../client/transport.ts";
import type { Surroundings } from "../config/surroundings.ts";
import type { Clock } from "../io/clock.ts";
import type { FileSystem } from "../io/file.ts";
import type { Random } from "../io/random.ts";
import type { Network } from "../io/socket.ts";

/** Clock, randomness, network and files. */
export interface Environment {
  readonly clock: Clock;
  readonly random: Random;
  /** For protocols other than Kafka's. */
  readonly network: Network;
  /**
   * Makes the function that opens connections to Kafka brokers.
   *
   * @param options `clientId`: who we are; `requestTimeoutMs`: how long to wait for answers
   */
  connect(options: { clientId: string; requestTimeoutMs: number }): Connect;
  /** The data folders of a broker on this machine. */
  readonly fileSystem: FileSystem;
  /** Reads a text file. Throws where it cannot be read. */
  readTextFile(path: string): string;
  /** Environment variables; none where left out. */
  readonly variables?: Surroundings["variables"];
  /** Files that may be too large to be read at once. */
  readonly files: FileParts;
}

/** Reads parts of files. Both throw where the file cannot be read. */
export interface FileParts {
  /** In bytes. */
  size(path: string): number;
  /** Fewer bytes at the end of the file. */
  read(path: string, position: number, length: number): Uint8Array;
}
