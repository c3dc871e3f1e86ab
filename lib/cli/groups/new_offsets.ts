/**
 * Finds the offsets that a group is to be reset to: by an end of the log, a time, a number, a file,
 * or what is committed now.
 *
 * @module
 */

import { describeTopics, fetchOffsets } from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import { BrokerError } from "../../client/errors.ts";
import { listOffsets, OffsetTimestamp } from "../../client/list_offsets.ts";
import { keyOf, type TopicPartition } from "../../client/topic_partition.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { UsageError } from "../arguments.ts";
import type { Terminal } from "../command.ts";
import { planFields, planLines } from "../offsets/plan_line.ts";
import { RESET_SCENARIOS } from "./options.ts";
import { ArgumentValueError, partitionsOf } from "./partition_arguments.ts";
import type { NewOffset, ResetCall } from "./reset.ts";
import { parseDateTime, parseDuration } from "./time_arguments.ts";

interface Offset extends TopicPartition {
  readonly offset: number;
}

/** The new offsets of one group. */
export async function newOffsets(
  cluster: Cluster,
  group: string,
  call: ResetCall,
): Promise<NewOffset[]> {
  const partitions = await partitionsToReset(cluster, group, call);
  await requirePartitions(cluster, partitions);
  const offsets = await chooseOffsets(cluster, { group, partitions, call });
  return offsets.map(({ topic, partition, offset }) => ({ group, topic, partition, offset }));
}

async function partitionsToReset(
  cluster: Cluster,
  group: string,
  { parsed }: ResetCall,
): Promise<TopicPartition[]> {
  if (parsed.has("all-topics")) {
    return (await fetchOffsets(cluster, group)).map(({ topic, partition }) => ({
      topic,
      partition,
    }));
  }
  if (!parsed.has("topic")) {
    if (parsed.has("from-file")) return [];
    throw new UsageError(
      "One of the reset scopes should be defined: --all-topics, --topic.",
      parsed.spec,
    );
  }
  return await partitionsOf(cluster, parsed.all("topic"));
}

async function requirePartitions(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
): Promise<void> {
  const names = [...new Set(partitions.map(({ topic }) => topic))];
  const topics = new Map(
    (await describeTopics(cluster, names)).map((topic) => [topic.name, topic.partitions]),
  );
  const missing = partitions.filter(({ topic, partition }) =>
    topics.get(topic)?.[partition] === undefined
  );
  if (missing.length === 0) return;
  throw new BrokerError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, {
    api: "DescribeTopicPartitions",
    broker: "the cluster",
    reason: `The partitions "${missing.map(keyOf).join(",")}" do not exist`,
  });
}

interface Choice {
  readonly group: string;
  readonly partitions: readonly TopicPartition[];
  readonly call: ResetCall;
}

async function chooseOffsets(cluster: Cluster, choice: Choice): Promise<readonly Offset[]> {
  const { partitions, call: { parsed, context: { terminal, environment } } } = choice;
  const at = (timestamp: number) => offsetsAt(cluster, partitions, timestamp);
  const within = (offsets: readonly Offset[]) => withinLog(cluster, offsets, terminal);
  switch (RESET_SCENARIOS.find((name) => parsed.has(name))) {
    case "to-offset":
      return await within(
        partitions.map((each) => ({ ...each, offset: parsed.integer("to-offset") ?? 0 })),
      );
    case "to-earliest":
      return await at(OffsetTimestamp.EARLIEST);
    case "to-latest":
      return await at(OffsetTimestamp.LATEST);
    case "shift-by":
      return await within(await shifted(cluster, choice));
    case "to-datetime":
      return await byTime(cluster, choice, parseDateTime(parsed.get("to-datetime")!));
    case "by-duration": {
      const agoMs = parseDuration(parsed.get("by-duration")!);
      return await byTime(cluster, choice, environment.clock.nowMs() - agoMs);
    }
    case "from-file":
      return await within(fromFile(choice));
    case "to-current":
      return await current(cluster, choice);
    case undefined:
      throw new UsageError(
        "Option '[reset-offsets]' requires one of the following scenarios: " +
          `[${RESET_SCENARIOS.map((name) => `[${name}]`).join(", ")}]`,
        parsed.spec,
      );
  }
}

