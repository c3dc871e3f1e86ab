/**
 * kafka-replica-verification.sh: checks that all replicas of partitions hold the same, until it is
 * interrupted.
 *
 * @module
 */

import { describeTopics, listTopics } from "../client/admin/mod.ts";
import type { Cluster } from "../client/cluster.ts";
import { listOffsets } from "../client/list_offsets.ts";
import { comparePartitions, keyOf } from "../client/topic_partition.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { type Command, type CommandContext, defineCommand } from "./command.ts";
import { javaDateFormat } from "./java_date_format.ts";
import { withAdminCluster } from "./open_cluster.ts";
import { requireOptions } from "./option_rules.ts";
import { type VerifiedPartition, verifyOnce } from "./replica_verification/verifier.ts";
import { tellFailure, TerseError } from "./terse_error.ts";
import { topicPattern } from "./topic_filter.ts";

export const kafkaReplicaVerification: Command = defineCommand({
  name: "replica-verification",
  script: "kafka-replica-verification.sh",
  summary: "Check that all replicas of partitions hold the same",
  spec: {
    command: "kafka-replica-verification",
    description: "Validate that all replicas for a set of topics have the same data.",
    needsArguments: true,
    options: [
      {
        name: "broker-list",
        argument: "String: hostname:port,...,hostname:port",
        description: "REQUIRED: brokers to begin with.",
      },
      {
        name: "fetch-size",
        argument: "Integer: bytes",
        type: "integer",
        default: "1048576",
        description: "How much to read of each partition at once.",
      },
      {
        name: "max-wait-ms",
        argument: "Integer: ms",
        type: "integer",
        default: "1000",
        description: "How long each read waits for more.",
      },
      {
        name: "report-interval-ms",
        argument: "Long: ms",
        type: "long",
        default: "30000",
        description: "How often to tell which partition is furthest behind.",
      },
      {
        name: "time",
        argument: "Long: timestamp/-1(latest)/-2(earliest)",
        type: "long",
        default: "-1",
        description: "From when on to compare.",
      },
      {
        name: "topics-include",
        argument: "String: Java regex (String)",
        default: ".*",
        description: "A regular expression for topics.",
      },
      {
        name: "topic-white-list",
        argument: "String: Java regex (String)",
        description: "As before Kafka 4: the same as --topics-include.",
      },
    ],
  },
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  requireOptions(parsed, ["broker-list"]);
  try {
    await withAdminCluster({ parsed, context }, (cluster) => verify(cluster, parsed, context));
    return 0;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return tellFailure(error, context.terminal);
  }
}

async function verify(
  cluster: Cluster,
  parsed: ParsedArguments,
  { terminal, environment: { clock } }: CommandContext,
): Promise<void> {
  let interrupted = false;
  const release = terminal.onInterrupt(() => {
    interrupted = true;
    cluster.close();
  });
  const formatDate = javaDateFormat("yyyy-MM-dd HH:mm:ss,SSS");
  const say = (text: string) => {
    terminal.stdout(`${formatDate(clock.nowMs())}: ${text}\n`);
  };
  const sizes = {
    fetchBytes: parsed.integer("fetch-size")!,
    maxWaitMs: parsed.integer("max-wait-ms")!,
  };
  try {
    const partitions = await partitionsToVerify(cluster, parsed);
    say("verification process is started");
    let reportedMs = clock.monotonicMs();
    while (!interrupted) {
      const most = await verifyOnce(cluster, partitions, { sizes, tell: say });
      if (most === null) return;
      await terminal.flush();
      if (clock.monotonicMs() - reportedMs < parsed.integer("report-interval-ms")!) continue;
      reportedMs = clock.monotonicMs();
      const { lag, partition } = most;
      say(
        `max lag is ${lag} for partition ${keyOf(partition)} at offset ${partition.offset} among ` +
          `${partitions.length} partitions`,
      );
    }
  } catch (error) {
    if (!interrupted) throw error;
  } finally {
    release();
  }
}

async function partitionsToVerify(
  cluster: Cluster,
  parsed: ParsedArguments,
): Promise<VerifiedPartition[]> {
  const pattern = topicPattern(parsed.get("topic-white-list") ?? parsed.get("topics-include")!);
  const names = (await listTopics(cluster)).map(({ name }) => name)
    .filter((name) => pattern.test(name));
  if (names.length === 0) {
    throw new TerseError(
      "No topics found. --topics-include if specified, is either filtering out all topics or " +
        "there is no topic.",
    );
  }
  const described = (await describeTopics(cluster, names)).flatMap(({ name, partitions }) =>
    partitions.map(({ index, replicas }) => ({ topic: name, partition: index, replicas }))
  ).sort(comparePartitions);
  const timestamp = parsed.integer("time")!;
  const starts = await listOffsets(
    cluster,
    described.map(({ topic, partition }) => ({ topic, partition, timestamp })),
  );
  return described.map((each, index) => ({ ...each, offset: Math.max(0, starts[index]!.offset) }));
}
