/**
 * Fuzzes what reads the records of a produce request and of a log: batches, message sets of the old
 * formats, control records, and the codecs below them. Half of the changed batches get a right
 * checksum, else nothing behind the checksum would be tried.
 *
 * @module
 */
import {
  BATCH_HEADER_BYTES,
  batchSizeInBytes,
  computeBatchCrc,
  setBatchCrc,
  setBatchLength,
} from "../../lib/bytes/batch_header.ts";
import {
  compress,
  CompressionType,
  decompress,
  isCompressionType,
} from "../../lib/bytes/compression/mod.ts";
import { downConvert } from "../../lib/kafka/record/down_convert.ts";
import { readMessageSet } from "../../lib/kafka/record/message_set.ts";
import { forEachRecord, readRecords } from "../../lib/kafka/record/read_records.ts";
import { forEachBatch } from "../../lib/kafka/record/record_batch.ts";
import type { BatchRules } from "../../lib/kafka/record/batch_rules.ts";
import { upConvert } from "../../lib/kafka/record/up_convert.ts";
import { validateBatch } from "../../lib/kafka/record/validate_batch.ts";
import { validateRecords } from "../../lib/kafka/record/validate_records.ts";
import type { SeededRandom } from "../../lib/io/random.ts";
import { NOW_MS } from "../kafka/batches.ts";
import { bytesOf, goldenBatches, goldenMessageSets } from "../kafka/record/golden_batches.ts";
import { takenOrRefused } from "./expect_refusal.ts";
import { type FuzzInput, type FuzzTarget, pick } from "./fuzz_target.ts";
import { mutate } from "./mutate.ts";

const DECOMPRESSED_BYTES_MAX = 1 << 20;

const batches = goldenBatches.map(({ hex }) => bytesOf(hex));
const sets = goldenMessageSets.map(({ hex }) => bytesOf(hex));
const texts = ["", "a".repeat(300), "kedge kedge kedge", JSON.stringify(goldenBatches[0])];
const blocks = Object.values(CompressionType).flatMap((type) =>
  texts.map((text) => ({ type, bytes: compress(type, Buffer.from(text)) }))
);

const RULES: BatchRules = {
  partition: "fuzz-0",
  nowMs: NOW_MS,
  produceVersion: 9,
  messageMaxBytes: DECOMPRESSED_BYTES_MAX,
  logAppendTime: false,
  timestampBeforeMaxMs: Number.MAX_SAFE_INTEGER,
  timestampAfterMaxMs: Number.MAX_SAFE_INTEGER,
  keysRequired: true,
  decompressedBytesMax: DECOMPRESSED_BYTES_MAX,
  compression: null,
};

export const recordTarget: FuzzTarget = {
  name: "records",
  round(random, note) {
    const input = makeInput(random);
    note(input);
    check(input);
  },
  check,
};

function makeInput(random: SeededRandom): FuzzInput {
  const kind = random.int(10);
  if (kind < 5) return { kind: "batch", bytes: changedBatch(random) };
  if (kind < 7) return { kind: "set", bytes: mutate(pick(random, sets), random, sets) };
  const { type, bytes } = pick(random, blocks);
  return { kind: `codec ${type}`, bytes: mutate(bytes, random) };
}

function changedBatch(random: SeededRandom): Uint8Array {
  const batch = mutate(pick(random, batches), random, batches);
  if (batch.length < BATCH_HEADER_BYTES || random.int(2) === 0) return batch;
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  setBatchLength(view, 0, batch.length - 12);
  if (batchSizeInBytes(view, 0) !== batch.length) setBatchLength(view, 0, batch.length);
  setBatchCrc(view, 0, computeBatchCrc(batch, view, 0));
  return batch;
}

function check({ kind, bytes }: FuzzInput): void {
  if (kind === "batch") checkBatch(bytes);
  else if (kind === "set") checkSet(bytes);
  else checkCodec(Number(kind.split(" ")[1]), bytes);
}

function checkBatch(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refusal = validateBatch(bytes, view, RULES);
  const records = takenOrRefused(() => [...readRecords(bytes, limit)]);
  takenOrRefused(() =>
    forEachRecord(bytes, ({ key, value, headers }) => [key, value, headers], limit)
  );
  takenOrRefused(() => forEachBatch(view, () => {}));
  if (refusal !== null) return;
  if (records === undefined) throw new Error("A batch was found good, and cannot be read");
  for (const magic of [0, 1] as const) {
    const conversion = { magic, bytesMax: DECOMPRESSED_BYTES_MAX, fetchOffset: 0 };
    takenOrRefused(() => downConvert(bytes, conversion));
  }
}

const limit = { bytesMax: DECOMPRESSED_BYTES_MAX };

function checkSet(bytes: Uint8Array): void {
  takenOrRefused(() => [...readMessageSet(bytes, limit)]);
  const rules = { ...RULES, keysRequired: false };
  const converted = upConvert(bytes, rules);
  if (!(converted instanceof Uint8Array) || converted === bytes) return;
  const view = new DataView(converted.buffer, converted.byteOffset, converted.byteLength);
  const refusal = validateBatch(converted, view, rules) ?? validateRecords(converted, rules);
  if (refusal !== null) throw new Error(`What was converted is refused: ${refusal.message}`);
}

function checkCodec(type: number, bytes: Uint8Array): void {
  if (!isCompressionType(type)) throw new RangeError(`No codec ${type}`);
  const result = takenOrRefused(() => decompress(type, bytes, limit));
  if (result !== undefined && result.length > DECOMPRESSED_BYTES_MAX) {
    throw new Error(`${result.length} bytes are above the limit`);
  }
}
