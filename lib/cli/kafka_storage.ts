/**
 * kafka-storage.sh: formats the data folders of this machine's broker, and tells what they are. A
 * kedge formats its folders itself at its first start; formatting them before gives the cluster an
 * id of one's choice, as the quick starts of Kafka 3 and 4 do.
 *
 * @module
 */

import { readMetaProperties, writeMetaProperties } from "../broker/meta_properties.ts";
import { loadServerConfig } from "../config/server_config.ts";
import { surroundingsOf } from "./properties_file.ts";
import type { ArgparseArguments } from "./argparse/parse.ts";
import type { ArgparseArgument } from "./argparse/spec.ts";
import { defineSubcommands, type Subcommand } from "./argparse/subcommands.ts";
import type { Command, CommandContext } from "./command.ts";
import {
  featureArgument,
  featureDependencies,
  releaseArgument,
  versionMapping,
} from "./features/release_commands.ts";
import { TerseError } from "./terse_error.ts";

/** The id of a broker whose file says none. */
const BROKER_ID_DEFAULT = 1;

const configArgument: ArgparseArgument = {
  name: "config",
  metavar: "CONFIG",
  required: true,
  description: "The server.properties of the broker.",
};

const describeFolders: Subcommand = {
  name: "info",
  description: "Tell what the data folders are.",
  arguments: [configArgument],
  run(parsed, context) {
    const { terminal, environment: { fileSystem: files } } = context;
    const { folders } = brokerOf(parsed, context);
    terminal.stdout(`Found log ${folders.length === 1 ? "directory" : "directories"}:\n`);
    for (const folder of folders) terminal.stdout(`  ${folder}\n`);
    terminal.stdout("\n");
    const problems: string[] = [];
    let metadata: string | null = null;
    for (const folder of folders) {
      if (files.exists(folder) && !files.isFolder(folder)) {
        problems.push(`${folder} is not a directory`);
        continue;
      }
      const { brokerId, clusterId } = readMetaProperties(files, folder);
      if (clusterId === null) problems.push(`${folder} is not formatted.`);
      else metadata ??= `{cluster.id=${clusterId}, node.id=${brokerId}}`;
    }
    if (metadata !== null) terminal.stdout(`Found metadata: ${metadata}\n\n`);
    if (problems.length === 0) return Promise.resolve(0);
    const lines = problems.map((problem) => `  ${problem}\n`).join("");
    terminal.stdout(`Found problem${problems.length === 1 ? "" : "s"}:\n${lines}\n`);
    return Promise.resolve(1);
  },
};

const format: Subcommand = {
  name: "format",
  description: "Format the data folders, for a cluster of that id.",
  arguments: [
    configArgument,
    {
      name: "cluster-id",
      metavar: "CLUSTER_ID",
      required: true,
      description: "The cluster's id, as random-uuid makes one.",
    },
    { name: "ignore-formatted", description: "Pass over folders that are formatted already." },
    {
      name: "add-scram",
      metavar: "ADD_SCRAM",
      repeated: true,
      description: "Refused: kedge has no SCRAM credentials yet.",
    },
    { ...releaseArgument, description: "Taken as in Kafka: kedge has no metadata.version." },
    { ...featureArgument, description: "Taken as in Kafka: levels are set by kafka-features." },
    { name: "standalone", description: "Taken as in Kafka: one kedge is a cluster of its own." },
    { name: "no-initial-controllers", description: "Taken as in Kafka." },
    {
      name: "initial-controllers",
      metavar: "INITIAL_CONTROLLERS",
      description: "Taken as in Kafka: kedge has no controllers of their own.",
    },
  ],
  run(parsed, context) {
    const { terminal, environment: { fileSystem: files } } = context;
    const clusterId = parsed.get("cluster-id")!;
    if (parsed.has("add-scram")) {
      throw new TerseError("Cannot add SCRAM credentials: kedge has no authentication yet");
    }
    if (!/^[\w-]{22}$/.test(clusterId)) {
      throw new TerseError(
        `Cluster ID string ${clusterId} does not appear to be a valid UUID: 22 letters, digits, ` +
          "dashes and underscores are, such as kafka-storage random-uuid prints",
      );
    }
    const { folders, brokerId } = brokerOf(parsed, context);
    const open = folders.filter((folder) => {
      const formatted = readMetaProperties(files, folder).clusterId !== null;
      if (!formatted || parsed.has("ignore-formatted")) return !formatted;
      throw new TerseError(
        `Log directory ${folder} is already formatted. Use --ignore-formatted to ignore this ` +
          "directory and format the others.",
      );
    });
    if (open.length === 0) terminal.stdout("All of the log directories are already formatted.\n");
    for (const folder of open) {
      terminal.stdout(`Formatting data directory ${folder} for cluster ${clusterId}.\n`);
      files.makeFolder(folder);
      writeMetaProperties(files, folder, { brokerId, clusterId });
    }
    return Promise.resolve(0);
  },
};

const randomUuid: Subcommand = {
  name: "random-uuid",
  description: "Print a random id.",
  arguments: [],
  run(_parsed, { terminal, environment }) {
    terminal.stdout(`${environment.random.kafkaUuid()}\n`);
    return Promise.resolve(0);
  },
};

export const kafkaStorage: Command = defineSubcommands({
  name: "storage",
  script: "kafka-storage.sh",
  summary: "Format data folders, and tell what they are",
  command: "kafka-storage",
  description: "The Kafka storage tool.",
  arguments: [],
  short: {
    "-c": "config",
    "-t": "cluster-id",
    "-g": "ignore-formatted",
    "-S": "add-scram",
    "-r": "release-version",
    "-f": "feature",
    "-s": "standalone",
    "-N": "no-initial-controllers",
    "-I": "initial-controllers",
  },
  subcommands: [describeFolders, format, versionMapping, featureDependencies, randomUuid],
});

/** The data folders and the id that the file of --config says. */
function brokerOf(
  parsed: ArgparseArguments,
  { environment }: CommandContext,
): { folders: string[]; brokerId: number } {
  const name = parsed.get("config")!;
  let text: string;
  try {
    text = environment.readTextFile(name);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TerseError(`Cannot read ${name}: ${reason}`);
  }
  const { config } = loadServerConfig({
    file: { name, text },
    surroundings: surroundingsOf(environment),
  });
  const folders = (config.get("log.dirs") ?? config.get("log.dir") ?? "").split(",")
    .map((folder) => folder.trim()).filter((folder) => folder !== "");
  if (folders.length === 0) throw new TerseError("No log directories found in configuration.");
  return {
    folders: [...new Set(folders)].sort(),
    brokerId: config.brokerId < 0 ? BROKER_ID_DEFAULT : config.brokerId,
  };
}
