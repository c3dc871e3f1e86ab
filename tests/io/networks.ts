/**
 * The networks that one table of cases is run on: the machine's, and its twin in memory.
 *
 * @module
 */
import { MemoryNetwork } from "../../lib/io/memory_socket.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import type { Connection, Network, SocketHandlers } from "../../lib/io/socket.ts";
import { SystemNetwork } from "../../lib/io/system_socket.ts";

export const NETWORKS: readonly { name: string; make: () => Network }[] = [
  { name: "the machine's", make: () => new SystemNetwork() },
  { name: "in memory", make: () => new MemoryNetwork() },
  {
    name: "in memory, in pieces of any size",
    make: () => new MemoryNetwork({ bufferBytes: 64 << 10, random: new SeededRandom(1) }),
  },
];

/** Keeps what happens to one end. */
export class RecordedEnd implements SocketHandlers {
  readonly chunks: Uint8Array[] = [];
  drains = 0;
  closes = 0;
  connection: Connection | null = null;
  readonly #onData: (chunk: Uint8Array) => void;

  constructor(onData: (chunk: Uint8Array) => void = () => {}) {
    this.#onData = onData;
  }

  data(chunk: Uint8Array): void {
    this.chunks.push(chunk);
    this.#onData(chunk);
  }

  drain(): void {
    this.drains += 1;
  }

  close(): void {
    this.closes += 1;
  }

  get receivedBytes(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString();
  }
}
