/**
 * kafka-preferred-replica-election.sh of Kafka 2: makes the preferred replicas the leaders, with
 * the output of Kafka 2.5. kafka-leader-election.sh came in its place in 2.4.
 *
 * @module
 */

import {
  describeTopics,
  type ElectionResult,
  ElectionType,
  electLeaders,
  listTopics,
} from "../client/admin/mod.ts";
import type { Cluster } from "../client/cluster.ts";
import { hasCode } from "../client/errors.ts";
import { keyOf, type TopicPartition } from "../client/topic_partition.ts";
import { ErrorCode } from "../kafka/protocol/error_code.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { type Command, type CommandContext, defineCommand, type Terminal } from "./command.ts";
import { ZOOKEEPER_WARNING } from "./configs/zookeeper_form.ts";
import { javaText } from "./java_exception.ts";
import { readPartitions } from "./kafka_leader_election.ts";
import { withAdminCluster } from "./open_cluster.ts";
import { tellFailure, TerseError } from "./terse_error.ts";

const API_TIMEOUT_MS = 60_000;

export const kafkaPreferredReplicaElection: Command = defineCommand({
  name: "preferred-replica-election",
  script: "kafka-preferred-replica-election.sh",
  summary: "Elect preferred leaders, as Kafka 2's script",
  spec: {
    command: "kafka-preferred-replica-election",
    description: "This tool helps to causes leadership for each partition to be transferred back " +
      "to the 'preferred replica', it can be used to balance leadership among the servers.",
    options: [
      {
        name: "admin.config",
        argument: "String: config file",
        description: "With --bootstrap-server: a properties file with settings of the client.",
      },
      {
        name: "bootstrap-server",
        argument: "String: host:port",
        description: "Brokers to begin with. REQUIRED unless --zookeeper is given.",
      },
      {
        name: "path-to-json-file",
        argument: "String: list of partitions",
        description: "A JSON file that names the partitions; all where it is left out:\n" +
          '{"partitions":\n\t[{"topic": "foo", "partition": 1},\n' +
          '\t {"topic": "foobar", "partition": 2}]\n}',
      },
      {
        name: "zookeeper",
        argument: "String: urls",
        description: "DEPRECATED. ZooKeeper, where the brokers are looked up.",
      },
    ],
  },
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal } = context;
  terminal.stdout(
    "This tool is deprecated. Please use kafka-leader-election tool. Tracking issue: KAFKA-8405\n",
  );
  if (parsed.has("bootstrap-server") === parsed.has("zookeeper")) {
    throw new UsageError(
      "Exactly one of '[bootstrap-server]' or '[zookeeper]' must be provided",
      parsed.spec,
    );
  }
  try {
    const partitions = parsed.has("path-to-json-file")
      ? readPartitions(parsed, context.environment)
      : undefined;
    if (parsed.has("zookeeper")) terminal.stdout(ZOOKEEPER_WARNING);
    await withAdminCluster({ parsed, context, apiTimeoutMs: API_TIMEOUT_MS }, async (cluster) => {
      const options = { partitions };
      if (parsed.has("zookeeper")) options.partitions ??= await allPartitions(cluster);
      const results = await electLeaders(cluster, ElectionType.PREFERRED, options);
      if (parsed.has("zookeeper")) tellStarted(results, terminal);
      else tellEnd(results, terminal);
    });
    return 0;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return tellFailure(error, terminal);
  }
}

/** By name: of those asked for without names the brokers tell only the ones that they changed. */
async function allPartitions(cluster: Cluster): Promise<TopicPartition[]> {
  const names = (await listTopics(cluster)).map(({ name }) => name);
  const topics = await describeTopics(cluster, names);
  return topics.flatMap(({ name, partitions }) =>
    partitions.map(({ index }) => ({ topic: name, partition: index }))
  );
}

/** By ZooKeeper an election was only asked for, and nothing known of its end. */
function tellStarted(results: readonly ElectionResult[], terminal: Terminal): void {
  const isMissing = (result: ElectionResult) =>
    hasCode(result.error, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  const known = results.filter((result) => !isMissing(result)).map(keyOf);
  terminal.stdout(
    `Created preferred replica election path with ${known.join(",")}\n` +
      `Successfully started preferred replica election for partitions Set(${known.join(", ")})\n`,
  );
  for (const missing of results.filter(isMissing)) {
    terminal.stdout(
      `Skipping preferred replica leader election for partition ${keyOf(missing)} since it ` +
        "doesn't exist.\n",
    );
  }
}

function tellEnd(results: readonly ElectionResult[], terminal: Terminal): void {
  const isNeedless = ({ error }: ElectionResult) => hasCode(error, ErrorCode.ELECTION_NOT_NEEDED);
  const elected = results.filter(({ error }) => error === null).map(keyOf).join(", ");
  const failed = results.filter((result) => result.error !== null && !isNeedless(result));
  if (elected !== "") {
    terminal.stdout(`Successfully completed preferred leader election for partitions ${elected}\n`);
  }
  if (results.some(isNeedless)) {
    // Kafka's script lists those here that were elected.
    terminal.stdout(`Preferred replica already elected for partitions ${elected}\n`);
  }
  for (const result of failed) {
    terminal.stdout(
      `Error completing preferred leader election for partition: ${keyOf(result)}: ` +
        `${javaText(result.error)}\n`,
    );
  }
  if (failed.length > 0) {
    throw new TerseError(`${failed.length} preferred replica(s) could not be elected`);
  }
}
