/**
 * buildah with a store of its own: images are built, looked into and forgotten without a daemon, a
 * registry, or a trace in the machine's own store.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Finished, mustRun, run, type RunOptions } from "../process.ts";

const COMMAND_LIMIT_MS = 120_000;

/** One layer upon another where the kernel can, copies of whole trees where it cannot. */
const DRIVERS = ["overlay", "vfs"];

/** What an image says of itself, as Docker's format has it. */
export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Cmd: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly WorkingDir: string;
  readonly StopSignal: string;
  readonly Volumes: Readonly<Record<string, unknown>>;
  readonly ExposedPorts: Readonly<Record<string, unknown>>;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

/** One store of images. */
export class Buildah {
  readonly #words: readonly string[];

  private constructor(words: readonly string[]) {
    this.#words = words;
  }

  /**
   * Opens the store in `folder`; what a run that was killed left in it is removed.
   *
   * @param runFolder for what does not outlive this run
   * @throws where no store can be had here
   */
  static async open(folder: string, runFolder: string): Promise<Buildah> {
    mkdirSync(folder, { recursive: true });
    const faults: string[] = [];
    for (const driver of DRIVERS) {
      const words = ["buildah", "--storage-driver", driver];
      words.push("--root", join(folder, driver), "--runroot", runFolder);
      const store = new Buildah(words);
      const tried = await run([...words, "from", "scratch"], { timeoutMs: COMMAND_LIMIT_MS });
      if (tried.exitCode === 0) {
        await store.run(["rm", "--all"]);
        return store;
      }
      faults.push(`${driver}: ${tried.stderr.trim()}`);
    }
    throw new Error(`Cannot make a store of images: ${faults.join("; ")}`);
  }

  /** Runs one command of buildah; throws where it fails. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    return mustRun([...this.#words, ...args], { timeoutMs: COMMAND_LIMIT_MS, ...options });
  }

  async hasImage(name: string): Promise<boolean> {
    const words = [...this.#words, "inspect", "--type", "image", name];
    return (await run(words)).exitCode === 0;
  }

  /** Makes an image of the image `from` and what `fill` puts into its root folder. */
  async make(
    name: string,
    { from, fill }: { from: string; fill: (root: string) => Promise<void> },
  ): Promise<void> {
    const container = (await this.run(["from", "--pull-never", from])).stdout.trim();
    const root = (await this.run(["mount", container])).stdout.trim();
    try {
      await fill(root);
    } finally {
      await this.run(["umount", container]);
    }
    await this.run(["commit", "-q", "--rm", container, name]);
  }

  /** Gives `use` the root folder of a container of an image; what it writes there is forgotten. */
  async withRoot(name: string, use: (root: string) => Promise<void>): Promise<void> {
    const container = (await this.run(["from", "--pull-never", name])).stdout.trim();
    const root = (await this.run(["mount", container])).stdout.trim();
    try {
      await use(root);
    } finally {
      await this.run(["umount", container]);
      await this.run(["rm", container]);
    }
  }

  /** What an image says of itself, and all of it as text. */
  async inspect(name: string): Promise<{ config: ImageConfig; text: string }> {
    const { stdout } = await this.run(["inspect", "--type", "image", name]);
    const { Docker } = JSON.parse(stdout) as { Docker: { config: ImageConfig } };
    return { config: Docker.config, text: stdout };
  }
}
