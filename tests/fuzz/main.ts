/**
 * Fuzzes decoders, dispatch and recovery: `npm run fuzz -- --seconds 60`, `--target messages` for
 * one target alone, `--first-seed 1` for the same tries every time. Every try has a seed of its own,
 * which a find prints; `KEDGE_SEED=<seed>` with `--target` tries that one again. A find is worth a
 * file in tests/fuzz/cases (see cases.ts). The last line counts targets; the lines before it count
 * tries.
 *
 * @module
 */
import { FuzzRun } from "./fuzz_run.ts";
import { targets } from "./targets.ts";

async function main(words: readonly string[]): Promise<void> {
  const seconds = Number(optionOf(words, "--seconds") ?? 60);
  const name = optionOf(words, "--target");
  const chosen = targets.filter((target) => name === undefined || target.name === name);
  if (chosen.length === 0 || !(seconds > 0)) {
    console.error(`Cannot fuzz ${words.join(" ")}: targets are ${targets.map((t) => t.name)}`);
    process.exit(2);
  }
  const given = process.env["KEDGE_SEED"] ?? "";
  const isReplay = given !== "";
  const firstSeed = isReplay
    ? Number(given)
    : Number(optionOf(words, "--first-seed") ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`# first seed ${firstSeed}`);
  let failed = 0;
  for (const target of chosen) {
    const durationMs = seconds * 1000 / chosen.length;
    const run = new FuzzRun(
      target,
      isReplay ? { firstSeed, triesMax: 1 } : { firstSeed, durationMs },
    );
    const find = await run.run();
    console.log(`${find === null ? "ok  " : "FAIL"} ${target.name}: ${run.tries} tries`);
    if (find !== null) {
      failed += 1;
      console.log(find);
    }
  }
  console.log(`${chosen.length - failed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}

function optionOf(words: readonly string[], name: string): string | undefined {
  const at = words.indexOf(name);
  return at < 0 ? undefined : words[at + 1];
}

await main(process.argv.slice(2));
