/**
 * Runs one target from seed to seed for a while, up to its first find.
 *
 * @module
 */
import { SeededRandom } from "../../lib/io/random.ts";
import type { FuzzInput, FuzzTarget } from "./fuzz_target.ts";

/** Tries between two looks at the clock and turns of the event loop. */
const TRIES_A_TURN = 16;
/** Between two collections of garbage, in ms. */
const COLLECT_MS = 1000;

/** One target's tries. */
export class FuzzRun {
  readonly #target: FuzzTarget;
  readonly #firstSeed: number;
  readonly #durationMs: number;
  readonly #triesMax: number;
  #tries = 0;

  /** @param options when it ends, whichever comes first */
  constructor(
    target: FuzzTarget,
    options: { firstSeed: number; durationMs?: number; triesMax?: number },
  ) {
    this.#target = target;
    this.#firstSeed = options.firstSeed;
    this.#durationMs = options.durationMs ?? Infinity;
    this.#triesMax = options.triesMax ?? Infinity;
  }

  get tries(): number {
    return this.#tries;
  }

  /** Tries seeds one after the other; tells the first find, null where there was none. */
  async run(): Promise<string | null> {
    let collectMs = performance.now() + COLLECT_MS;
    const endMs = performance.now() + this.#durationMs;
    do {
      const find = await this.#try(this.#firstSeed + this.#tries);
      this.#tries += 1;
      if (find !== null) return find;
      if (performance.now() > collectMs) {
        // Disks in memory reserve much more than they hold: the collector does not see it.
        Bun.gc(true);
        collectMs = performance.now() + COLLECT_MS;
      }
      if (this.#tries % TRIES_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    } while (this.#tries < this.#triesMax && performance.now() < endMs);
    return null;
  }

  async #try(seed: number): Promise<string | null> {
    let input: FuzzInput | null = null;
    try {
      await this.#target.round(new SeededRandom(seed), (noted) => {
        input = noted;
      });
      return null;
    } catch (error) {
      const reason = error instanceof Error ? error.stack ?? error.message : String(error);
      return `${describe(this.#target, { seed, input })}\n${reason}`;
    }
  }
}

/** How to see a find again, and how to keep it. */
function describe(
  { name }: FuzzTarget,
  { seed, input }: { seed: number; input: FuzzInput | null },
): string {
  const again = `KEDGE_SEED=${seed} npm run fuzz -- --target ${name} shows it again`;
  const kept = input === null
    ? { target: name, seed }
    : { target: name, kind: input.kind, hex: Buffer.from(input.bytes).toString("hex") };
  return `${again}; as a case: ${JSON.stringify(kept)}`;
}
