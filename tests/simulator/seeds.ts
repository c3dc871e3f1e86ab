/**
 * The seeds of a simulation. A run that failed says its seed; `KEDGE_SEED=<seed>` runs that one
 * again, alone, and everything in it happens in the same order. `KEDGE_SEEDS=5000` runs that many in
 * the place of the few that every test run affords, `KEDGE_SEEDS=5001-9000` those.
 *
 * @module
 */

/** Seeds 1 to `count`, or those that the environment names. */
export function seeds(count: number): number[] {
  const chosen = process.env["KEDGE_SEED"] ?? "";
  if (chosen !== "") return [Number(chosen)];
  const many = process.env["KEDGE_SEEDS"] ?? "";
  if (many === "") return range(1, count);
  const [, first = "1", last] = /^(?:(\d+)-)?(\d+)$/.exec(many) ?? [];
  if (last === undefined || Number(last) < Number(first)) {
    throw new Error(`Cannot run KEDGE_SEEDS=${many}: it is a count, or two seeds as 5001-9000`);
  }
  return range(Number(first), Number(last));
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Runs a simulation; an error of it says how to see it again. */
export async function replayable(seed: number, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const reason = error instanceof Error ? error.stack ?? error.message : String(error);
    throw new Error(`KEDGE_SEED=${seed} shows it again: ${reason}`);
  }
}
