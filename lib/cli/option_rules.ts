/**
 * Which options go together, checked after parsing, with the words of Kafka's scripts.
 *
 * @module
 */
import { type ParsedArguments, UsageError } from "./arguments.ts";

/**
 * Demands every one of the options.
 *
 * @throws {UsageError} for the first that is missing
 */
export function requireOptions(parsed: ParsedArguments, names: readonly string[]): void {
  const missing = names.find((name) => !parsed.has(name));
  if (missing === undefined) return;
  throw new UsageError(`Missing required argument "[${missing}]"`, parsed.spec);
}

/**
 * Demands exactly one of the options.
 *
 * @param options.otherwise what to say of none or several: scripts differ in it
 * @throws {UsageError} with that
 */
export function requireExactlyOne(
  parsed: ParsedArguments,
  { names, otherwise }: { names: readonly string[]; otherwise: string },
): string {
  const given = names.filter((name) => parsed.has(name));
  if (given.length !== 1) throw new UsageError(otherwise, parsed.spec);
  return given[0]!;
}

/**
 * Refuses an option beside any of others.
 *
 * @param options.used the option that does not go with the others
 * @param options.refused the others
 * @throws {UsageError} for the first pair that was given
 */
export function refuseTogether(
  parsed: ParsedArguments,
  { used, refused }: { used: string; refused: readonly string[] },
): void {
  if (!parsed.has(used)) return;
  const clash = refused.find((name) => parsed.has(name));
  if (clash === undefined) return;
  throw new UsageError(`Option "[${used}]" can't be used with option "[${clash}]"`, parsed.spec);
}

/**
 * Refuses an option's old name beside its new one.
 *
 * @throws {UsageError} where both were given
 */
export function refuseBoth(parsed: ParsedArguments, old: string, now: string): void {
  if (!parsed.has(old) || !parsed.has(now)) return;
  throw new UsageError(
    `Options --${old} and --${now} cannot be specified together.`,
    parsed.spec,
  );
}

/**
 * Refuses an option of old scripts that asked ZooKeeper where brokers are asked now.
 *
 * @throws {UsageError} where it was given
 */
export function refuseGone(
  parsed: ParsedArguments,
  { names, reason }: { names: readonly string[]; reason: string },
): void {
  const given = names.find((name) => parsed.has(name));
  if (given === undefined) return;
  throw new UsageError(
    `Option ${given} is not there: ${reason}. Name the brokers with --bootstrap-server ` +
      "HOST:PORT instead.",
    parsed.spec,
  );
}
