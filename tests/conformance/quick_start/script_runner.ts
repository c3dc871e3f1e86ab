/**
 * What runs a script, whoever's it is.
 *
 * @module
 */
import { type Finished, run } from "../process.ts";
import type { Script } from "./releases.ts";

/** One call of a script. */
export interface ScriptCall {
  readonly script: Script;
  readonly args: readonly string[];
  /** What it reads; undefined for none. */
  readonly input: string | undefined;
}

/** Runs scripts in one folder. */
export interface ScriptRunner {
  run(call: ScriptCall): Promise<Finished>;
  /** The words that run the script in a process of its own, for what runs meanwhile. */
  words(script: Script): readonly string[];
  /** Ends what was started. */
  stop(): Promise<void>;
}

/** How long a script may take. */
export const LIMIT_MS = 60_000;
/** So that what is printed does not depend on where the test runs. */
export const LOCALE = { LC_ALL: "C.UTF-8" };

/** Runs each script in a process of its own. */
export class ProcessRunner implements ScriptRunner {
  readonly #words: (script: Script) => readonly string[];
  readonly #folder: string;

  constructor(words: (script: Script) => readonly string[], folder: string) {
    this.#words = words;
    this.#folder = folder;
  }

  run({ script, args, input = "" }: ScriptCall): Promise<Finished> {
    const options = { cwd: this.#folder, timeoutMs: LIMIT_MS, input, env: LOCALE };
    return run([...this.#words(script), ...args], options);
  }

  words(script: Script): readonly string[] {
    return this.#words(script);
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
