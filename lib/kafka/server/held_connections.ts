/**
 * Connections of an address that opens more of them than its quota allows (KIP-612): each is kept
 * unread for a moment and then closed, so that a client which tries again at once is slowed down.
 *
 * @module
 */
import type { Clock, Timer } from "../../io/clock.ts";
import type { Connection, SocketHandlers } from "../../io/socket.ts";

/** Connections kept at once; further ones are closed as they come. */
export const HELD_MAX = 1000;

/** Connections that are not served. */
export class HeldConnections {
  readonly #clock: Clock;
  readonly #timers = new Map<Connection, Timer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#timers.size;
  }

  /** Keeps a connection for `delayMs`; what it sends is not read. */
  hold(socket: Connection, delayMs: number): SocketHandlers {
    if (this.#timers.size >= HELD_MAX) socket.destroy();
    else {
      socket.pause();
      this.#timers.set(
        socket,
        this.#clock.setTimer(delayMs, () => {
          this.#timers.delete(socket);
          socket.destroy();
        }),
      );
    }
    return { data() {}, drain() {}, close: () => this.#forget(socket) };
  }

  /** Closes them all. */
  close(): void {
    for (const socket of [...this.#timers.keys()]) {
      this.#forget(socket);
      socket.destroy();
    }
  }

  #forget(socket: Connection): void {
    this.#timers.get(socket)?.cancel();
    this.#timers.delete(socket);
  }
}
