/**
 * Kafka's releases: the level of metadata.version that each has, and the levels of the other
 * features that a new cluster of it has.
 *
 * @module
 */

import { TerseError } from "../terse_error.ts";

/** Name and level of metadata.version of each release, oldest first. */
const RELEASES: readonly (readonly [string, number])[] = [
  ["3.3-IV3", 7],
  ["3.4-IV0", 8],
  ["3.5-IV0", 9],
  ["3.5-IV1", 10],
  ["3.5-IV2", 11],
  ["3.6-IV0", 12],
  ["3.6-IV1", 13],
  ["3.6-IV2", 14],
  ["3.7-IV0", 15],
  ["3.7-IV1", 16],
  ["3.7-IV2", 17],
  ["3.7-IV3", 18],
  ["3.7-IV4", 19],
  ["3.8-IV0", 20],
  ["3.9-IV0", 21],
  ["4.0-IV0", 22],
  ["4.0-IV1", 23],
  ["4.0-IV2", 24],
  ["4.0-IV3", 25],
  ["4.1-IV0", 26],
  ["4.1-IV1", 27],
  ["4.2-IV0", 28],
  ["4.2-IV1", 29],
  ["4.3-IV0", 30],
  ["4.4-IV0", 31],
];
/** The newest that has been released; what comes behind it is taken by its full name only. */
const NEWEST = "4.3-IV0";

/** Each feature's levels, with the level of metadata.version from which it is the default. */
const DEFAULTS: readonly (readonly [string, readonly (readonly [number, number])[]])[] = [
  ["kraft.version", [[1, 21]]],
  // Level 1 exists, but no release had it as its default.
  ["transaction.version", [[1, 24], [2, 24]]],
  ["group.version", [[1, 22]]],
  ["eligible.leader.replicas.version", [[1, 26]]],
  ["share.version", [[1, 28]]],
  ["streams.version", [[1, 29]]],
];

/** What a feature's level needs. */
const DEPENDENCIES: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  "eligible.leader.replicas.version=1": [["metadata.version", 23]],
};

export const METADATA_VERSION = "metadata.version";

/** A release. */
export interface Release {
  /** As it was named: `4.3`, `4.3-IV0`. */
  readonly name: string;
  readonly metadataVersion: number;
  /** The levels of the other features, in Kafka's order. */
  readonly features: ReadonlyMap<string, number>;
}

/**
 * The release of that name; `4.0` means the last of 4.0, no name the newest.
 *
 * @throws {TerseError} where there is none
 */
export function releaseOf(name: string = NEWEST): Release {
  const newest = RELEASES.findIndex(([release]) => release === NEWEST);
  const found = RELEASES.findLast(([release], index) =>
    release === name || (index <= newest && release.startsWith(`${name}-`))
  );
  if (found === undefined || !/^\d+\.\d+(-IV\d+)?$/.test(name)) {
    const names = RELEASES.map(([release]) => release).join(", ");
    throw new TerseError(
      `Unknown metadata.version '${name}'. Supported metadata.version are: ${names}`,
    );
  }
  const metadataVersion = found[1];
  const features = DEFAULTS.map(([feature, levels]): [string, number] => {
    const level = levels.findLast(([, from]) => metadataVersion >= from);
    return [feature, level?.[0] ?? 0];
  });
  return { name, metadataVersion, features: new Map(features) };
}

/** A level as people write it: `4.3-IV0` of metadata.version. */
export function levelText(feature: string, level: number): string {
  if (feature !== METADATA_VERSION) return String(level);
  return RELEASES.find(([, each]) => each === level)?.[0] ?? `UNKNOWN [${level}]`;
}

/**
 * What a level of a feature needs of others, a line each.
 *
 * @throws {TerseError} where there is no such feature or level
 */
export function dependencyLines(feature: string, level: number): string[] {
  if (feature === METADATA_VERSION) {
    const release = RELEASES.find(([, each]) => each === level);
    if (release === undefined) throw new TerseError(`Unknown metadata.version ${level}`);
    return [`${feature}=${level} (${release[0]}) has no dependencies.`];
  }
  const levels = DEFAULTS.find(([name]) => name === feature)?.[1];
  if (levels === undefined) throw new TerseError(`Unknown feature: ${feature}`);
  if (level !== 0 && !levels.some(([each]) => each === level)) {
    throw new TerseError(`No feature:${feature} with feature level ${level}`);
  }
  const needed = DEPENDENCIES[`${feature}=${level}`];
  if (needed === undefined) return [`${feature}=${level} has no dependencies.`];
  return [
    `${feature}=${level} requires:`,
    ...needed.map(([name, each]) => `    ${name}=${each} (${levelText(name, each)})`),
  ];
}
