/**
 * kafka-transactions.sh: shows transactions and the producers behind them, finds those that hang,
 * and ends them.
 *
 * @module
 */

import {
  abortTransaction,
  describeProducers,
  describeTransaction,
  forceTerminateTransaction,
  type HangingTransaction,
  listTransactions,
} from "../client/admin/mod.ts";
import type { Cluster } from "../client/cluster.ts";
import { hasCode } from "../client/errors.ts";
import { keyOf, type TopicPartition } from "../client/topic_partition.ts";
import { ErrorCode } from "../kafka/protocol/error_code.ts";
import {
  bootstrapServerArgument,
  commandConfigArgument,
  withArgparseCluster,
} from "./argparse/connection.ts";
import type { ArgparseArguments } from "./argparse/parse.ts";
import type { ArgparseArgument } from "./argparse/spec.ts";
import { defineSubcommands, type Subcommand } from "./argparse/subcommands.ts";
import type { Command, CommandContext } from "./command.ts";
import { javaMessage } from "./java_exception.ts";
import { tabTable } from "./tab_table.ts";
import { TerseError } from "./terse_error.ts";
import { hangingTable } from "./transactions/hanging.ts";

/** The longest that a transaction lasts by transaction.max.timeout.ms's default, in minutes. */
const TIMEOUT_MINUTES_DEFAULT = 15;
/** A producer that has never had a marker has this coordinator epoch. */
const NO_EPOCH = -1;

const topicArgument: ArgparseArgument = {
  name: "topic",
  metavar: "TOPIC",
  required: true,
  description: "the topic",
};
const partitionArgument: ArgparseArgument = {
  name: "partition",
  metavar: "PARTITION",
  type: "integer",
  required: true,
  description: "its partition",
};
const transactionalIdArgument: ArgparseArgument = {
  name: "transactional-id",
  metavar: "TRANSACTIONAL_ID",
  required: true,
  description: "the transactional id",
};

const list: Subcommand = {
  name: "list",
  description: "list transactions",
  arguments: [
    {
      name: "duration-filter",
      metavar: "DURATION_FILTER",
      type: "long",
      description: "only transactions that have run longer, in ms; all where it is below 0",
    },
    {
      name: "transactional-id-pattern",
      metavar: "TRANSACTIONAL_ID_PATTERN",
      description: "only transactional ids that this regular expression matches",
    },
  ],
  run: (parsed, context) =>
    onCluster(parsed, context, {
      fault: "Failed to list transactions",
      work: async (cluster) => {
        const listings = await listTransactions(cluster, {
          durationMs: parsed.number("duration-filter"),
          transactionalIdPattern: parsed.get("transactional-id-pattern"),
        });
        return tabTable(
          ["TransactionalId", "Coordinator", "ProducerId", "TransactionState"],
          listings.map((one) => [
            one.transactionalId,
            String(one.coordinatorId),
            String(one.producerId),
            one.state,
          ]),
        );
      },
    }),
};

const describe: Subcommand = {
  name: "describe",
  description: "describe the state of an active transactional-id",
  arguments: [transactionalIdArgument],
  run(parsed, context) {
    const id = parsed.get("transactional-id")!;
    return onCluster(parsed, context, {
      fault: `Failed to describe transaction state of transactional-id \`${id}\``,
      work: (cluster) => describedTable(cluster, id),
    });
  },
};

async function describedTable(cluster: Cluster, id: string): Promise<string> {
  const found = await describeTransaction(cluster, id).catch((error: unknown) => {
    if (!hasCode(error, ErrorCode.TRANSACTIONAL_ID_NOT_FOUND)) throw error;
    throw new TerseError(
      `DescribeTransactions request for transactionalId \`${id}\` failed because the ID could ` +
        "not be found",
    );
  });
  const { startTimeMs } = found;
  const durationMs = startTimeMs === null ? null : cluster.clock.nowMs() - startTimeMs;
  return tabTable([
    "CoordinatorId",
    "TransactionalId",
    "ProducerId",
    "ProducerEpoch",
    "TransactionState",
    "TransactionTimeoutMs",
    "CurrentTransactionStartTimeMs",
    "TransactionDurationMs",
    "TopicPartitions",
  ], [[
    String(found.coordinatorId),
    id,
    String(found.producerId),
    String(found.producerEpoch),
    found.state,
    String(found.timeoutMs),
    String(startTimeMs ?? "None"),
    String(durationMs ?? "None"),
    found.partitions.map(keyOf).join(","),
  ]]);
}

