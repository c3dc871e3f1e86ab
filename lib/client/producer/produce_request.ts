/**
 * Produce: sends batches to the broker that leads their partitions and reads what became of each.
 *
 * @module
 */

import { ZERO_UUID } from "../../bytes/uuid.ts";
import type { CompressionType } from "../../bytes/compression/mod.ts";
import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { Produce } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError } from "../errors.ts";
import { byTopic, keyOf, partitionKey } from "../topic_partition.ts";
import type { Transport } from "../transport.ts";
import type { OutgoingBatch } from "./outgoing_batch.ts";
import type { SendFigures } from "./send_figures.ts";

/** Topics by name up to this version, by id above (KIP-516). */
const NAMES_VERSION_MAX = 12;
/** From the next version on, partitions enter a transaction by being written to (KIP-890). */
const ENTERED_VERSION_MAX = 11;

/** How to send. */
export interface ProduceOptions {
  readonly acks: -1 | 0 | 1;
  readonly compressionType: CompressionType;
  readonly requestTimeoutMs: number;
  /** transactional.id; null outside of transactions. */
  readonly transactionalId: string | null;
}

/** What became of one batch. */
export interface ProduceOutcome {
  readonly batch: OutgoingBatch;
  /** Null where the broker took it. */
  readonly error: BrokerError | null;
  readonly baseOffset: number;
  readonly logAppendTimeMs: number;
}

/**
 * Sends batches of partitions that one broker leads, each partition at most once.
 *
 * @throws {DisconnectedError} and {TimedOutError} where nothing is known of any of them
 */
export async function produce(
  cluster: Cluster,
  leaderId: number,
  { batches, options, figures }: {
    batches: readonly OutgoingBatch[];
    options: ProduceOptions;
    figures?: SendFigures;
  },
): Promise<ProduceOutcome[]> {
  const transport = await cluster.node(leaderId);
  const idOf = (topic: string) => cluster.known(topic)?.topicId ?? ZERO_UUID;
  const haveIds = batches.every(({ topic }) => idOf(topic) !== ZERO_UUID);
  const { transactionalId, compressionType } = options;
  const isTransactional = transactionalId !== null;
  const request = {
    transactionalId,
    acks: options.acks,
    timeoutMs: options.requestTimeoutMs,
    topicData: [...byTopic(batches)].map(([name, list]) => ({
      name,
      topicId: idOf(name),
      partitionData: list.map((batch) => ({
        index: batch.partition,
        records: encode(batch, { compressionType, isTransactional, figures }),
      })),
    })),
  };
  if (options.acks === 0) {
    await transport.sendOneWay(Produce, request);
    return batches.map((batch) => ({ batch, error: null, baseOffset: -1, logAppendTimeMs: -1 }));
  }
  const { responses } = await transport.send(Produce, request, {
    ...(isTransactional
      ? { versionMax: ENTERED_VERSION_MAX }
      : haveIds
      ? {}
      : { versionMax: NAMES_VERSION_MAX }),
    timeoutMs: options.requestTimeoutMs,
  });
  const answers = new Map(
    responses.flatMap(({ name, topicId, partitionResponses }) =>
      partitionResponses.map((answer) => {
        const topic = name === "" ? cluster.nameOf(topicId) ?? topicId : name;
        return [partitionKey(topic, answer.index), answer] as const;
      })
    ),
  );
  return batches.map((batch) => outcome(batch, answers.get(keyOf(batch)), transport));
}

function encode(
  batch: OutgoingBatch,
  { figures, ...options }: {
    compressionType: CompressionType;
    isTransactional: boolean;
    figures: SendFigures | undefined;
  },
): Uint8Array {
  const records = batch.encode(options);
  figures?.batch(records.length, batch.sizeBytes);
  return records;
}

interface Answer {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly baseOffset: number;
  readonly logAppendTimeMs: number;
}

function outcome(
  batch: OutgoingBatch,
  answer: Answer | undefined,
  transport: Transport,
): ProduceOutcome {
  const code = answer?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR;
  const failed = code !== ErrorCode.NONE && code !== ErrorCode.DUPLICATE_SEQUENCE_NUMBER;
  return {
    batch,
    error: !failed ? null : new BrokerError(code, {
      api: "Produce",
      broker: transport.broker,
      about: keyOf(batch),
      reason: answer?.errorMessage,
    }),
    baseOffset: answer?.baseOffset ?? -1,
    logAppendTimeMs: answer?.logAppendTimeMs ?? -1,
  };
}
