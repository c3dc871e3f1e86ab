/**
 * Waiting on a condition with a limit: how the conformance run synchronises with programs it
 * can only look at from outside.
 *
 * @module
 */

/** How often a condition is looked at. */
const INTERVAL_MS = 10;

/**
 * Waits until `condition` returns something other than undefined, null or false.
 *
 * @param what names the condition in the error
 * @returns what the condition returned
 * @throws {Error} where the limit passes first
 */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  options: { limitMs?: number } = {},
): Promise<T> {
  const limitMs = options.limitMs ?? 20_000;
  const deadlineMs = performance.now() + limitMs;
  for (;;) {
    const result = await condition();
    if (result !== undefined && result !== null && result !== false) return result;
    if (performance.now() > deadlineMs) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await Bun.sleep(INTERVAL_MS);
  }
}