const describeProducersOf: Subcommand = {
  name: "describe-producers",
  description: "describe the states of active producers for a topic partition",
  arguments: [
    {
      name: "broker-id",
      metavar: "BROKER_ID",
      type: "integer",
      description: "the replica to ask; the leader where left out",
    },
    topicArgument,
    partitionArgument,
  ],
  run(parsed, context) {
    const partition = partitionOf(parsed);
    const brokerId = parsed.number("broker-id");
    const where = brokerId === undefined ? "leader" : `broker ${brokerId}`;
    return onCluster(parsed, context, {
      fault: `Failed to describe producers for partition ${keyOf(partition)} on ${where}`,
      work: async (cluster) => {
        await requirePartition(cluster, partition);
        const producers = await describeProducers(cluster, [partition], { brokerId });
        return tabTable(
          [
            "ProducerId",
            "ProducerEpoch",
            "LatestCoordinatorEpoch",
            "LastSequence",
            "LastTimestamp",
            "CurrentTransactionStartOffset",
          ],
          producers.map((one) => [
            String(one.producerId),
            String(one.producerEpoch),
            String(one.coordinatorEpoch),
            String(one.lastSequence),
            String(one.lastTimestamp),
            one.transactionStartOffset < 0 ? "None" : String(one.transactionStartOffset),
          ]),
        );
      },
    });
  },
};

const abort: Subcommand = {
  name: "abort",
  description: "abort a hanging transaction (requires administrative privileges)",
  arguments: [
    topicArgument,
    partitionArgument,
    {
      name: "start-offset",
      metavar: "START_OFFSET",
      type: "long",
      description: "where the transaction begins (brokers from 3.0 on)",
    },
    {
      name: "producer-id",
      metavar: "PRODUCER_ID",
      type: "long",
      description: "its producer (older brokers; with the two epochs)",
    },
    {
      name: "producer-epoch",
      metavar: "PRODUCER_EPOCH",
      type: "integer",
      description: "the producer's epoch",
    },
    {
      name: "coordinator-epoch",
      metavar: "COORDINATOR_EPOCH",
      type: "integer",
      description: "the coordinator's epoch",
    },
  ],
  async run(parsed, context) {
    const partition = partitionOf(parsed);
    if (!parsed.has("start-offset")) checkOldArguments(parsed);
    await withArgparseCluster(parsed, context, async (cluster) => {
      await requirePartition(cluster, partition);
      const hanging = await hangingTransaction(cluster, partition, parsed);
      try {
        await abortTransaction(cluster, hanging);
      } catch (error) {
        throw new TerseError(
          `Failed to abort transaction of producer ${hanging.producerId} in ` +
            `${keyOf(partition)}: ${javaMessage(error)}`,
        );
      }
    });
    return 0;
  },
};

function checkOldArguments(parsed: ArgparseArguments): void {
  if (!parsed.has("producer-id")) {
    throw new TerseError(
      "The transaction to abort must be identified either with --start-offset (for brokers on " +
        "3.0 or above) or with --producer-id, --producer-epoch, and --coordinator-epoch (for " +
        "older brokers)",
    );
  }
  const missing = ["producer-epoch", "coordinator-epoch"].find((name) => !parsed.has(name));
  if (missing !== undefined) throw new TerseError(`Missing required argument --${missing}`);
}

