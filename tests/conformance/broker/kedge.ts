/**
 * A kedge that a test starts, stops, kills and starts again: the compiled binary by default, or
 * what KEDGE_CONFORMANCE_COMMAND says. It runs in a temporary folder, on free ports that it keeps
 * over its restarts.
 *
 * @module
 */
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Subprocess } from "bun";
import { lastLines } from "../process.ts";
import { until } from "../waiting.ts";
import type { Broker } from "./broker.ts";

/** How long a start may take before the test gives up on it. */
const START_LIMIT_MS = 60_000;
/** How long a clean stop may take before the test gives up on it. */
const STOP_LIMIT_MS = 30_000;

/** What one start needs beyond the defaults. */
export interface KedgeOptions {
  /** Settings as for `--override`. */
  overrides?: Record<string, string>;
  /** Where the logs go; a folder of its own under the temporary one by default. */
  logDir?: string;
  /** Where it runs; a temporary folder by default. */
  folder?: string;
  /** The command that starts kedge, as words; the compiled binary by default. */
  command?: readonly string[];
}

/** The command that starts kedge, as words. */
export function kedgeCommand(): string[] {
  const words = process.env["KEDGE_CONFORMANCE_COMMAND"]?.split(" ");
  if (words !== undefined) return words;
  const binary = resolve(import.meta.dirname, "../../../dist/kedge");
  if (!existsSync(binary)) {
    throw new Error(`Cannot find ${binary}: run \`npm run build\` first`);
  }
  return [binary];
}

/** A kedge process and its folder. */
export class Kedge implements Broker {
  readonly folder: string;
  readonly logDir: string;
  bootstrap = "127.0.0.1:0";
  zookeeper: string | undefined = "127.0.0.1:0";
  rest: string | undefined = "http://127.0.0.1:0";
  #overrides: Record<string, string>;
  #command: readonly string[];
  #process: Subprocess | undefined;
  #starts = 0;

  /** Names the settings; nothing runs until {@linkcode Kedge.start}. */
  constructor(options: KedgeOptions = {}) {
    this.folder = options.folder ?? mkdtempSync(join(tmpdir(), "kedge-conformance-"));
    this.logDir = options.logDir ?? join(this.folder, "data");
    this.#overrides = options.overrides ?? {};
    this.#command = options.command ?? kedgeCommand();
  }

  get pid(): number {
    if (this.#process === undefined) throw new Error("Cannot tell the pid: kedge does not run");
    return this.#process.pid;
  }

  /** What the running (or last) process wrote to standard error. */
  get log(): string {
    return readIfThere(this.#file("err"));
  }

  /** What the running (or last) process wrote to standard output. */
  get printed(): string {
    return readIfThere(this.#file("out"));
  }

  /** Starts the process and returns once it has named its addresses. */
  async start(): Promise<this> {
    this.launch();
    await until("kedge names its addresses", () => this.#isUp(), { limitMs: START_LIMIT_MS });
    return this;
  }

  /** Starts the process without waiting for anything. */
  launch(): void {
    this.#starts++;
    const overrides = {
      listeners: `PLAINTEXT://${this.bootstrap}`,
      "zookeeper.listeners": `zookeeper://${this.zookeeper}`,
      "rest.listeners": this.rest ?? "",
      "log.dirs": this.logDir,
      ...this.#overrides,
    };
    const settings = Object.entries(overrides).flatMap(
      ([name, value]) => ["--override", `${name}=${value}`],
    );
    this.#process = Bun.spawn([...this.#command, "start", ...settings], {
      cwd: this.folder,
      stdin: "ignore",
      stdout: openSync(this.#file("out"), "w"),
      stderr: openSync(this.#file("err"), "w"),
    });
  }

  /** Waits for the process to end by itself and returns its exit code. */
  async exited(limitMs = STOP_LIMIT_MS): Promise<number> {
    const process = this.#process;
    if (process === undefined) throw new Error("Cannot wait for kedge: it does not run");
    await until("kedge ends", () => hasEnded(process), { limitMs });
    this.#process = undefined;
    return process.exitCode ?? 128;
  }

  /** Ends the process at once, as `kill -9` does, and waits until it is gone. */
  async kill(): Promise<void> {
    if (this.#process === undefined) return;
    this.#process.kill("SIGKILL");
    await this.exited();
  }

  /** As {@linkcode Kedge.kill}, and starts it again at the same addresses. */
  async killAndStart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** Ends the process with SIGTERM; throws where it does not end with status 0. */
  async terminate(): Promise<void> {
    if (this.#process === undefined) return;
    this.#process.kill("SIGTERM");
    const code = await this.exited();
    if (code !== 0) throw new Error(`kedge ended with ${code} on SIGTERM: ${this.lastWords()}`);
  }

  async restart(): Promise<void> {
    await this.terminate();
    await this.start();
  }

  /** Ends the process and removes its logs: the next start, on the same ports, is a first one. */
  async wipe(): Promise<void> {
    await this.terminate();
    rmSync(this.logDir, { recursive: true, force: true });
  }

  /** Ends the process and removes its folder. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The last lines of its log, for error messages. */
  lastWords(): string {
    return lastLines(readIfThere(this.#file("out")) + this.log, 25);
  }

  #file(stream: "out" | "err"): string {
    return join(this.folder, `kedge-${this.#starts}.${stream}`);
  }

  /** True once the three addresses stand in its output; throws where it has ended instead. */
  #isUp(): boolean {
    const process = this.#process;
    if (process !== undefined && hasEnded(process)) {
      throw new Error(`kedge ended with ${process.exitCode} at its start: ${this.lastWords()}`);
    }
    const banner = readIfThere(this.#file("out"));
    const kafka = addressIn(banner, "kafka");
    const zookeeper = addressIn(banner, "zookeeper");
    const rest = addressIn(banner, "rest");
    if (kafka === undefined) return false;
    if (this.zookeeper !== undefined && zookeeper === undefined) return false;
    if (this.rest !== undefined && rest === undefined) return false;
    this.bootstrap = kafka;
    this.zookeeper = zookeeper;
    this.rest = rest;
    return true;
  }
}

/** The address on the banner's line that begins with `word`. */
export function addressIn(banner: string, word: string): string | undefined {
  for (const line of banner.split("\n")) {
    const [first, address] = line.trim().split(/\s+/);
    if (first === word && address !== undefined && /:\d+$/.test(address)) return address;
  }
  return undefined;
}

function hasEnded(process: Subprocess): boolean {
  return process.exitCode !== null || process.signalCode !== null;
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
