/**
 * What fuzzing found once is tried again, and each target gets a few new tries from fixed seeds;
 * `npm run fuzz` does that for longer.
 */
import { describe, expect, test } from "bun:test";
import { SeededRandom } from "../../lib/io/random.ts";
import { type FuzzCase, readCases } from "./cases.ts";
import { FuzzRun } from "./fuzz_run.ts";
import { targets } from "./targets.ts";

const SMOKE_SEED = 1;
/** Tries by target, each target's a few tenths of a second; the same ones on every machine. */
const SMOKE_TRIES: Readonly<Record<string, number>> = {
  dispatch: 6,
  coordinator: 40,
  recovery: 12,
  partition: 8,
};
const SMOKE_TRIES_ELSE = 2_000;

async function replay({ target: name, seed, kind, hex }: FuzzCase): Promise<void> {
  const target = targets.find((one) => one.name === name);
  if (target === undefined) throw new Error(`There is no target ${name}`);
  if (seed !== undefined) return await target.round(new SeededRandom(seed), () => {});
  if (target.check === undefined || kind === undefined || hex === undefined) {
    throw new Error("A case needs a seed, or a kind and bytes");
  }
  target.check({ kind, bytes: new Uint8Array(Buffer.from(hex, "hex")) });
}

describe("fuzzing", () => {
  const cases = readCases();
  if (cases.length > 0) {
    test.each(cases.map((one) => [one.name, one] as const))("case %s", async (_name, one) => {
      await replay(one);
    });
  }

  test.each(targets.map((target) => [target.name, target] as const))(
    "%s, for a moment",
    async (_name, target) => {
      const triesMax = SMOKE_TRIES[target.name] ?? SMOKE_TRIES_ELSE;
      const run = new FuzzRun(target, { firstSeed: SMOKE_SEED, triesMax });
      expect(await run.run()).toBeNull();
      expect(run.tries).toBe(triesMax);
    },
  );
});