function offsetsAt(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  timestamp: number,
): Promise<Offset[]> {
  return listOffsets(
    cluster,
    partitions.map(({ topic, partition }) => ({ topic, partition, timestamp })),
  );
}

/** Offsets no lower than the log's start and no higher than its end. */
async function withinLog(
  cluster: Cluster,
  offsets: readonly Offset[],
  terminal: Terminal,
): Promise<Offset[]> {
  const starts = await offsetsAt(cluster, offsets, OffsetTimestamp.EARLIEST);
  const ends = await offsetsAt(cluster, offsets, OffsetTimestamp.LATEST);
  return offsets.map((each, index) => {
    const end = ends[index]!.offset;
    const start = starts[index]!.offset;
    if (each.offset >= start && each.offset <= end) return each;
    const [side, limit] = each.offset > end
      ? ["higher than latest", end] as const
      : ["lower than earliest", start] as const;
    terminal.stderr(
      `WARN New offset (${each.offset}) is ${side} offset for topic partition ${keyOf(each)}. ` +
        `Value will be set to ${limit}\n`,
    );
    return { ...each, offset: limit };
  });
}

/** The first record from a time on; the log's end where there is none. */
async function byTime(
  cluster: Cluster,
  { partitions, call }: Choice,
  timestamp: number,
): Promise<Offset[]> {
  const found = await offsetsAt(cluster, partitions, timestamp);
  const none = found.filter(({ offset }) => offset < 0);
  for (const { topic, partition } of none) {
    call.context.terminal.stdout(
      `\nWarn: Partition ${partition} from topic ${topic} is empty. Falling back to latest known ` +
        "offset.\n",
    );
  }
  const ends = await offsetsAt(cluster, none, OffsetTimestamp.LATEST);
  return [...found.filter(({ offset }) => offset >= 0), ...ends];
}

async function shifted(cluster: Cluster, { group, partitions, call }: Choice): Promise<Offset[]> {
  const committed = await committedOffsets(cluster, group);
  const shift = call.parsed.integer("shift-by") ?? 0;
  return partitions.map((each) => {
    const offset = committed.get(keyOf(each));
    if (offset !== undefined) return { ...each, offset: offset + shift };
    throw new ArgumentValueError(
      `Cannot shift offset for partition ${keyOf(each)} since there is no current committed offset`,
    );
  });
}

async function current(cluster: Cluster, { group, partitions }: Choice): Promise<Offset[]> {
  const committed = await committedOffsets(cluster, group);
  const offsets: Offset[] = [];
  const without: TopicPartition[] = [];
  for (const each of partitions) {
    const offset = committed.get(keyOf(each));
    if (offset === undefined) without.push(each);
    else offsets.push({ ...each, offset });
  }
  return [...offsets, ...await offsetsAt(cluster, without, OffsetTimestamp.LATEST)];
}

async function committedOffsets(cluster: Cluster, group: string): Promise<Map<string, number>> {
  const committed = await fetchOffsets(cluster, group);
  return new Map(committed.map((each) => [keyOf(each), each.offset]));
}

/** Lines `topic,partition,offset`, or with the group before them where there are several. */
function fromFile({ group, call: { parsed, context } }: Choice): Offset[] {
  const offsets: Offset[] = [];
  for (const line of planLines(parsed.get("from-file")!, context.environment)) {
    const fields = planFields(line);
    const named = fields.length === 4 ? fields.shift() : parsed.get("group");
    const [topic = "", partition = "", offset = ""] = fields;
    if (fields.length !== 3 || !/^\d+$/.test(partition) || !/^\d+$/.test(offset)) {
      throw new ArgumentValueError(`Cannot read '${line}': expected topic,partition,offset`);
    }
    if (named === group) {
      offsets.push({ topic, partition: Number(partition), offset: Number(offset) });
    }
  }
  if (offsets.length === 0) {
    context.terminal.stdout(`\nError: No reset plan for group ${group} found\n`);
  }
  return offsets;
}
