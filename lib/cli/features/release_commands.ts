/**
 * The commands that tell of Kafka's releases, of kafka-features.sh and kafka-storage.sh.
 *
 * @module
 */

import type { ArgparseArgument } from "../argparse/spec.ts";
import type { Subcommand } from "../argparse/subcommands.ts";
import { TerseError } from "../terse_error.ts";
import { dependencyLines, METADATA_VERSION, releaseOf } from "./release_versions.ts";

export const featureArgument: ArgparseArgument = {
  name: "feature",
  metavar: "FEATURE",
  repeated: true,
  description: "A feature and its level, as share.version=1.",
};

export const releaseArgument: ArgparseArgument = {
  name: "release-version",
  metavar: "RELEASE_VERSION",
  description: "The release whose levels to take for all features, as 4.3-IV0.",
};

export const versionMapping: Subcommand = {
  name: "version-mapping",
  description: "Show the levels of features that a release has.",
  arguments: [releaseArgument],
  run(parsed, { terminal }) {
    const { name, metadataVersion, features } = releaseOf(parsed.get("release-version"));
    terminal.stdout(`${METADATA_VERSION}=${metadataVersion} (${name})\n`);
    for (const [feature, level] of features) terminal.stdout(`${feature}=${level}\n`);
    return Promise.resolve(0);
  },
};

export const featureDependencies: Subcommand = {
  name: "feature-dependencies",
  description: "Show what levels of features need of others.",
  arguments: [{ ...featureArgument, required: true }],
  run(parsed, { terminal }) {
    for (const text of parsed.all("feature")) {
      const { name, level } = parseFeature(text);
      terminal.stdout(`${dependencyLines(name, level).join("\n")}\n`);
    }
    return Promise.resolve(0);
  },
};

/**
 * Reads `share.version=1`.
 *
 * @throws {TerseError} where it is not of that form
 */
export function parseFeature(text: string): { name: string; level: number } {
  const end = text.indexOf("=");
  const fault = `Can't parse feature=level string ${text}`;
  if (end < 0) throw new TerseError(`${fault}: equals sign not found.`);
  const level = text.slice(end + 1).trim();
  if (!/^-?\d{1,5}$/.test(level)) {
    throw new TerseError(`${fault}: unable to parse ${level} as a short.`);
  }
  return { name: text.slice(0, end).trim(), level: Number(level) };
}
