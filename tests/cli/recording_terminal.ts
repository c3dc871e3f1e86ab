/**
 * A terminal that remembers what a command wrote, and an environment of a cluster in memory.
 *
 * @module
 */

import type { Terminal } from "../../lib/cli/command.ts";
import { OutputClosedError } from "../../lib/cli/command.ts";
import type { Environment } from "../../lib/cli/environment.ts";
import { memoryConnect } from "../../lib/client/memory_transport.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { MemoryNetwork } from "../client/memory_network.ts";
import type { MemoryKafka } from "../client/memory_kafka.ts";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Remembers. */
export class RecordingTerminal implements Terminal {
  /** Both streams, in the order in which they were written. */
  both = "";
  out = "";
  err = "";
  isTerminal = false;
  /** Set: nobody reads standard output. */
  outputIsClosed = false;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly #interrupts = new Set<(exitCode: number) => void>();

  constructor(input: string | AsyncIterable<Uint8Array> = "") {
    this.stdin = typeof input === "string" ? chunksOf(input) : input;
  }

  stdout(text: string | Uint8Array): void {
    const written = typeof text === "string" ? text : decoder.decode(text);
    this.out += written;
    this.both += written;
  }

  stderr(text: string): void {
    this.err += text;
    this.both += text;
  }

  flush(): Promise<void> {
    if (!this.outputIsClosed) return Promise.resolve();
    return Promise.reject(new OutputClosedError("nobody reads"));
  }

  onInterrupt(run: (exitCode: number) => void): () => void {
    this.#interrupts.add(run);
    return () => this.#interrupts.delete(run);
  }

  /** What SIGINT does, or the signal that ends a process with `exitCode`. */
  interrupt(exitCode = 130): void {
    for (const run of this.#interrupts) run(exitCode);
  }

  /** Whether somebody waits for SIGINT. */
  get isListening(): boolean {
    return this.#interrupts.size > 0;
  }
}

async function* chunksOf(text: string): AsyncGenerator<Uint8Array, void> {
  if (text !== "") yield await Promise.resolve(encoder.encode(text));
}

/** Standard input that never comes to its end. */
export async function* endlessInput(): AsyncGenerator<Uint8Array, void> {
  yield await new Promise<Uint8Array>(() => {/* never */});
}

/** The environment of a small Kafka; `files` are what readTextFile finds. */
export function environmentOf(
  kafka: MemoryKafka,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Environment {
  return {
    clock: kafka.clock,
    random: new SeededRandom(1),
    network: new MemoryNetwork(null),
    fileSystem: new MemoryFileSystem(),
    connect: (options) => memoryConnect(kafka.broker.exchange, { ...options, clock: kafka.clock }),
    readTextFile: (path) => decoder.decode(bytesOf(files, path)),
    files: {
      size: (path) => bytesOf(files, path).length,
      read: (path, position, length) => bytesOf(files, path).slice(position, position + length),
    },
  };
}

function bytesOf(files: Readonly<Record<string, string | Uint8Array>>, path: string): Uint8Array {
  const content = files[path];
  if (content === undefined) throw new Error("no such file");
  return typeof content === "string" ? encoder.encode(content) : content;
}
