/**
 * Sockets, as everything above lib/io sees them. system_socket.ts is TCP on the machine,
 * memory_socket.ts its twin.
 *
 * @module
 */

/** What a connection's owner does about events. None may throw. */
export interface SocketHandlers {
  /** Bytes came in. The chunk belongs to the receiver. */
  data(chunk: Uint8Array): void;
  /** There is room again after a write took fewer bytes than it was given. */
  drain(): void;
  /**
   * The peer sends no more and may still read (`nc -N`, shutdown(SHUT_WR)). The owner ends the
   * connection when it has said all it has to say. Where this is missing it is ended at once. Only
   * for connections that a listener took.
   */
  peerEnded?(): void;
  /** The connection ended, whoever ended it. Called exactly once. */
  close(): void;
}

/** One connection. */
export interface Connection {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
  /** Hands bytes to the system; returns how many it took. Fewer means: wait for `drain`. */
  write(bytes: Uint8Array): number;
  /** Ends the connection once what was written has gone out. */
  end(): void;
  /** Ends the connection at once. */
  destroy(): void;
  /** Stops reading: the peer meets a full window. */
  pause(): void;
  resume(): void;
}

/** A bound port. */
export interface Listener {
  readonly host: string;
  readonly port: number;
  /** Stops accepting; connections that are open stay open. */
  close(): void;
}

/** Where to listen or connect. Port 0 takes a free one. */
export interface SocketAddress {
  host: string;
  port: number;
}

/** The port cannot be bound: taken, or not allowed. */
export class BindError extends Error {
  override name = "BindError";
}

/** No connection could be made. */
export class ConnectError extends Error {
  override name = "ConnectError";
}

/** A network. */
export interface Network {
  /**
   * Binds a port; `accept` gives each new connection its handlers.
   *
   * @throws BindError
   */
  listen(
    address: SocketAddress,
    accept: (connection: Connection) => SocketHandlers,
  ): Listener;
  /** @throws ConnectError where nothing answers within `connectTimeoutMs` */
  connect(
    options: SocketAddress & { connectTimeoutMs?: number },
    handlers: SocketHandlers,
  ): Promise<Connection>;
}
