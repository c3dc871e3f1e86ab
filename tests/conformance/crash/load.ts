/**
 * A load program that runs beside the kills: it prints `acked N` as it goes, and its checks after
 * it is told to stop.
 *
 * @module
 */
import type { Subprocess } from "bun";
import type { ClientProgram } from "../client_program.ts";
import { linesOf, reportLine } from "../client_program.ts";
import { lastLines } from "../process.ts";
import type { Report } from "../report.ts";

/** How long the checker may take to read everything back. */
const FINISH_LIMIT_MS = 240_000;

/** A running load. */
export class Load {
  /** The last number it printed. */
  acked = 0;
  #report: Report;
  #program: ClientProgram;
  #missing: Set<string>;
  #process: Subprocess<"pipe", "pipe", "pipe">;
  #lines: Promise<void>;
  #errors: Promise<string>;

  constructor(report: Report, program: ClientProgram) {
    this.#report = report.within(program.name);
    this.#program = program;
    this.#missing = new Set(program.checks);
    this.#process = Bun.spawn([...program.command], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
    });
    this.#errors = new Response(this.#process.stderr).text();
    this.#lines = this.#readLines();
  }

  /** Tells the program to stop and waits for its checks. */
  async finish(): Promise<void> {
    this.#process.stdin.write("stop\n");
    this.#process.stdin.flush();
    const limit = setTimeout(() => this.kill(), FINISH_LIMIT_MS);
    await this.#lines;
    await this.#process.exited;
    clearTimeout(limit);
    const last = lastLines(await this.#errors, 3);
    for (const name of this.#missing) {
      this.#report.fail(name, `the program ended before it: ${last}`);
    }
    this.#missing.clear();
    if (last !== "") console.log(`# ${last}`);
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }

  async #readLines(): Promise<void> {
    for await (const line of linesOf(this.#process.stdout)) {
      if (line.startsWith("acked ")) this.acked = Number(line.slice(6));
      else reportLine(line, { ...this.#program, missing: this.#missing, report: this.#report });
    }
  }
}
