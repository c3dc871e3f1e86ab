/**
 * A socket in memory whose other end is the test: it takes as many bytes as it has room for.
 */
import type { Connection, SocketHandlers } from "../../../lib/io/socket.ts";

export class TestSocket implements Connection {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress = "127.0.0.1";
  readonly localPort = 2181;
  /** What the server has written and the test not taken. */
  received: Uint8Array[] = [];
  /** Bytes the socket still takes before it says wait. */
  room = Infinity;
  isPaused = false;
  isEnded = false;
  isDestroyed = false;
  handlers: SocketHandlers | null = null;

  constructor(options: { remoteAddress?: string; remotePort?: number } = {}) {
    this.remoteAddress = options.remoteAddress ?? "127.0.0.1";
    this.remotePort = options.remotePort ?? 40000;
  }

  get isOver(): boolean {
    return this.isEnded || this.isDestroyed;
  }

  write(bytes: Uint8Array): number {
    if (this.isOver) return 0;
    const taken = Math.min(bytes.length, this.room);
    this.room -= taken;
    if (taken > 0) this.received.push(bytes.slice(0, taken));
    return taken;
  }

  end(): void {
    if (this.isOver) return;
    this.isEnded = true;
    queueMicrotask(() => this.handlers?.close());
  }

  destroy(): void {
    if (this.isOver) return;
    this.isDestroyed = true;
    queueMicrotask(() => this.handlers?.close());
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  /** Makes room, as a peer that reads again does. */
  drain(room = Infinity): void {
    this.room = room;
    this.handlers?.drain();
  }

  /** The peer is gone. */
  drop(): void {
    this.isDestroyed = true;
    this.handlers?.close();
  }

  /** All that has come, as one array. */
  take(): Uint8Array {
    const bytes = Buffer.concat(this.received);
    this.received = [];
    return new Uint8Array(bytes);
  }
}
