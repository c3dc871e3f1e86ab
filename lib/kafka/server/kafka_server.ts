/**
 * The Kafka port: binds listeners, keeps track of connections, closes idle ones.
 *
 * @module
 */
import type { Clock, Timer } from "../../io/clock.ts";
import type { Logger } from "../../io/logger.ts";
import type {
  Connection,
  Listener,
  Network,
  SocketAddress,
  SocketHandlers,
} from "../../io/socket.ts";
import { KafkaConnection } from "./connection.ts";
import type { Dispatcher } from "./dispatch.ts";

/** Options of the server, from the config. */
export interface KafkaServerOptions {
  network: Network;
  clock: Clock;
  logger: Logger;
  dispatcher: Dispatcher;
  /** socket.request.max.bytes */
  frameBytesMax: number;
  /** connections.max.idle.ms, -1 for never */
  idleMsMax: number;
  /** max.connections */
  connectionsMax?: number;
  /** max.connections.per.ip, and its overrides, for one address */
  connectionsPerAddressMax?: (address: string) => number;
}

/** The owner of a connection that is refused as it comes. */
const REFUSED: SocketHandlers = { data() {}, drain() {}, close() {} };

/** One listener of the config. */
export interface ListenerConfig extends SocketAddress {
  name: string;
}

/** A bound listener: with port 0 in the config, this tells the port. */
export interface BoundListener extends ListenerConfig {
  readonly listener: Listener;
}

/** Serves the Kafka protocol. */
export class KafkaServer {
  readonly #options: KafkaServerOptions;
  readonly #connections = new Set<KafkaConnection>();
  readonly #bound: BoundListener[] = [];
  #idleTimer: Timer | null = null;
  #nextId = 1;
  #closed = false;
  /** Connections that came before {@linkcode KafkaServer.open}: not read until then. */
  #early: Connection[] | null = [];
  /** Told of each connection that opens (1) or closes (-1), with its listener's name. */
  onConnection: ((listenerName: string, change: 1 | -1) => void) | null = null;

  constructor(options: KafkaServerOptions) {
    this.#options = options;
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  get listeners(): readonly BoundListener[] {
    return this.#bound;
  }

  /**
   * Binds one listener.
   *
   * @throws BindError
   */
  listen(config: ListenerConfig): BoundListener {
    const { network, clock, logger, dispatcher, frameBytesMax } = this.#options;
    const listener = network.listen(config, (socket) => {
      const fault = this.#connectionFault(socket.remoteAddress);
      if (fault !== null) {
        logger.warn(`refusing connection: ${fault}`, { client: socket.remoteAddress });
        socket.destroy();
        return REFUSED;
      }
      const connection = new KafkaConnection(this.#nextId++, socket, {
        dispatcher,
        logger,
        listenerName: config.name,
        frameBytesMax,
        nowMs: () => clock.monotonicMs(),
        onClosed: (closed) => {
          this.#connections.delete(closed);
          this.onConnection?.(config.name, -1);
        },
      });
      this.onConnection?.(config.name, 1);
      if (this.#early !== null) {
        socket.pause();
        this.#early.push(socket);
      }
      this.#connections.add(connection);
      this.#watchIdle();
      return connection;
    });
    const bound = { name: config.name, host: config.host, port: listener.port, listener };
    this.#bound.push(bound);
    return bound;
  }

  /** Why no further connection of this address is taken, or null. */
  #connectionFault(address: string): string | null {
    const { connectionsMax = Infinity, connectionsPerAddressMax } = this.#options;
    if (this.#connections.size >= connectionsMax) {
      return `max.connections=${connectionsMax} are open`;
    }
    const limit = connectionsPerAddressMax?.(address) ?? Infinity;
    // Counted only where there is a bound: most brokers have none.
    if (limit === Infinity || limit >= 2 ** 31 - 1) return null;
    let count = 0;
    for (const connection of this.#connections) {
      if (connection.remoteAddress === address) count += 1;
    }
    return count < limit ? null : `max.connections.per.ip=${limit} of its address are open`;
  }

  /** Begins to serve: listeners are bound earlier, because the broker registers their ports. */
  open(): void {
    const early = this.#early ?? [];
    this.#early = null;
    for (const socket of early) socket.resume();
  }

  /** Looks for idle connections a few times per limit, and only while there are connections. */
  #watchIdle(): void {
    const { clock, idleMsMax } = this.#options;
    if (idleMsMax < 0 || this.#idleTimer !== null || this.#closed) return;
    this.#idleTimer = clock.setTimer(Math.max(1000, idleMsMax / 4), () => {
      this.#idleTimer = null;
      const limitMs = clock.monotonicMs() - idleMsMax;
      for (const connection of this.#connections) {
        if (connection.lastActiveMs < limitMs && !connection.busy) connection.destroy();
      }
      if (this.#connections.size > 0) this.#watchIdle();
    });
  }

  /** Stops accepting and ends every connection. */
  close(): void {
    this.#closed = true;
    this.#idleTimer?.cancel();
    this.#idleTimer = null;
    for (const { listener } of this.#bound) listener.close();
    for (const connection of [...this.#connections]) connection.destroy();
  }
}
