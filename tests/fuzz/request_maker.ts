/**
 * Makes requests from their tables: every field gets a value of its kind, mostly one that means
 * something to the broker (a topic that is there, an id that it gave out), now and then one from the
 * edges.
 *
 * @module
 */
import { ZERO_UUID } from "../../lib/bytes/uuid.ts";
import type { SeededRandom } from "../../lib/io/random.ts";
import type { Field, Fields } from "../../lib/kafka/schema/field.ts";
import { isNullable, isPresent } from "../../lib/kafka/schema/field_version.ts";
import { batchOf, idempotentBatch, messageSetOf, transactionalBatch } from "../kafka/batches.ts";
import { pick } from "./fuzz_target.ts";
import { mutate } from "./mutate.ts";

const TEXTS = [
  "",
  ".",
  "a b",
  "topic",
  "compacted",
  "__consumer_offsets",
  "group",
  "txn",
  "consumer",
  "range",
  "member",
  "1",
  "-1",
  "x".repeat(300),
  "\u0000",
  "retention.ms",
  "cleanup.policy",
  "compact",
  "user",
  "client-id",
  "ip",
  "producer_byte_rate",
  "transaction.version",
  "root",
  "INFO",
  "interval.ms",
  "(",
  "__proto__",
  "../../x",
];
const NUMBERS = [0, 1, 2, 3, 5, 10, 100, 1000, 6000, 30_000, -1, -2, -3, 127];
/** Fields that say how many partitions there are to be. */
const PARTITION_COUNTS: ReadonlySet<string> = new Set(["numPartitions", "count"]);
/** Each is a folder of files, and tens of thousands of files in memory are more than Linux maps. */
const PARTITIONS_MAX = 100;
/** Beyond it are the edges, which the broker refuses. */
const PARTITIONS_REFUSED_FROM = 2 ** 20;
const SMALL_MAX = 3;
const ELEMENTS_MAX = 3;

/** What gets past the first checks, by field: most tries are to come as far as the last ones. */
const PREFERRED: Readonly<Record<string, readonly unknown[]>> = {
  acks: [-1, 1, 0],
  sessionTimeoutMs: [6000, 10_000],
  rebalanceTimeoutMs: [6000, 10_000],
  transactionTimeoutMs: [5000, 60_000],
  protocolType: ["consumer"],
  protocolName: ["range"],
  groupInstanceId: [null, "instance"],
  currentLeaderEpoch: [-1, 0],
  leaderEpoch: [0],
  sessionEpoch: [-1, 0, 1],
  partition: [0, 1],
  partitionIndex: [0, 1],
  partitionIndexes: [[0], [0, 1]],
  index: [0, 1],
  replicas: [[1]],
  brokerIds: [[1]],
  memberId: [""],
  generationId: [1, -1],
  generationIdOrMemberEpoch: [1, -1],
  fetchOffset: [0, 1],
  partitionMaxBytes: [100, 100_000],
  maxBytes: [100_000],
  transactionalId: ["txn", null],
  resourceType: [2, 4],
  coordinatorEpoch: [0, -1],
};
const PREFERRED_OF = 4;

/** What the broker gave out, by the name of the field that takes it; bounded. */
export class Vocabulary {
  readonly #values = new Map<string, unknown[]>();
  static readonly #PER_NAME_MAX = 32;

  add(name: string, value: unknown): void {
    const values = this.#values.get(name) ?? [];
    if (values.length >= Vocabulary.#PER_NAME_MAX) values.shift();
    values.push(value);
    this.#values.set(name, values);
  }

  of(name: string): readonly unknown[] {
    return this.#values.get(name) ?? [];
  }

  /** Takes in the ids of an answer. */
  learn(value: unknown): void {
    if (typeof value !== "object" || value === null || value instanceof Uint8Array) return;
    for (const [name, part] of Object.entries(value)) {
      if (LEARNT.has(name)) this.add(LEARNT.get(name)!, part);
      else this.learn(part);
    }
  }
}

/** Fields of answers, with those of requests that take their values. */
const LEARNT: ReadonlyMap<string, string> = new Map([
  ["memberId", "memberId"],
  ["generationId", "generationId"],
  ["producerId", "producerId"],
  ["producerEpoch", "producerEpoch"],
  ["sessionId", "sessionId"],
  ["topicId", "topicId"],
  ["subscriptionId", "subscriptionId"],
  ["clientInstanceId", "clientInstanceId"],
]);

/** Makes one request's value. */
export class RequestMaker {
  readonly #random: SeededRandom;
  readonly #vocabulary: Vocabulary;
  readonly #version: number;