async function hangingTransaction(
  cluster: Cluster,
  partition: TopicPartition,
  parsed: ArgparseArguments,
): Promise<HangingTransaction> {
  const startOffset = parsed.number("start-offset");
  if (startOffset === undefined) {
    return {
      ...partition,
      producerId: BigInt(parsed.get("producer-id")!),
      producerEpoch: parsed.number("producer-epoch")!,
      coordinatorEpoch: Math.max(0, parsed.number("coordinator-epoch")!),
    };
  }
  const producers = await describeProducers(cluster, [partition]).catch((error: unknown) => {
    throw new TerseError(
      `Failed to validate producer state for partition ${keyOf(partition)}: ${javaMessage(error)}`,
    );
  });
  const found = producers.find((one) => one.transactionStartOffset === startOffset);
  if (found === undefined) {
    throw new TerseError(
      `Could not find any open transactions starting at offset ${startOffset} on partition ` +
        keyOf(partition),
    );
  }
  const { coordinatorEpoch } = found;
  return { ...found, coordinatorEpoch: coordinatorEpoch === NO_EPOCH ? 0 : coordinatorEpoch };
}

const findHanging: Subcommand = {
  name: "find-hanging",
  description: "find hanging transactions",
  arguments: [
    {
      name: "broker-id",
      metavar: "BROKER_ID",
      type: "integer",
      description: "look in the replicas of this broker",
    },
    {
      name: "max-transaction-timeout",
      metavar: "MAX_TRANSACTION_TIMEOUT",
      type: "integer",
      default: String(TIMEOUT_MINUTES_DEFAULT),
      description: "the longest that a transaction may last, in minutes",
    },
    { name: "topic", metavar: "TOPIC", description: "look in this topic" },
    {
      name: "partition",
      metavar: "PARTITION",
      type: "integer",
      description: "look in this partition of the topic",
    },
  ],
  run(parsed, context) {
    if (parsed.has("partition") && !parsed.has("topic")) {
      throw new TerseError("The --partition argument requires --topic to be provided");
    }
    if (!parsed.has("topic") && !parsed.has("broker-id")) {
      throw new TerseError(
        "The `find-hanging` command requires either --topic or --broker-id to limit the scope " +
          "of the search",
      );
    }
    return onCluster(parsed, context, {
      fault: "Failed to find hanging transactions",
      work: (cluster) =>
        hangingTable(cluster, {
          brokerId: parsed.number("broker-id"),
          topic: parsed.get("topic"),
          partition: parsed.number("partition"),
          timeoutMinutes: parsed.number("max-transaction-timeout")!,
        }),
    });
  },
};

const forceTerminate: Subcommand = {
  name: "forceTerminateTransaction",
  description: "end the open transaction of a transactional id",
  arguments: [{ ...transactionalIdArgument, name: "transactionalId", metavar: "TRANSACTIONALID" }],
  run(parsed, context) {
    const id = parsed.get("transactionalId")!;
    return onCluster(parsed, context, {
      fault: `Failed to force terminate transactionalId \`${id}\``,
      work: async (cluster) => {
        await forceTerminateTransaction(cluster, id);
        return "";
      },
    });
  },
};

export const kafkaTransactions: Command = defineSubcommands({
  name: "transactions",
  script: "kafka-transactions.sh",
  summary: "Show transactions, find those that hang, and end them",
  command: "kafka-transactions.sh",
  description: "This tool is used to analyze the transactional state of producers in the " +
    "cluster. It can be used to detect and recover from hanging transactions.",
  arguments: [commandConfigArgument, { ...bootstrapServerArgument, required: true }],
  subcommands: [list, describe, describeProducersOf, abort, findHanging, forceTerminate],
});

/** Prints what `work` makes, or why it could not. */
async function onCluster(
  parsed: ArgparseArguments,
  context: CommandContext,
  { fault, work }: { fault: string; work: (cluster: Cluster) => Promise<string> },
): Promise<number> {
  try {
    context.terminal.stdout(await withArgparseCluster(parsed, context, work));
    return 0;
  } catch (error) {
    throw new TerseError(`${fault}: ${javaMessage(error)}.`);
  }
}

function partitionOf(parsed: ArgparseArguments): TopicPartition {
  return { topic: parsed.get("topic")!, partition: parsed.number("partition")! };
}

/** A partition that does not exist is told at once, not waited for. */
async function requirePartition(cluster: Cluster, partition: TopicPartition): Promise<void> {
  await cluster.retry.run("the metadata of topics", () => cluster.refresh([partition.topic]));
  if (cluster.known(partition.topic)?.partitions[partition.partition] !== undefined) return;
  throw new TerseError(`Partition ${keyOf(partition)} does not exist`);
}
