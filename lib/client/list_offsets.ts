/**
 * ListOffsets: which offset a partition starts at, ends at, or has at a time.
 *
 * @module
 */

import { ErrorCode } from "../kafka/protocol/error_code.ts";
import { ListOffsets } from "./apis.ts";
import { byLeader } from "./by_leader.ts";
import type { Cluster } from "./cluster.ts";
import { BrokerError, mayRetry } from "./errors.ts";
import { byTopic, keyOf, partitionKey, type TopicPartition } from "./topic_partition.ts";
import type { Transport } from "./transport.ts";

/** Timestamps that stand for something else (KIP-79, KIP-734, KIP-405, KIP-1005, KIP-1023). */
export const OffsetTimestamp = {
  LATEST: -1,
  EARLIEST: -2,
  MAX_TIMESTAMP: -3,
  EARLIEST_LOCAL: -4,
  LATEST_TIERED: -5,
  EARLIEST_PENDING_UPLOAD: -6,
} as const;

/** The version from which a broker knows a special timestamp. */
const VERSION_MIN: ReadonlyMap<number, number> = new Map([
  [OffsetTimestamp.MAX_TIMESTAMP, 7],
  [OffsetTimestamp.EARLIEST_LOCAL, 8],
  [OffsetTimestamp.LATEST_TIERED, 9],
  [OffsetTimestamp.EARLIEST_PENDING_UPLOAD, 11],
]);

/** What consumers may see: all, or up to the first open transaction. */
export const IsolationLevel = { READ_UNCOMMITTED: 0, READ_COMMITTED: 1 } as const;
export type IsolationLevel = typeof IsolationLevel[keyof typeof IsolationLevel];

/** One question. */
export interface OffsetQuestion extends TopicPartition {
  /** In ms since the epoch, or one of {@linkcode OffsetTimestamp}. */
  readonly timestamp: number;
}

/** One answer. */
export interface OffsetAnswer extends TopicPartition {
  /** -1 where no record is that young. */
  readonly offset: number;
  /** Of the record found, -1 where the question was not about time. */
  readonly timestamp: number;
  readonly leaderEpoch: number;
}

/**
 * Asks the leaders of all partitions named; the answers are in the order of the questions.
 *
 * @throws {BrokerError} where one of them cannot be answered
 */
export async function listOffsets(
  cluster: Cluster,
  questions: readonly OffsetQuestion[],
  options: { isolationLevel?: IsolationLevel; timeoutMs?: number } = {},
): Promise<OffsetAnswer[]> {
  const isolationLevel = options.isolationLevel ?? IsolationLevel.READ_UNCOMMITTED;
  const answers = new Map<string, OffsetAnswer>();
  await cluster.retry.run("ListOffsets", async () => {
    const open = questions.filter((question) => !answers.has(keyOf(question)));
    for (const [leaderId, asked] of await byLeader(cluster, open)) {
      await forgetOnFailure(cluster, asked, async () => {
        const transport = await cluster.node(leaderId);
        for (const answer of await ask(transport, { questions: asked, isolationLevel })) {
          answers.set(keyOf(answer), answer);
        }
      });
    }
  }, options);
  return questions.map((question) => answers.get(keyOf(question))!);
}

/** Where leaders may have moved, the next attempt must ask for metadata anew. */
async function forgetOnFailure(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  attempt: () => Promise<void>,
): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (mayRetry(error)) { for (const { topic } of partitions) cluster.forget(topic); }
    throw error;
  }
}

async function ask(
  transport: Transport,
  { questions, isolationLevel }: {
    questions: readonly OffsetQuestion[];
    isolationLevel: IsolationLevel;
  },
): Promise<OffsetAnswer[]> {
  requireVersion(transport, questions);
  const response = await transport.send(ListOffsets, {
    replicaId: -1,
    ...(transport.versionOf(ListOffsets) >= 2 ? { isolationLevel } : {}),
    topics: [...byTopic(questions)].map(([name, list]) => ({
      name,
      partitions: list.map(({ partition, timestamp }) => ({
        partitionIndex: partition,
        timestamp,
      })),
    })),
  });
  return response.topics.flatMap(({ name, partitions }) =>
    partitions.map((answer) => {
      check(answer.errorCode, {
        broker: transport.broker,
        about: partitionKey(name, answer.partitionIndex),
      });
      return {
        topic: name,
        partition: answer.partitionIndex,
        offset: answer.oldStyleOffsets[0] ?? answer.offset,
        timestamp: answer.timestamp,
        leaderEpoch: answer.leaderEpoch,
      };
    })
  );
}

function check(code: number, where: { broker: string; about: string }): void {
  if (code !== ErrorCode.NONE) throw new BrokerError(code, { api: "ListOffsets", ...where });
}

function requireVersion(transport: Transport, questions: readonly OffsetQuestion[]): void {
  const version = transport.versionOf(ListOffsets);
  for (const { timestamp } of questions) {
    const versionMin = VERSION_MIN.get(timestamp) ?? 0;
    if (version >= versionMin) continue;
    throw new BrokerError(ErrorCode.UNSUPPORTED_VERSION, {
      api: "ListOffsets",
      broker: transport.broker,
      reason: `timestamp ${timestamp} needs version ${versionMin}, the broker has ${version}`,
    });
  }
}
