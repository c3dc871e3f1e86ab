/**
 * A Java server in a folder of its own.
 *
 * @module
 */
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Subprocess } from "bun";
import { lastLines } from "../../tests/conformance/process.ts";
import { until } from "../../tests/conformance/waiting.ts";

const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 240_000;

/** The options that Kafka's start script gives to its JVM. */
export const SERVER_JVM_OPTIONS: readonly string[] = [
  "-server",
  "-XX:+UseG1GC",
  "-XX:MaxGCPauseMillis=20",
  "-XX:InitiatingHeapOccupancyPercent=35",
  "-XX:+ExplicitGCInvokesConcurrent",
  "-Djava.awt.headless=true",
];

/** One Java process, started anew as often as wanted. */
export class JavaProcess {
  readonly folder: string;
  readonly #name: string;
  #process: Subprocess | undefined;

  constructor(name: string) {
    this.#name = name;
    this.folder = mkdtempSync(join(tmpdir(), `bench-${name}-`));
  }

  get pid(): number {
    if (this.#process === undefined) throw new Error(`Cannot tell the pid: ${this.#name} is down`);
    return this.#process.pid;
  }

  get isDown(): boolean {
    return this.#process === undefined;
  }

  launch(command: readonly string[]): void {
    const log = openSync(join(this.folder, "log"), "w");
    this.#process = Bun.spawn([...command], {
      cwd: this.folder,
      stdin: "ignore",
      stdout: log,
      stderr: log,
    });
  }

  /** Starts it and resolves with the ms until `answers` was true. */
  async start(command: readonly string[], answers: () => Promise<boolean>): Promise<number> {
    const startedMs = performance.now();
    this.launch(command);
    await until(`${this.#name} answers`, () => {
      const code = this.#process?.exitCode ?? null;
      if (code !== null) throw new Error(`${this.#name} ended with ${code}: ${this.#lastWords()}`);
      return answers();
    }, { limitMs: START_LIMIT_MS });
    return performance.now() - startedMs;
  }

  async stop(): Promise<void> {
    const process = this.#process;
    if (process === undefined) return;
    process.kill("SIGTERM");
    await until(
      `${this.#name} ends`,
      () => process.exitCode !== null || process.signalCode !== null,
      {
        limitMs: STOP_LIMIT_MS,
      },
    );
    this.#process = undefined;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #lastWords(): string {
    return lastLines(readFileSync(join(this.folder, "log"), "utf8"), 5);
  }
}
