/**
 * What the servers of the bench that run on Java have in common: one process, asked until it
 * answers.
 *
 * @module
 */
import type { JavaProcess } from "./java_process.ts";
import type { BenchServer } from "./server.ts";

/** How a server is run. */
export interface JavaServerOptions {
  readonly name: string;
  readonly java: JavaProcess;
  /** host:port that clients use. */
  readonly address: string;
  readonly command: readonly string[];
  /** True once a client is answered. */
  readonly answers: () => Promise<boolean>;
}

/** A server that runs on Java. */
export class JavaServer implements BenchServer {
  readonly name: string;
  readonly address: string;
  readonly #options: JavaServerOptions;

  constructor(options: JavaServerOptions) {
    this.#options = options;
    this.name = options.name;
    this.address = options.address;
  }

  get pid(): number {
    return this.#options.java.pid;
  }

  launch(): void {
    this.#options.java.launch(this.#options.command);
  }

  async start(): Promise<number> {
    const { java, command, answers } = this.#options;
    return await java.start(command, answers);
  }

  async stop(): Promise<void> {
    await this.#options.java.stop();
  }

  async remove(): Promise<void> {
    await this.#options.java.remove();
  }
}
