/**
 * kafka-features.sh: shows and changes the levels of features.
 *
 * @module
 */

import {
  describeFeatures,
  type FeatureUpdate,
  FeatureUpgradeType,
  updateFeatures,
} from "../client/admin/mod.ts";
import {
  bootstrapControllerArgument,
  bootstrapServerArgument,
  commandConfigArgument,
  withArgparseCluster,
} from "./argparse/connection.ts";
import type { ArgparseArguments } from "./argparse/parse.ts";
import type { ArgparseArgument } from "./argparse/spec.ts";
import { defineSubcommands, type Subcommand } from "./argparse/subcommands.ts";
import type { Command, CommandContext, Terminal } from "./command.ts";
import {
  featureArgument,
  featureDependencies,
  parseFeature,
  releaseArgument,
  versionMapping,
} from "./features/release_commands.ts";
import { levelText, METADATA_VERSION, releaseOf } from "./features/release_versions.ts";
import { javaMessage } from "./java_exception.ts";
import { TerseError } from "./terse_error.ts";

const dryRunArgument: ArgparseArgument = {
  name: "dry-run",
  description: "Check, but change nothing.",
};
const unsafeArgument: ArgparseArgument = {
  name: "unsafe",
  description: "Change even where metadata is lost for good.",
};
const metadataArgument: ArgparseArgument = {
  name: "metadata",
  metavar: "METADATA",
  description: "Deprecated: the release whose metadata.version to take.",
};

const NAME_WIDTH = 42;
const LEVEL_WIDTH = 17;

const describe: Subcommand = {
  name: "describe",
  description: "Show the features, the levels that are supported and the one in force.",
  arguments: [{
    name: "node-id",
    metavar: "NODE_ID",
    type: "integer",
    description: "The node to ask; any where left out.",
  }],
  async run(parsed, context) {
    const nodeId = parsed.number("node-id");
    const { features, epoch } = await connected(
      parsed,
      () =>
        withArgparseCluster(parsed, context, (cluster) => describeFeatures(cluster, { nodeId })),
    );
    for (const { name, supportedMin, supportedMax, finalized } of features) {
      const level = (value: number) => levelText(name, value).padEnd(LEVEL_WIDTH);
      const cells = [
        `Feature: ${name.padEnd(NAME_WIDTH)}`,
        `SupportedMinVersion: ${level(supportedMin)}`,
        `SupportedMaxVersion: ${level(supportedMax)}`,
        `FinalizedVersionLevel: ${level(finalized)}`,
        `Epoch: ${epoch ?? "-"}`,
      ];
      context.terminal.stdout(`${cells.join("")}\n`);
    }
    return 0;
  },
};

const upgrade: Subcommand = {
  name: "upgrade",
  description: "Raise the levels of features.",
  arguments: [metadataArgument, releaseArgument, featureArgument, dryRunArgument],
  run: (parsed, context) =>
    update(parsed, context, { verb: "upgrade", type: FeatureUpgradeType.UPGRADE }),
};

const downgrade: Subcommand = {
  name: "downgrade",
  description: "Lower the levels of features.",
  arguments: [metadataArgument, releaseArgument, featureArgument, unsafeArgument, dryRunArgument],
  run: (parsed, context) =>
    update(parsed, context, { verb: "downgrade", type: loweringOf(parsed) }),
};

const disable: Subcommand = {
  name: "disable",
  description: "Take features away: the same as a downgrade to level 0.",
  arguments: [
    { ...featureArgument, description: "The feature." },
    unsafeArgument,
    dryRunArgument,
  ],
  run: (parsed, context) => update(parsed, context, { verb: "disable", type: loweringOf(parsed) }),
};

function loweringOf(parsed: ArgparseArguments): FeatureUpgradeType {
  return parsed.has("unsafe")
    ? FeatureUpgradeType.UNSAFE_DOWNGRADE
    : FeatureUpgradeType.SAFE_DOWNGRADE;
}

