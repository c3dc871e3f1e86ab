/**
 * A load generator in a process of its own, so that neither the bench nor another generator is its
 * limit. It is told what to do in one JSON argument and answers with lines of JSON.
 *
 * @module
 */
import { join } from "node:path";
import type { Subprocess } from "bun";

/** How long one line may take. */
const LINE_LIMIT_MS = 240_000;

/** One generator. */
export class LoadProcess {
  readonly #name: string;
  readonly #process: Subprocess<"pipe", "pipe", "inherit">;
  readonly #lines: AsyncGenerator<string>;

  /**
   * Starts it.
   *
   * @param name the program's file in this folder
   * @param options what it is to do
   */
  constructor(name: string, options: object) {
    this.#name = name;
    const command = [process.execPath, join(import.meta.dirname, name), JSON.stringify(options)];
    this.#process = Bun.spawn(command, { stdin: "pipe", stdout: "pipe", stderr: "inherit" });
    this.#lines = linesOf(this.#process.stdout);
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** The next numbers that it says. */
  async next(): Promise<Record<string, number>> {
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), LINE_LIMIT_MS);
    const line = await this.#lines.next();
    clearTimeout(timer);
    if (line.done === true) throw new Error(`${this.#name} ended without an answer`);
    return JSON.parse(line.value) as Record<string, number>;
  }

  /** Lets it go on to what it does next. */
  proceed(): void {
    this.#process.stdin.write("\n");
    this.#process.stdin.flush();
  }

  /** Ends it, whatever it does. */
  async stop(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.exited;
  }

  /** Waits until it has ended by itself. */
  async ended(): Promise<void> {
    await this.#process.exited;
  }
}

/** Runs a generator to its end; resolves with the only line that it says. */
export async function runLoad(name: string, options: object): Promise<Record<string, number>> {
  const generator = new LoadProcess(name, options);
  const result = await generator.next();
  await generator.ended();
  return result;
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