  constructor(random: SeededRandom, vocabulary: Vocabulary, version: number) {
    this.#random = random;
    this.#vocabulary = vocabulary;
    this.#version = version;
  }

  make(fields: Fields): Record<string, unknown> {
    const made: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(fields)) {
      if (!isPresent(field, this.#version)) continue;
      // Tagged fields, and now and then others, are left to their defaults.
      if (field.options.tag !== undefined && this.#random.int(2) === 0) continue;
      made[name] = this.#value(name, field);
    }
    return made;
  }

  #value(name: string, field: Field): unknown {
    if (isNullable(field, this.#version) && this.#random.int(8) === 0) return null;
    const known = this.#vocabulary.of(name);
    const preferred = PREFERRED[name];
    if (preferred !== undefined && known.length === 0 && this.#random.int(PREFERRED_OF) > 0) {
      const value = pick(this.#random, preferred);
      if (value !== null || isNullable(field, this.#version)) return value;
    }
    const isScalar = field.element === undefined && field.fields === undefined;
    if (isScalar && known.length > 0 && this.#random.int(4) > 0) return pick(this.#random, known);
    switch (field.kind) {
      case "string":
        return this.#text(name);
      case "uuid":
        return pick(this.#random, [ZERO_UUID, "EBESExQVFhcYGRobHB0eHw"]);
      case "boolean":
        return this.#random.int(2) === 0;
      case "bytes":
        return this.#random.bytes(this.#random.int(20));
      case "records":
        return this.#records();
      case "array":
        return this.#array(name, field);
      case "struct":
        return this.make(field.fields!);
      case "bigint64":
        return BigInt(this.#number("int64"));
      default:
        return PARTITION_COUNTS.has(name) ? this.#partitionCount() : this.#number(field.kind);
    }
  }

  #partitionCount(): number {
    const count = this.#number("int32");
    return count < PARTITIONS_REFUSED_FROM ? Math.min(count, PARTITIONS_MAX) : count;
  }

  #array(name: string, field: Field): unknown[] {
    const length = this.#random.int(ELEMENTS_MAX + 1);
    return Array.from({ length }, () => this.#value(name, field.element!));
  }

  #text(name: string): string {
    if (this.#random.int(3) > 0) {
      if (/group/i.test(name)) return "group";
      if (/transactional/i.test(name)) return "txn";
      if (/topic/i.test(name) || name === "name") return pick(this.#random, ["topic", "compacted"]);
    }
    return pick(this.#random, TEXTS);
  }

  #number(kind: string): number {
    if (this.#random.int(3) > 0) return this.#random.int(SMALL_MAX);
    if (this.#random.int(3) > 0) return pick(this.#random, NUMBERS);
    const bits = kind === "int8" ? 7 : kind.endsWith("16") ? 15 : kind === "int64" ? 52 : 31;
    const edge = 2 ** bits;
    return kind === "uint16" ? edge : pick(this.#random, [edge - 1, -edge]);
  }

  #records(): Uint8Array {
    const batch = this.#goodRecords();
    return this.#random.int(3) === 0 ? mutate(batch, this.#random) : batch;
  }

  #goodRecords(): Uint8Array {
    const ids = this.#vocabulary.of("producerId");
    const known = ids.length > 0 ? Number(pick(this.#random, ids)) : 1;
    const id = known >= 0 ? known : 1;
    const producer = { id, epoch: this.#random.int(2), sequence: this.#random.int(3) };
    switch (this.#random.int(6)) {
      case 0:
        return idempotentBatch(["a"], producer);
      case 1:
        return transactionalBatch(["a", "b"], producer);
      case 2:
        return messageSetOf(["a"], { magic: this.#random.int(2) === 0 ? 0 : 1 });
      case 3:
        return batchOf(["a"], { key: "k" });
      default:
        return batchOf(["a", "b"]);
    }
  }
}
