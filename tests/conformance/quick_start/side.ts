/**
 * One side of the comparison: whose scripts, on which server. Each has a server of its own, so that
 * what one run leaves is what the next one of the same side finds.
 *
 * @module
 */
import type { Finished } from "../process.ts";
import type { CommandLine } from "./command_line.ts";
import { isScript } from "./releases.ts";
import { LIMIT_MS, LOCALE, type ScriptCall, type ScriptRunner } from "./script_runner.ts";

/** How long a line with `until` is run again. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 100;

/** What a side is. */
export interface SideOptions {
  readonly runner: ScriptRunner;
  /** host:port of the broker. */
  readonly bootstrap: string;
  /** host:port of ZooKeeper. */
  readonly zookeeper: string;
  /** The log folder of the broker. */
  readonly logs: string;
  /** Where the scripts run; files that they are given lie here. */
  readonly folder: string;
}

/** The runs of one command line: its own, then those meanwhile. */
export interface Runs {
  readonly own: Finished;
  readonly meanwhile: readonly Finished[];
}

export class Side {
  readonly #options: SideOptions;

  constructor(options: SideOptions) {
    this.#options = options;
  }

  /** Runs a command line to its end. Addresses and folders in what it prints have their names. */
  async run(line: CommandLine): Promise<Runs> {
    if (line.meanwhile === undefined) return { own: await this.#finished(line), meanwhile: [] };
    const { script, args } = this.#call(line);
    const child = Bun.spawn([...this.#options.runner.words(script), ...args], {
      cwd: this.#options.folder,
      env: { ...process.env, ...LOCALE },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    const outputs = [new Response(child.stdout).text(), new Response(child.stderr).text()];
    const meanwhile: Finished[] = [];
    try {
      for (const one of line.meanwhile) meanwhile.push(await this.#finished(one));
    } finally {
      child.kill("SIGTERM");
    }
    const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
    const [stdout = "", stderr = ""] = await Promise.all(outputs);
    await child.exited;
    clearTimeout(limit);
    return { own: this.#named({ exitCode: child.exitCode, stdout, stderr }), meanwhile };
  }

  async #finished(line: CommandLine): Promise<Finished> {
    const deadlineMs = performance.now() + PATIENCE_MS;
    const call = this.#call(line);
    for (;;) {
      const finished = this.#named(await this.#options.runner.run(call));
      const { until } = line;
      if (until === undefined || until.test(finished.stdout)) return finished;
      if (performance.now() > deadlineMs) return finished;
      await Bun.sleep(PAUSE_MS);
    }
  }

  #call({ line, input }: CommandLine): ScriptCall {
    const [script = "", ...args] = line.trim().split(/\s+/);
    if (!isScript(script)) throw new Error(`Cannot run "${line}": ${script} is not in releases.ts`);
    const { bootstrap, zookeeper, logs } = this.#options;
    const filled = args.map((word) =>
      word.replace("{bootstrap}", bootstrap).replace("{zookeeper}", zookeeper)
        .replace("{logs}", logs)
    );
    return { script, args: filled, input };
  }

  #named({ exitCode, stdout, stderr }: Finished): Finished {
    return { exitCode, stdout: this.#withNames(stdout), stderr: this.#withNames(stderr) };
  }

  #withNames(text: string): string {
    const { bootstrap, zookeeper, logs } = this.#options;
    return text.replaceAll(logs, "{logs}").replaceAll(bootstrap, "{bootstrap}")
      .replaceAll(zookeeper, "{zookeeper}");
  }
}
