/**
 * What Produce refuses: of the request, and of the batch in it.
 *
 * @module
 */
import {
  MAGIC_POSITION,
  setBatchAttributes,
  setBatchBaseOffset,
  setBatchCrc,
  setBatchLastOffsetDelta,
  setBatchLength,
  setBatchProducer,
  setBatchRecordCount,
} from "../../../../lib/bytes/batch_header.ts";
import { computeBatchCrc } from "../../../../lib/bytes/batch_header.ts";
import { CompressionType } from "../../../../lib/bytes/compression/mod.ts";
import {
  InitProducerIdRequest,
  InitProducerIdResponse,
} from "../../../../lib/kafka/messages/init_producer_id.ts";
import { ProduceRequest, ProduceResponse } from "../../../../lib/kafka/messages/produce.ts";
import { batchOf, messageSetOf } from "../../batches.ts";
import { type Ask, refusalsOf, type Target, type Told } from "./refusal_case.ts";
import { freshTopic, UNKNOWN_ID, UNKNOWN_TOPIC } from "./topics.ts";

export const PRODUCE = { request: ProduceRequest, response: ProduceResponse };
const INIT_PRODUCER_ID = { request: InitProducerIdRequest, response: InitProducerIdResponse };

/** The last version that names topics. */
export const NAMED_VERSION = 12;
const OLD_VERSION = 2;
const HOUR_MS = 3_600_000;

/** What one partition is sent, and how. */
export interface Sending {
  readonly topic?: string;
  readonly index?: number;
  readonly acks?: number;
  readonly version?: number;
  readonly transactionalId?: string | null;
}

/** Sends records to a partition and gives its part of the answer. */
export async function produce(
  target: Target,
  records: Uint8Array | null,
  sending: Sending & { topic: string },
): Promise<Told | undefined> {
  const { topic, index = 0, acks = -1, version = NAMED_VERSION, transactionalId = null } = sending;
  const request = {
    ...version >= 3 ? { transactionalId } : {},
    acks,
    timeoutMs: 1000,
    topicData: [{ name: topic, partitionData: [{ index, records }] }],
  };
  const { responses: [answered] } = await target.ask(PRODUCE, { version, request });
  return answered?.partitionResponses[0];
}

type Records = (target: Target) => Uint8Array | null;

/** Sends what `records` gives to a topic of its own. */
function sending(
  records: Records,
  { configs = {}, ...rest }: Sending & { configs?: Record<string, string> } = {},
): Ask {
  return async (target) => {
    const { name: topic } = await freshTopic(target, {
      configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
    });
    return await produce(target, records(target), { topic, ...rest });
  };
}

type BatchOptions = Parameters<typeof batchOf>[1];

function plain({ nowMs }: Target, options: BatchOptions = {}): Uint8Array {
  return batchOf(["a", "b"], { timestamp: nowMs, ...options });
}

/** A good batch with something changed and its checksum made right. */
function changed(change: (view: DataView, batch: Uint8Array) => void): Records {
  return (target) => {
    const batch = plain(target).slice();
    const view = new DataView(batch.buffer);
    change(view, batch);
    setBatchCrc(view, 0, computeBatchCrc(batch, view, 0));
    return batch;
  };
}

/** A good batch with bytes changed behind its checksum's back. */
function corrupted(change: (view: DataView) => void): Records {
  return (target) => {
    const batch = plain(target).slice();
    change(new DataView(batch.buffer));
    return batch;
  };
}

const RECORDS_POSITION = 61;
/** Bits of the attributes. */
const CONTROL = 0x20;
const DELETE_HORIZON = 0x40;
const LOG_APPEND_TIME = 0x08;
const UNKNOWN_CODEC = 0x07;

