/**
 * kafka-leader-election.sh: makes the preferred replica, or any replica, the leader of partitions.
 *
 * @module
 */

import { type ElectionResult, ElectionType, electLeaders } from "../client/admin/mod.ts";
import type { Cluster } from "../client/cluster.ts";
import { hasCode } from "../client/errors.ts";
import { keyOf, type TopicPartition } from "../client/topic_partition.ts";
import { ErrorCode } from "../kafka/protocol/error_code.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { bootstrapServerOption, commandConfigOption } from "./cluster_options.ts";
import { type Command, type CommandContext, defineCommand, type Terminal } from "./command.ts";
import { javaText } from "./java_exception.ts";
import { javaHashOrder, javaPartitionHash } from "./java_hash_order.ts";
import {
  asObject,
  integerField,
  listField,
  readJsonOption,
  repeatedIn,
  textField,
} from "./json_option.ts";
import { withAdminCluster } from "./open_cluster.ts";
import { tellFailure, TerseError } from "./terse_error.ts";

/** How long the cluster may take, in ms. */
const API_TIMEOUT_MS = 30_000;

export const kafkaLeaderElection: Command = defineCommand({
  name: "leader-election",
  script: "kafka-leader-election.sh",
  summary: "Elect leaders of partitions",
  spec: {
    command: "kafka-leader-election",
    description: "This tool attempts to elect a new leader for a set of topic partitions. The " +
      "type of elections supported are preferred replicas and unclean replicas.",
    options: [
      {
        name: "admin.config",
        argument: "String: config file",
        description: "As before Kafka 4.2: the same as --command-config.",
      },
      { name: "all-topic-partitions", description: "Elect for all partitions that need it." },
      bootstrapServerOption,
      commandConfigOption,
      {
        name: "election-type",
        argument: "[PREFERRED,UNCLEAN]: election type",
        description: "REQUIRED: preferred makes the first replica the leader where it is not; " +
          "unclean gives a leader to partitions that have none, from any replica, which may " +
          "lose records.",
      },
      {
        name: "partition",
        argument: "Integer: partition id",
        type: "integer",
        description: "With --topic: its partition.",
      },
      {
        name: "path-to-json-file",
        argument: "String: Path to JSON file",
        description: "A JSON file that names the partitions:\n" +
          '{"partitions":\n\t[{"topic": "foo", "partition": 1},\n' +
          '\t {"topic": "foobar", "partition": 2}]\n}',
      },
      {
        name: "topic",
        argument: "String: topic name",
        description: "Elect for the partition of this topic that --partition names.",
      },
    ],
  },
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal, environment } = context;
  try {
    const type = electionTypeOf(parsed);
    checkOptions(parsed);
    const partitions = parsed.has("path-to-json-file")
      ? readPartitions(parsed, environment)
      : parsed.has("topic")
      ? [{ topic: parsed.get("topic")!, partition: parsed.integer("partition")! }]
      : undefined;
    await withAdminCluster(
      { parsed, context, apiTimeoutMs: API_TIMEOUT_MS },
      (cluster) => elect(cluster, { type, partitions, terminal }),
    );
    return 0;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return tellFailure(error, terminal);
  }
}

function electionTypeOf(parsed: ParsedArguments): ElectionType | undefined {
  const text = parsed.get("election-type");
  if (text === undefined) return undefined;
  if (text.toUpperCase() === "PREFERRED") return ElectionType.PREFERRED;
  if (text.toUpperCase() === "UNCLEAN") return ElectionType.UNCLEAN;
  throw new TerseError(`Cannot parse argument '${text}' of option election-type`);
}

const SCOPES = ["topic", "all-topic-partitions", "path-to-json-file"];

function checkOptions(parsed: ParsedArguments): void {
  const missing = ["bootstrap-server", "election-type"].filter((name) => !parsed.has(name));
  if (missing.length > 0) {
    throw new TerseError(`Missing required option(s): ${missing.join(", ")}`);
  }
  if (SCOPES.filter((name) => parsed.has(name)).length !== 1) {
    throw new TerseError(
      `One and only one of the following options is required: ${SCOPES.join(", ")}`,
    );
  }
  if (parsed.has("topic") && !parsed.has("partition")) {
    throw new TerseError("Missing required option(s): partition");
  }
  if (!parsed.has("topic") && parsed.has("partition")) {
    throw new TerseError("Option partition is only allowed if topic is used");
  }
}

/** The partitions that the file of --path-to-json-file names. */
export function readPartitions(
  parsed: ParsedArguments,
  environment: CommandContext["environment"],
): TopicPartition[] {
  const file = readJsonOption(parsed, { option: "path-to-json-file", environment });
  if (file["partitions"] === undefined) {
    throw new TerseError('Replica election data is missing "partitions" field');
  }
  const partitions = listField(file, "partitions").map((each) => {
    const fields = asObject(each, "partitions");
    return { topic: textField(fields, "topic"), partition: integerField(fields, "partition") };
  });
  const repeated = repeatedIn(partitions.map(keyOf));
  if (repeated.length === 0) return partitions;
  throw new TerseError(
    `Replica election data contains duplicate partitions: [${repeated.join(", ")}]`,
  );
}

async function elect(
  cluster: Cluster,
  { type = ElectionType.PREFERRED, partitions, terminal }: {
    type: ElectionType | undefined;
    partitions: readonly TopicPartition[] | undefined;
    terminal: Terminal;
  },
): Promise<void> {
  const results = javaHashOrder(await electLeaders(cluster, type, { partitions }), {
    hashOf: javaPartitionHash,
  });
  const title = type === ElectionType.PREFERRED ? "PREFERRED" : "UNCLEAN";
  const elected = results.filter(({ error }) => error === null);
  const needless = results.filter(isNeedless);
  const failed = results.filter((result) => result.error !== null && !isNeedless(result));
  if (elected.length > 0) {
    terminal.stdout(
      `Successfully completed leader election (${title}) for partitions ${listed(elected)}\n`,
    );
  }
  if (needless.length > 0) {
    terminal.stdout(`Valid replica already elected for partitions ${listed(needless)}\n`);
  }
  for (const result of failed) {
    terminal.stdout(
      `Error completing leader election (${title}) for partition: ${keyOf(result)}: ` +
        `${javaText(result.error)}\n`,
    );
  }
  if (failed.length > 0) {
    throw new TerseError(`${failed.length} replica(s) could not be elected`);
  }
}

function isNeedless({ error }: ElectionResult): boolean {
  return hasCode(error, ErrorCode.ELECTION_NOT_NEEDED);
}

function listed(results: readonly ElectionResult[]): string {
  return results.map(keyOf).join(", ");
}
