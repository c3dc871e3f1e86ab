/**
 * The connections of a server: how many one address may have, which wait for room to send more
 * requests, and which are ended because they stay without a session.
 *
 * @module
 */
import type { Clock } from "../../io/clock.ts";
import { ExpiryQueue } from "../tree/expiry_queue.ts";
import type { ClientConnection } from "./connection.ts";
import type { ServerSettings } from "./settings.ts";
import type { ServerStatistics } from "./statistics.ts";

const SESSIONLESS_TICK_MS = 1000;

/** All open connections. */
export class ConnectionRegistry {
  readonly #settings: ServerSettings;
  readonly #connections = new Set<ClientConnection>();
  readonly #countByAddress = new Map<string, number>();
  readonly #throttled = new Set<ClientConnection>();
  readonly #sessionless: ExpiryQueue<ClientConnection>;

  constructor(clock: Clock, settings: ServerSettings, statistics: ServerStatistics) {
    this.#settings = settings;
    this.#sessionless = new ExpiryQueue<ClientConnection>(clock, {
      tickTimeMs: SESSIONLESS_TICK_MS,
      expire: (connections) => {
        statistics.sessionlessExpired += connections.length;
        for (const connection of connections) connection.endNow();
      },
    });
  }

  get size(): number {
    return this.#connections.size;
  }

  [Symbol.iterator](): IterableIterator<ClientConnection> {
    return this.#connections.values();
  }

  /** Connections without a session, by when they end: monotonic time in ms. */
  deadlines(): ReadonlyMap<number, ReadonlySet<ClientConnection>> {
    return this.#sessionless.buckets();
  }

  /** True where there are as many connections as there may be, or as `address` may have. */
  isFull(address: string): boolean {
    const { maxCnxns, maxClientCnxns: limit } = this.#settings;
    if (maxCnxns > 0 && this.#connections.size >= maxCnxns) return true;
    return limit > 0 && (this.#countByAddress.get(address) ?? 0) >= limit;
  }

  add(connection: ClientConnection): void {
    const { remoteAddress } = connection;
    this.#connections.add(connection);
    this.#countByAddress.set(remoteAddress, (this.#countByAddress.get(remoteAddress) ?? 0) + 1);
    this.expectEnd(connection);
  }

  remove(connection: ClientConnection): void {
    if (!this.#connections.delete(connection)) return;
    const { remoteAddress } = connection;
    const count = (this.#countByAddress.get(remoteAddress) ?? 0) - 1;
    if (count > 0) this.#countByAddress.set(remoteAddress, count);
    else this.#countByAddress.delete(remoteAddress);
    this.#throttled.delete(connection);
    this.#sessionless.remove(connection);
  }

  /** Ends the connection some time from now, unless it opens a session. */
  expectEnd(connection: ClientConnection): void {
    this.#sessionless.touch(connection, this.#settings.sessionlessTimeoutMs);
  }

  /** The session's own end is what counts from now on. */
  sessionOpened(connection: ClientConnection): void {
    this.#sessionless.remove(connection);
  }

  /** Remembers to let the connection look again. */
  throttle(connection: ClientConnection): void {
    this.#throttled.add(connection);
  }

  /** Lets throttled connections look again; they come back here where there is no room. */
  resumeThrottled(): void {
    if (this.#throttled.size === 0) return;
    const waiting = [...this.#throttled];
    this.#throttled.clear();
    for (const connection of waiting) connection.resume();
  }

  /** Ends all connections at once and releases the timer. */
  close(): void {
    for (const connection of [...this.#connections]) connection.endNow();
    this.#sessionless.close();
  }
}
