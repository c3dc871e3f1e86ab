/**
 * A transport carries requests to one broker and brings the answers back: the seam between what
 * this client does (cluster, producer, consumer, admin) and how bytes travel. tcp_transport.ts goes
 * over a socket, memory_transport.ts calls a broker in the same process; both are a
 * {@linkcode Transport} built by request_channel.ts upon their frames.
 *
 * @module
 */

import { hostPort } from "../io/host_port.ts";
import type { Message } from "../kafka/schema/mod.ts";

/** Both directions of one API, for example `{ request: MetadataRequest, response: … }`. */
export interface Api<Request, Response> {
  readonly request: Message<unknown, Request>;
  readonly response: Message<Response, never>;
}

/** How to send one request. */
export interface SendOptions {
  /** The highest version to use; lower where the broker serves no higher one. */
  readonly versionMax?: number;
  /** How long to wait for the answer, in ms, instead of the transport's own limit. */
  readonly timeoutMs?: number;
}

/** One API that a broker serves. */
export interface ServedApi {
  readonly apiKey: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

/** A connection to one broker, after both sides have agreed on versions. */
export interface Transport {
  /** The broker's address, for messages. */
  readonly broker: string;
  /** True when no further request can be sent. */
  readonly closed: boolean;
  /** What the broker serves, in its own order. */
  readonly served: readonly ServedApi[];

  /**
   * The version that {@linkcode Transport.send} would use.
   *
   * @throws {UnsupportedApiError} where the two sides have none in common
   */
  versionOf<Request, Response>(api: Api<Request, Response>, versionMax?: number): number;

  /**
   * Sends a request and waits for its answer. Requests go out in the order of the calls.
   *
   * @throws {UnsupportedApiError} where the two sides have no version in common
   * @throws {DisconnectedError} where the connection is gone
   * @throws {TimedOutError} where no answer comes in time; the connection is then closed
   */
  send<Request, Response>(
    api: Api<Request, Response>,
    request: Request,
    options?: SendOptions,
  ): Promise<Response>;

  /** Sends a request that the broker does not answer: Produce with acks=0. */
  sendOneWay<Request, Response>(api: Api<Request, Response>, request: Request): Promise<void>;

  /** Ends the connection; requests without an answer fail with DisconnectedError. */
  close(): void;
}

/** Opens a transport to the broker at an address. */
export type Connect = (address: BrokerAddress) => Promise<Transport>;

/** Where a broker listens. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

/** An address as people write it. */
export function addressText(address: BrokerAddress): string {
  return hostPort(address.host, address.port);
}
