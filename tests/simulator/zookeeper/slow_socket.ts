/**
 * A connection that delivers when it is told to, and in pieces.
 *
 * @module
 */
import type { Connection, SocketHandlers } from "../../../lib/io/socket.ts";
import type { Random } from "../../../lib/io/random.ts";

/** The server's end; the simulation moves the bytes. */
export class SlowSocket implements Connection {
  readonly remoteAddress = "127.0.0.1";
  readonly remotePort = 40000;
  readonly localAddress = "127.0.0.1";
  readonly localPort = 2181;
  readonly #random: Random;
  readonly #received: (bytes: Uint8Array) => void;
  handlers: SocketHandlers | null = null;
  #toServer: Uint8Array[] = [];
  #toClient: Uint8Array[] = [];
  #isEnding = false;
  isOver = false;

  constructor(random: Random, received: (bytes: Uint8Array) => void) {
    this.#random = random;
    this.#received = received;
  }

  /** True where nothing is on its way. */
  get isQuiet(): boolean {
    return this.#toServer.length === 0 && this.#toClient.length === 0;
  }

  send(bytes: Uint8Array): void {
    this.#toServer.push(bytes);
  }

  write(bytes: Uint8Array): number {
    if (this.isOver || this.#isEnding) return 0;
    this.#toClient.push(bytes.slice());
    return bytes.length;
  }

  end(): void {
    this.#isEnding = true;
  }

  destroy(): void {
    this.drop();
  }

  pause(): void {}

  resume(): void {}

  /** The connection is gone, both ways. */
  drop(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#toServer = [];
    this.#toClient = [];
    queueMicrotask(() => this.handlers?.close());
  }

  /** Moves some of what is on its way. */
  deliver(): void {
    const toServer = this.#piece(this.#toServer);
    if (toServer !== null && !this.isOver) this.handlers?.data(toServer);
    const toClient = this.#piece(this.#toClient);
    if (toClient !== null && !this.isOver) this.#received(toClient);
    if (this.#isEnding && this.#toClient.length === 0) this.drop();
  }

  #piece(queue: Uint8Array[]): Uint8Array | null {
    const [first] = queue;
    if (first === undefined) return null;
    if (this.#random.int(3) > 0) {
      // All of it in one piece.
      return new Uint8Array(Buffer.concat(queue.splice(0)));
    }
    const length = 1 + this.#random.int(first.length);
    if (length === first.length) queue.shift();
    else queue[0] = first.subarray(length);
    return first.subarray(0, length);
  }
}
