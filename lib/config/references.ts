/**
 * Puts the values that references lead to into settings that are read, each fault with its place.
 *
 * @module
 */
import type { Assignment } from "./assignment.ts";
import { type ConfigFault, placeText } from "./config_error.ts";
import {
  ConfigProviders,
  isProviderDeclaration,
  UnresolvedReferenceError,
} from "./config_providers.ts";
import { shownByName } from "./secret_name.ts";
import type { Surroundings } from "./surroundings.ts";

/** Settings with their values put in. */
export interface ResolvedAssignments {
  /** Those without a fault. */
  readonly assignments: readonly Assignment[];
  readonly faults: readonly ConfigFault[];
  readonly warnings: readonly string[];
}

/**
 * Resolves references.
 *
 * @param assignments the weakest first; providers may be declared among them
 * @param options.shown what may be shown of a setting, by its name and what is written
 */
export function resolveReferences(
  assignments: readonly Assignment[],
  surroundings: Surroundings,
  { shown = shownByName }: { shown?: typeof shownByName } = {},
): ResolvedAssignments {
  if (!assignments.some(({ value }) => value.includes("${"))) {
    return { assignments, faults: [], warnings: [] };
  }
  const settings = new Map(assignments.map(({ key, value }) => [key, value]));
  const providers = new ConfigProviders(settings, surroundings);
  const faults: ConfigFault[] = [];
  const warnings: string[] = [];
  const resolved = assignments.flatMap((assignment) => {
    const { key, value, file, line } = assignment;
    if (isProviderDeclaration(key)) return [assignment];
    const written = assignment.written ?? { key, value: shown(key, value) };
    try {
      const { text, isProvided, unknown } = providers.resolve(value);
      for (const name of unknown) {
        warnings.push(`${placeText(assignment)}: ${unknownProviderText(name, key)}`);
      }
      return isProvided
        ? [{ ...assignment, value: text, written, isProvided: true as const }]
        : [assignment];
    } catch (error) {
      if (!(error instanceof UnresolvedReferenceError)) throw error;
      faults.push({ file, line, ...written, reason: error.message, allowed: error.allowed });
      return [];
    }
  });
  return { assignments: resolved, faults, warnings };
}

/** That the name before a reference's colon is no provider's. */
export function unknownProviderText(name: string, key: string): string {
  return `there is no config provider ${name || "without a name"}: the value of ${key} is taken ` +
    "as it is written";
}
