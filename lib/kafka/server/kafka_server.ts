/**
 * The Kafka port: binds listeners, keeps track of connections, closes idle ones.
 *
 * @module
 */
import type { AnswerMemory } from "../../io/answer_memory.ts";
import type { Clock, Timer } from "../../io/clock.ts";
import type { Logger } from "../../io/logger.ts";
import type { MemoryAccount } from "../../io/memory_budget.ts";
import type {
  Connection,
  Listener,
  Network,
  SocketAddress,
  SocketHandlers,
} from "../../io/socket.ts";
import { KafkaConnection } from "./connection.ts";
import {
  ConnectionCounts,
  type ConnectionLimits,
  NO_CONNECTION_LIMITS,
} from "./connection_limits.ts";
import { ConnectionRate, DELAY_MAX_MS } from "./connection_rate.ts";
import type { Dispatcher } from "./dispatch.ts";
import { HeldConnections } from "./held_connections.ts";
import { RequestBytes } from "./request_bytes.ts";

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
  /** queued.max.request.bytes; none where it is missing or not above 0 */
  requestBytesMax?: number;
  /** Counts, and bounds, what is held for clients; nobody does without it. */
  memory?: { requests: MemoryAccount; answers: AnswerMemory } | undefined;
  /** How long an address's quota holds back a new connection, in ms; 0 lets it in. */
  connectionThrottleMs?: (address: string) => number;
  /** Asked for each new connection; without it there are no bounds. */
  connectionLimits?: () => ConnectionLimits;
}

/** How long a client may send nothing of a request it has begun while others wait, in ms. */
const STALLED_MS_MAX = 30_000;
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
  readonly #counts = new ConnectionCounts();
  readonly #rate: ConnectionRate;
  readonly #held: HeldConnections;
  readonly #requestBytes: RequestBytes | null;
  #idleTimer: Timer | null = null;
  #stalledTimer: Timer | null = null;
  #nextId = 1;
  #closed = false;
  /** Connections that came before {@linkcode KafkaServer.open}: not read until then. */
  #early: Connection[] | null = [];
  /** Told of each connection that opens (1) or closes (-1), with its listener's name. */
  onConnection: ((listenerName: string, change: 1 | -1) => void) | null = null;

  constructor(options: KafkaServerOptions) {
    this.#options = options;
    this.#rate = new ConnectionRate(options.clock);
    this.#held = new HeldConnections(options.clock);
    const { requestBytesMax = -1, memory } = options;
    this.#requestBytes = requestBytesMax > 0 || memory !== undefined
      ? new RequestBytes(requestBytesMax > 0 ? requestBytesMax : Infinity, memory?.requests)
      : null;
    if (this.#requestBytes !== null) this.#requestBytes.onWait = () => this.#watchStalled();
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
    const listener = this.#options.network.listen(config, (socket) => {
      const fault = this.#connectionFault(socket);
      if (fault === null) {
        const throttleMs = this.#options.connectionThrottleMs?.(socket.remoteAddress) ?? 0;
        if (throttleMs > 0) return this.#held.hold(socket, throttleMs);
        return this.#accept(socket, config.name);
      }
      const { logger } = this.#options;
      logger.warn(`refusing connection: ${fault}`, { client: socket.remoteAddress });
      socket.destroy();
      return REFUSED;
    });
    const bound = { name: config.name, host: config.host, port: listener.port, listener };
    this.#bound.push(bound);
    return bound;
  }

  /** Why a connection that comes now is not taken, or null. */
  #connectionFault(socket: Connection): string | null {
    const limits = this.#options.connectionLimits?.() ?? NO_CONNECTION_LIMITS;
    const fault = this.#counts.fault(socket.remoteAddress, limits);
    if (fault !== null) return fault;
    // Connections that came before the server is open are not read anyway.
    const rate = limits.connectionsPerSecondMax;
    if (this.#early !== null || this.#rate.admit(socket, rate)) return null;
    return `at max.connection.creation.rate=${rate} it would wait more than ${DELAY_MAX_MS} ms`;
  }

  #accept(socket: Connection, listenerName: string): SocketHandlers {
    const { clock, logger, dispatcher, frameBytesMax } = this.#options;
    // A closed socket does not know its peer any more.
    const { remoteAddress } = socket;
    const connection = new KafkaConnection(this.#nextId++, socket, {
      dispatcher,
      logger,
      listenerName,
      frameBytesMax,
      requestBytes: this.#requestBytes,
      answers: this.#options.memory?.answers ?? null,
      clock,
      onClosed: (closed) => {
        this.#connections.delete(closed);
        this.#counts.closed(remoteAddress);
        this.onConnection?.(listenerName, -1);
      },
    });
    this.onConnection?.(listenerName, 1);
    if (this.#early !== null) {
      socket.pause();
      this.#early.push(socket);
    }
    this.#connections.add(connection);
    this.#counts.opened(remoteAddress);
    this.#watchIdle();
    return connection;
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

  /**
   * While others are not read for want of room, ends connections that have begun a request and send
   * nothing of it: one client that is gone must not hold up all.
   */
  #watchStalled(): void {
    const { clock } = this.#options;
    if (this.#stalledTimer !== null || this.#closed) return;
    this.#stalledTimer = clock.setTimer(STALLED_MS_MAX, () => {
      this.#stalledTimer = null;
      if (this.#requestBytes?.isFull !== true) return;
      const limitMs = clock.monotonicMs() - STALLED_MS_MAX;
      for (const connection of [...this.#connections]) {
        if (connection.owesBytes && connection.lastActiveMs <= limitMs) {
          connection.disconnect("it sends nothing more of its request, and others wait for room");
        }
      }
      if (this.#requestBytes.isFull) this.#watchStalled();
    });
  }

  /** Stops accepting and ends every connection. */
  close(): void {
    this.#closed = true;
    this.#idleTimer?.cancel();
    this.#idleTimer = null;
    this.#stalledTimer?.cancel();
    this.#stalledTimer = null;
    this.#rate.close();
    this.#held.close();
    for (const { listener } of this.#bound) listener.close();
    for (const connection of [...this.#connections]) connection.destroy();
  }
}