export const kafkaFeatures: Command = defineSubcommands({
  name: "features",
  script: "kafka-features.sh",
  summary: "Show and change the levels of features",
  command: "kafka-features",
  description: "This tool manages feature flags in Kafka.",
  arguments: [commandConfigArgument, bootstrapServerArgument, bootstrapControllerArgument],
  faultText: (message) => `Command line error: ${message}. Type --help for help.`,
  subcommands: [describe, upgrade, downgrade, disable, versionMapping, featureDependencies],
});

function connected<T>(parsed: ArgparseArguments, run: () => Promise<T>): Promise<T> {
  const ways = ["bootstrap-server", "bootstrap-controller"].filter((name) => parsed.has(name));
  if (ways.length === 1) return run();
  throw parsed.fault(
    ways.length === 2
      ? "argument --bootstrap-controller: not allowed with argument --bootstrap-server"
      : "You must specify either --bootstrap-controller or --bootstrap-server.",
  );
}

const PAST = { upgrade: "upgraded to", downgrade: "downgraded to", disable: "disabled" } as const;
type Verb = keyof typeof PAST;

async function update(
  parsed: ArgparseArguments,
  context: CommandContext,
  { verb, type }: { verb: Verb; type: FeatureUpgradeType },
): Promise<number> {
  const { terminal } = context;
  const levels = verb === "disable"
    ? disabledLevels(parsed)
    : wantedLevels(parsed, { type, terminal });
  if (levels.size === 0) throw new TerseError(`You must specify at least one feature to ${verb}`);
  const updates = [...levels].map(([name, level]): FeatureUpdate => ({ name, level, type }));
  updates.sort((a, b) => a.name < b.name ? -1 : 1);
  const mode = parsed.has("dry-run") ? "validate" : "update";
  const text = ({ name, level }: FeatureUpdate) =>
    verb === "disable" ? name : `${name} to ${level}`;
  try {
    await connected(
      parsed,
      () =>
        withArgparseCluster(
          parsed,
          context,
          (cluster) => updateFeatures(cluster, updates, { mode }),
        ),
    );
  } catch (error) {
    if (error instanceof TerseError) throw error;
    const may = mode === "validate" ? "Can not" : "Could not";
    for (const each of updates) {
      terminal.stdout(`${may} ${verb} ${text(each)}. ${javaMessage(error)}\n`);
    }
    throw new TerseError(`${updates.length} out of ${updates.length} operation(s) failed.`);
  }
  for (const { name, level } of updates) {
    const done = mode === "validate" ? "can be" : "was";
    terminal.stdout(`${name} ${done} ${PAST[verb]}${verb === "disable" ? "" : ` ${level}`}.\n`);
  }
  return 0;
}

function disabledLevels(parsed: ArgparseArguments): Map<string, number> {
  const levels = new Map<string, number>();
  for (const name of parsed.all("feature")) setOnce(levels, name, 0);
  return levels;
}

function wantedLevels(
  parsed: ArgparseArguments,
  { type, terminal }: { type: FeatureUpgradeType; terminal: Terminal },
): Map<string, number> {
  const levels = new Map<string, number>();
  if (parsed.has("release-version")) {
    if (parsed.has("metadata") || parsed.has("feature")) {
      throw new TerseError("Can not specify `release-version` with other feature flags.");
    }
    const { metadataVersion, features } = releaseOf(parsed.get("release-version"));
    levels.set(METADATA_VERSION, metadataVersion);
    // Nothing is upgraded to level 0.
    for (const [name, level] of features) {
      if (type !== FeatureUpgradeType.UPGRADE || level > 0) levels.set(name, level);
    }
    return levels;
  }
  if (parsed.has("metadata")) {
    terminal.stdout("`metadata` flag is deprecated and may be removed in a future release.\n");
    levels.set(METADATA_VERSION, releaseOf(parsed.get("metadata")).metadataVersion);
  }
  for (const text of parsed.all("feature")) {
    const { name, level } = parseFeature(text);
    setOnce(levels, name, level);
  }
  return levels;
}

function setOnce(levels: Map<string, number>, name: string, level: number): void {
  if (levels.has(name)) throw new TerseError(`Feature ${name} was specified more than once.`);
  levels.set(name, level);
}
