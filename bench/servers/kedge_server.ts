/**
 * kedge as the bench runs it: the compiled binary with its defaults, on free ports.
 *
 * @module
 */
import { answersApiVersions } from "../../tests/conformance/broker/probe.ts";
import { Kedge } from "../../tests/conformance/broker/kedge.ts";
import { until } from "../../tests/conformance/waiting.ts";
import type { BenchServer } from "./server.ts";

const START_LIMIT_MS = 60_000;

/** One kedge. */
export class KedgeServer implements BenchServer {
  readonly name: string;
  readonly #kedge: Kedge;

  /**
   * @param overrides settings beyond the defaults
   * @param options.command the words that start it, where it is to run in a place of its own
   */
  constructor(
    name = "kedge",
    overrides: Record<string, string> = {},
    options: { command?: readonly string[] } = {},
  ) {
    this.name = name;
    this.#kedge = new Kedge({ overrides, ...options });
  }

  get pid(): number {
    return this.#kedge.pid;
  }

  get address(): string {
    return this.#kedge.bootstrap;
  }

  /** host:port of the coordinator. */
  get zookeeper(): string {
    return this.#kedge.zookeeper ?? "";
  }

  launch(): void {
    this.#kedge.launch();
  }

  async start(): Promise<number> {
    // The first start picks the ports; only a later one can be timed from outside.
    if (this.address.endsWith(":0")) {
      await this.#kedge.start();
      return NaN;
    }
    const startedMs = performance.now();
    this.launch();
    await until("kedge answers ApiVersions", () => answersApiVersions(this.address), {
      limitMs: START_LIMIT_MS,
    });
    return performance.now() - startedMs;
  }

  async stop(): Promise<void> {
    await this.#kedge.terminate();
  }

  /** Stops it and forgets its logs, keeping its ports. */
  async wipe(): Promise<void> {
    await this.#kedge.wipe();
  }

  async remove(): Promise<void> {
    await this.#kedge.stop();
  }
}
