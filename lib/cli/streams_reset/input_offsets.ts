/**
 * The offsets that kafka-streams-application-reset.sh gives an application's input topics.
 *
 * @module
 */

import { fetchOffsets } from "../../client/admin/mod.ts";
import type { Cluster } from "../../client/cluster.ts";
import { listOffsets, OffsetTimestamp } from "../../client/list_offsets.ts";
import { keyOf, type TopicPartition } from "../../client/topic_partition.ts";
import type { ParsedArguments } from "../arguments.ts";
import type { CommandContext } from "../command.ts";
import { parseDateTime, parseDuration } from "../groups/time_arguments.ts";
import { planFields, planLines } from "../offsets/plan_line.ts";
import { TerseError } from "../terse_error.ts";

/** Options of which at most one says where to. */
export const RESET_OPTIONS = [
  "to-offset",
  "to-datetime",
  "by-duration",
  "to-earliest",
  "to-latest",
  "from-file",
  "shift-by",
] as const;

/** A partition and where it is to be read from. */
export interface InputOffset extends TopicPartition {
  readonly offset: number;
}

/** Finds them; the beginnings where no option says otherwise. */
export async function inputOffsets(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  { parsed, context }: { parsed: ParsedArguments; context: CommandContext },
): Promise<InputOffset[]> {
  const within = (offsets: readonly InputOffset[]) => withinLog(cluster, offsets, context);
  const option = RESET_OPTIONS.find((name) => parsed.has(name));
  switch (option) {
    case "to-offset": {
      const offset = parsed.integer("to-offset")!;
      return await within(partitions.map((each) => ({ ...each, offset })));
    }
    case "to-latest":
      return await offsetsAt(cluster, partitions, OffsetTimestamp.LATEST);
    case "to-datetime":
      return await byTime(cluster, partitions, parseDateTime(parsed.get("to-datetime")!));
    case "by-duration": {
      const agoMs = parseDuration(parsed.get("by-duration")!);
      return await byTime(cluster, partitions, context.environment.clock.nowMs() - agoMs);
    }
    case "from-file":
      return await within(planned(partitions, { parsed, context }));
    case "shift-by":
      return await within(await shifted(cluster, partitions, parsed));
    default:
      return await offsetsAt(cluster, partitions, OffsetTimestamp.EARLIEST);
  }
}

/** Where partitions start, end, or stand at a time. */
export async function offsetsAt(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  timestamp: number,
): Promise<InputOffset[]> {
  const questions = partitions.map(({ topic, partition }) => ({ topic, partition, timestamp }));
  const found = await listOffsets(cluster, questions);
  return found.map(({ topic, partition, offset }) => ({ topic, partition, offset }));
}

async function byTime(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  timestamp: number,
): Promise<InputOffset[]> {
  const found = await offsetsAt(cluster, partitions, timestamp);
  const ends = await offsetsAt(cluster, partitions, OffsetTimestamp.LATEST);
  return found.map((each, index) => each.offset < 0 ? ends[index]! : each);
}

/** From where the application is now, or the beginning where it has not begun. */
async function shifted(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  parsed: ParsedArguments,
): Promise<InputOffset[]> {
  const committed = new Map(
    (await fetchOffsets(cluster, parsed.get("application-id")!))
      .map((each) => [keyOf(each), each.offset]),
  );
  const starts = await offsetsAt(cluster, partitions, OffsetTimestamp.EARLIEST);
  const shift = parsed.integer("shift-by")!;
  return starts.map((each) => ({
    ...each,
    offset: (committed.get(keyOf(each)) ?? each.offset) + shift,
  }));
}

/** Lines `topic,partition,offset`. */
function planned(
  partitions: readonly TopicPartition[],
  { parsed, context }: { parsed: ParsedArguments; context: CommandContext },
): InputOffset[] {
  const path = parsed.get("from-file")!;
  const plan = new Map<string, number>();
  for (const line of planLines(path, context.environment)) {
    const [topic = "", partition = "", offset = "", ...rest] = planFields(line);
    if (rest.length > 0 || !/^\d+$/.test(partition) || !/^\d+$/.test(offset)) {
      throw new TerseError(
        "Reset plan CSV file is not following the format `TOPIC,PARTITION,OFFSET`.",
      );
    }
    plan.set(keyOf({ topic, partition: Number(partition) }), Number(offset));
  }
  if (plan.size === 0) throw new TerseError("Error parsing reset plan CSV file. It is empty,");
  return partitions.map((each) => {
    const offset = plan.get(keyOf(each));
    if (offset !== undefined) return { ...each, offset };
    throw new TerseError(`${path} has no offset for partition ${keyOf(each)}`);
  });
}

async function withinLog(
  cluster: Cluster,
  offsets: readonly InputOffset[],
  { terminal }: CommandContext,
): Promise<InputOffset[]> {
  const starts = await offsetsAt(cluster, offsets, OffsetTimestamp.EARLIEST);
  const ends = await offsetsAt(cluster, offsets, OffsetTimestamp.LATEST);
  return offsets.map((each, index) => {
    const start = starts[index]!.offset;
    const end = ends[index]!.offset;
    if (each.offset > start && each.offset < end) return each;
    const [side, limit] = each.offset >= end
      ? ["higher than latest", end] as const
      : ["lower than earliest", start] as const;
    // Kafka's script says so of the limits themselves, too.
    terminal.stdout(
      `New offset (${each.offset}) is ${side} offset. Value will be set to ${limit}\n`,
    );
    return { ...each, offset: limit };
  });
}