const requests = refusalsOf("Produce", [
  ["an unknown topic", sending(plain, { topic: UNKNOWN_TOPIC }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an unknown partition", sending(plain, { index: 7 }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["a negative partition", sending(plain, { index: -1 }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an unknown topic id", async (target) => {
    const request = {
      acks: -1,
      timeoutMs: 1000,
      topicData: [{ topicId: UNKNOWN_ID, partitionData: [{ index: 0, records: plain(target) }] }],
    };
    const { responses } = await target.ask(PRODUCE, { version: 13, request });
    return responses[0]?.partitionResponses[0];
  }, "UNKNOWN_TOPIC_ID"],
  ["acks 2", sending(plain, { acks: 2 }), "INVALID_REQUIRED_ACKS"],
  ["acks -2", sending(plain, { acks: -2 }), "INVALID_REQUIRED_ACKS"],
]);

const batches = refusalsOf("Produce", [
  [
    "a batch above max.message.bytes",
    sending((target) => batchOf(["x".repeat(2000)], { timestamp: target.nowMs }), {
      configs: { "max.message.bytes": "1000" },
    }),
    "MESSAGE_TOO_LARGE",
    "1000",
  ],
  [
    "a wrong checksum",
    sending(corrupted((view) => view.setUint8(RECORDS_POSITION + 5, 0xff))),
    "CORRUPT_MESSAGE",
  ],
  [
    "message format 3",
    sending(changed((view) => view.setInt8(MAGIC_POSITION, 3))),
    "CORRUPT_MESSAGE",
  ],
  [
    "message format 1 in a new request",
    sending(() => messageSetOf(["a"], { magic: 1 })),
    "INVALID_RECORD",
  ],
  ["no batch", sending(() => new Uint8Array(0)), "INVALID_RECORD"],
  [
    "two batches",
    sending((target) => Buffer.concat([plain(target), plain(target)])),
    "INVALID_RECORD",
  ],
  ["a batch cut short", sending((target) => plain(target).subarray(0, 70)), "INVALID_RECORD"],
  [
    "a batch that claims more bytes than there are",
    sending(changed((view, batch) => setBatchLength(view, 0, batch.length))),
    "INVALID_RECORD",
  ],
  [
    "a batch shorter than its header",
    sending(corrupted((view) => setBatchLength(view, 0, 10))),
    "CORRUPT_MESSAGE",
  ],
  [
    "a base offset that is not 0",
    sending(changed((view) => setBatchBaseOffset(view, 0, 5))),
    "INVALID_RECORD",
    "5",
  ],
  [
    "more records than last offset delta",
    sending(changed((view) => setBatchRecordCount(view, 0, 3))),
    "INVALID_RECORD",
  ],
  [
    "a last offset delta above the records",
    sending(changed((view) => setBatchLastOffsetDelta(view, 0, 5))),
    "INVALID_RECORD",
    "5",
  ],
  [
    "no records",
    sending(changed((view) => {
      setBatchRecordCount(view, 0, 0);
      setBatchLastOffsetDelta(view, 0, -1);
    })),
    "INVALID_RECORD",
  ],
  [
    "negative records",
    sending(changed((view) => {
      setBatchRecordCount(view, 0, -1);
      setBatchLastOffsetDelta(view, 0, -2);
    })),
    "INVALID_RECORD",
    "-1",
  ],
  [
    "a control batch",
    sending(changed((view) => setBatchAttributes(view, 0, CONTROL))),
    "INVALID_RECORD",
    "control",
  ],
  [
    "LogAppendTime from a producer",
    sending(changed((view) => setBatchAttributes(view, 0, LOG_APPEND_TIME)), {
      configs: { "message.timestamp.type": "LogAppendTime" },
    }),
    "INVALID_TIMESTAMP",
  ],
  [
    "zstd in version 6",
    sending((target) => plain(target, { compressionType: CompressionType.ZSTD }), { version: 6 }),
    "UNSUPPORTED_COMPRESSION_TYPE",
  ],
  [
    "a timestamp too far ahead",
    sending((target) => plain(target, { timestamp: target.nowMs + 2 * HOUR_MS })),
    "INVALID_TIMESTAMP",
    "timestamp",
  ],
  [
    "a timestamp too far back",
    sending((target) => plain(target, { timestamp: target.nowMs - 2 * HOUR_MS }), {
      configs: { "message.timestamp.before.max.ms": "1000" },
    }),
    "INVALID_TIMESTAMP",
    "timestamp",
  ],
  [
    "a record without key for a compacted topic",
    sending(plain, { configs: { "cleanup.policy": "compact" } }),
    "INVALID_RECORD",
    "without key",
  ],
]);

/** A producer's batches, one after the other, to one topic; the last one's answer. */
function inSequence(
  ...sent: readonly (readonly [epoch: number, sequence: number])[]
): Ask {
  return async (target) => {
    const { name: topic } = await freshTopic(target);
    const { producerId } = await target.ask(INIT_PRODUCER_ID, {
      version: 4,
      request: { transactionalId: null, transactionTimeoutMs: 60_000 },
    });
    let told: Told | undefined;
    for (const [producerEpoch, baseSequence] of sent) {
      const batch = plain(target, { producerId, producerEpoch, baseSequence });
      told = await produce(target, batch, { topic });
    }
    return told;
  };
}

const producers = refusalsOf("Produce", [
  ["a sequence gap", inSequence([0, 0], [0, 7]), "OUT_OF_ORDER_SEQUENCE_NUMBER"],
  ["a sequence that overlaps", inSequence([0, 0], [0, 1]), "OUT_OF_ORDER_SEQUENCE_NUMBER"],
  [
    "a new epoch that does not begin at 0",
    inSequence([0, 0], [1, 2]),
    "OUT_OF_ORDER_SEQUENCE_NUMBER",
  ],
  ["an old epoch", inSequence([5, 0], [4, 2]), "INVALID_PRODUCER_EPOCH"],
  [
    "a producer id without sequence",
    sending(
      changed((view) =>
        setBatchProducer(view, 0, { producerId: 5n, producerEpoch: 0, baseSequence: -1 })
      ),
    ),
    "INVALID_RECORD",
  ],
  [
    "a transactional batch without transactional id",
    sending((target) =>
      plain(target, { producerId: 5n, producerEpoch: 0, baseSequence: 0, isTransactional: true })
    ),
    "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
  ],
  [
    "a transactional batch of an unknown transactional id",
    sending(
      (target) =>
        plain(target, { producerId: 5n, producerEpoch: 0, baseSequence: 0, isTransactional: true }),
      { transactionalId: "unknown-transactional-id" },
    ),
    "INVALID_PRODUCER_ID_MAPPING",
  ],
]);

export const produceCases = [...requests, ...batches, ...producers];

/** Where Kafka 4.3 takes what it should not, fails, or no longer has the version. */
export const strictProduceCases = refusalsOf("Produce", [
  ["no records field", sending(() => null), "INVALID_RECORD"],
  [
    "a delete horizon",
    sending(changed((view) => setBatchAttributes(view, 0, DELETE_HORIZON))),
    "INVALID_RECORD",
    "delete horizon",
  ],
  [
    "LogAppendTime where the topic has CreateTime",
    sending(changed((view) => setBatchAttributes(view, 0, LOG_APPEND_TIME))),
    "INVALID_TIMESTAMP",
    "LogAppendTime",
  ],
  [
    "a codec that is none",
    sending(changed((view) => setBatchAttributes(view, 0, UNKNOWN_CODEC))),
    "UNSUPPORTED_COMPRESSION_TYPE",
    "7",
  ],
  [
    "a producer id without epoch",
    sending(
      changed((view) =>
        setBatchProducer(view, 0, { producerId: 5n, producerEpoch: -1, baseSequence: 0 })
      ),
    ),
    "INVALID_RECORD",
    "-1",
  ],
  [
    "an old message without key for a compacted topic",
    sending(() => messageSetOf(["a"], { magic: 0 }), {
      configs: { "cleanup.policy": "compact" },
      version: OLD_VERSION,
    }),
    "INVALID_RECORD",
  ],
  [
    "an old message with a wrong checksum",
    sending(() => {
      const set = messageSetOf(["a"], { magic: 0 }).slice();
      set[set.length - 1]! ^= 0xff;
      return set;
    }, { version: OLD_VERSION }),
    "CORRUPT_MESSAGE",
  ],
]);
