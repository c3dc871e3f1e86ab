/**
 * The seeds of a simulation. A run that failed says its seed; `KEDGE_SEED=<seed>` runs that one
 * again, alone, and everything in it happens in the same order.
 *
 * @module
 */

/** Seeds 1 to `count`, or the one that the environment names. */
export function seeds(count: number): number[] {
  const chosen = process.env["KEDGE_SEED"];
  if (chosen !== undefined && chosen !== "") return [Number(chosen)];
  return Array.from({ length: count }, (_, i) => i + 1);
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
