/**
 * `kafka-reassign-partitions.sh --generate` and `--execute`.
 *
 * @module
 */

import {
  alterReassignments,
  describeCluster,
  describeTopics,
  listReassignments,
} from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import { BrokerError, hasCode } from "../../client/errors.ts";
import { comparePartitions, keyOf } from "../../client/topic_partition.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import type { ParsedArguments } from "../arguments.ts";
import type { CommandContext } from "../command.ts";
import { javaMessage } from "../java_exception.ts";
import { type JsonObject, readJsonOption, repeatedIn } from "../json_option.ts";
import { PlainError, TerseError } from "../terse_error.ts";
import {
  type Assignment,
  type AssignmentFile,
  formatAssignments,
  parseAssignments,
  parseTopics,
  requireExecutable,
} from "./assignment_file.ts";
import { currentLogDirs, startMoves } from "./log_dir_states.ts";
import { spreadReplicas } from "./spread_replicas.ts";
import { movesOf, plural, throttleLogDirMoves, throttleMoves } from "./throttles.ts";

/** A call of the script. */
export interface ReassignCall {
  readonly parsed: ParsedArguments;
  readonly context: CommandContext;
}

/** The file of --reassignment-json-file. */
export function assignmentFile({ parsed, context }: ReassignCall): AssignmentFile {
  const { environment } = context;
  return parseAssignments(
    readJsonOption(parsed, { option: "reassignment-json-file", environment }),
  );
}

/** Proposes where the partitions of topics could lie. */
export async function generate(cluster: Cluster, call: ReassignCall): Promise<void> {
  const { parsed, context } = call;
  const { terminal, environment } = context;
  const brokerIds = parsed.get("broker-list")!.split(",").map((text) => {
    if (/^[+-]?\d+$/.test(text)) return Number(text);
    throw new TerseError(`For input string: "${text}"`);
  });
  requireDistinct(brokerIds, "Broker list contains duplicate entries");
  const file: JsonObject = readJsonOption(parsed, {
    option: "topics-to-move-json-file",
    environment,
  });
  const topics = parseTopics(file);
  requireDistinct(topics, "List of topics to reassign contains duplicate entries");
  const present = await assignmentsOf(cluster, topics);
  const { brokers } = await describeCluster(cluster);
  const chosen = brokers.filter(({ id }) => brokerIds.includes(id))
    .map(({ id, rack }) => ({ id, rack: parsed.has("disable-rack-aware") ? null : rack }));
  const proposed = topics.flatMap((topic) => {
    const own = present.filter((each) => each.topic === topic);
    const replicas = spreadReplicas(chosen, {
      partitions: own.length,
      replicationFactor: own[0]!.replicas.length,
      random: cluster.random,
    });
    return own.map((each, index) => ({ ...each, replicas: replicas[index]! }));
  });
  const logDirs = await currentLogDirs(cluster, present);
  terminal.stdout(
    `Current partition replica assignment\n${formatAssignments(present, logDirs)}\n\n` +
      `Proposed partition reassignment configuration\n${formatAssignments(proposed)}\n`,
  );
}

function requireDistinct(items: readonly (string | number)[], fault: string): void {
  const repeated = repeatedIn(items);
  if (repeated.length > 0) throw new TerseError(`${fault}: [${repeated.join(", ")}]`);
}

/** Where the partitions of topics lie. */
async function assignmentsOf(cluster: Cluster, topics: readonly string[]): Promise<Assignment[]> {
  const found: Assignment[] = [];
  for (const name of topics) {
    try {
      const [topic] = await describeTopics(cluster, [name]);
      for (const { index, replicas } of topic!.partitions) {
        found.push({ topic: name, partition: index, replicas });
      }
    } catch (error) {
      if (!hasCode(error, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)) throw error;
      throw unknown(`Topic ${name} not found.`);
    }
  }
  return found.sort(comparePartitions);
}

function unknown(reason: string): BrokerError {
  return new BrokerError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, {
    api: "DescribeTopicPartitions",
    broker: "the cluster",
    reason,
  });
}

/** Starts the moves of a file. */
export async function execute(cluster: Cluster, call: ReassignCall): Promise<void> {
  const { parsed, context: { terminal } } = call;
  const file = assignmentFile(call);
  requireExecutable(file);
  const underWay = await listReassignments(cluster);
  if (underWay.size > 0 && !parsed.has("additional")) {
    throw new PlainError(
      "Cannot execute because there is an existing partition assignment.  Use --additional to " +
        "override this and create a new partition assignment in addition to the existing one. " +
        "The --additional flag can also be used to change the throttle by resubmitting the " +
        "current reassignment.",
    );
  }
  await requireBrokers(cluster, file);
  const proposed = file.partitions;
  const all = await assignmentsOf(cluster, [...new Set(proposed.map(({ topic }) => topic))]);
  const present = proposed.map((each) => {
    const found = all.find((one) => keyOf(one) === keyOf(each));
    if (found !== undefined) return found;
    throw unknown(`Unable to find partition: ${keyOf(each)}`);
  });
  const logDirs = await currentLogDirs(cluster, present);
  terminal.stdout(
    `Current partition replica assignment\n\n${formatAssignments(present, logDirs)}\n\n` +
      "Save this to use as the --reassignment-json-file option during rollback\n",
  );
  await setThrottles(cluster, call, { file, moves: movesOf({ underWay, proposed, present }) });
  await start(cluster, call, file);
}

async function requireBrokers(cluster: Cluster, { partitions }: AssignmentFile): Promise<void> {
  const live = (await describeCluster(cluster)).brokers.map(({ id }) => id);
  const missing = partitions.flatMap(({ replicas }) => replicas).find((id) => !live.includes(id));
  if (missing !== undefined) throw new TerseError(`Unknown broker id ${missing}`);
}

async function setThrottles(
  cluster: Cluster,
  { parsed, context: { terminal } }: ReassignCall,
  { file, moves }: { file: AssignmentFile; moves: ReturnType<typeof movesOf> },
): Promise<void> {
  const rate = parsed.integer("throttle")!;
  const logDirRate = parsed.integer("replica-alter-log-dirs-throttle")!;
  if (rate < 0 && logDirRate < 0) return;
  terminal.stdout(
    "Warning: You must run --verify periodically, until the reassignment completes, to ensure " +
      "the throttle is removed.\n",
  );
  if (rate >= 0) await throttleMoves(cluster, moves, { rate, terminal });
  if (logDirRate >= 0) {
    const brokers = new Set(file.logDirs.map(({ brokerId }) => brokerId));
    await throttleLogDirMoves(cluster, brokers, { rate: logDirRate, terminal });
  }
}

async function start(
  cluster: Cluster,
  { parsed, context: { terminal } }: ReassignCall,
  { partitions, logDirs }: AssignmentFile,
): Promise<void> {
  const replicationFactor = parsed.has("disallow-replication-factor-change") ? "keep" : "change";
  const results = await alterReassignments(cluster, partitions, { replicationFactor });
  const failed = results.filter(({ error }) => error !== null).sort(comparePartitions);
  if (failed.length > 0) {
    const lines = failed.map((each) => `${keyOf(each)}: ${javaMessage(each.error)}`);
    throw new PlainError(`Error reassigning partition(s):\n${lines.join("\n")}`);
  }
  terminal.stdout(
    `Successfully started partition reassignment${plural(partitions)} for ` +
      `${partitions.toSorted(comparePartitions).map(keyOf).join(",")}\n`,
  );
  if (logDirs.length === 0) return;
  await startMoves(cluster, logDirs, { timeoutMs: parsed.integer("timeout")!, terminal });
}
