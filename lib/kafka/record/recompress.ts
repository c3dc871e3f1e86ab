/**
 * Gives a produced batch the codec of its topic (compression.type) where the producer chose
 * another one. The records stay as they are, byte for byte; their compression, the header's length,
 * attributes and CRC change. Called by handlers/produce.ts after validate_batch.ts.
 *
 * Every record is looked at on the way, as in Kafka: what was compressed by a client could
 * otherwise be anything.
 *
 * @module
 */
import {
  BATCH_ATTRIBUTE,
  BATCH_HEADER_BYTES,
  batchAttributes,
  batchCompressionType,
  sealBatch,
  setBatchAttributes,
} from "../../bytes/batch_header.ts";
import { compressLater, compressMs } from "../../bytes/compression/compress_later.ts";
import { compress, CompressionType, decompress } from "../../bytes/compression/mod.ts";
import { BeyondLimitError } from "../../bytes/compression/limit.ts";
import { MalformedError } from "../../bytes/reader.ts";
import { type BatchError, batchError } from "./batch_error.ts";
import type { BatchRules, TargetCompression } from "./batch_rules.ts";
import { LOOP_BYTES_MAX, TOO_LARGE_FOR_LOOP, validateDecompressed } from "./validate_records.ts";

/** Compressing for longer than this would make every other client wait: it is done elsewhere. */
const LOOP_MS_MAX = 2;
const LZ4_LEVEL_FAST = 9;

/** The batch to be appended, or why it is refused. */
export type Recompressed = Uint8Array | BatchError;

/**
 * Recompresses one batch.
 *
 * @param batch has passed validateBatch; it is not changed, and may be used again afterwards
 * @param rules with the codec that the topic wants
 * @returns the same batch where its codec is the topic's; a promise where the work is done off the
 * event loop; TOO_LARGE_FOR_LOOP where it is for inspect_later.ts
 */
export function recompress(
  batch: Uint8Array,
  rules: BatchRules,
): Recompressed | Promise<Recompressed> {
  const { compression: target, messageMaxBytes } = rules;
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  const source = batchCompressionType(view, 0);
  if (target === null || source === target.type) return batch;
  const records = decompressed(batch, { source, bytesMax: rules.decompressedBytesMax });
  if (!(records instanceof Uint8Array)) return records;
  const fault = validateDecompressed(view, records, rules);
  if (fault !== null) return fault;
  const { type, level } = target;
  if (type === CompressionType.NONE) {
    return checkSize(withRecords(batch, records, type), messageMaxBytes);
  }
  if (compressMs(type, { sizeBytes: records.length, level }) <= LOOP_MS_MAX) {
    return checkSize(withRecords(batch, compress(type, records, level), type), messageMaxBytes);
  }
  // The batch's memory is used again before the work is done.
  const header = batch.slice(0, BATCH_HEADER_BYTES);
  const own = source === CompressionType.NONE ? records.slice() : records;
  return compressLater(type, own, level).then((compressed) =>
    checkSize(withRecords(header, compressed, type), messageMaxBytes)
  );
}

/** The codec and level that a topic's settings ask for; null keeps the producer's. */
export function targetCompression(
  settings: {
    readonly compressionType: string;
    readonly compressionGzipLevel: number;
    readonly compressionLz4Level: number;
    readonly compressionZstdLevel: number;
  },
): TargetCompression | null {
  switch (settings.compressionType) {
    case "uncompressed":
      return { type: CompressionType.NONE, level: undefined };
    case "gzip": {
      const level = settings.compressionGzipLevel;
      return { type: CompressionType.GZIP, level: level < 0 ? undefined : level };
    }
    case "snappy":
      return { type: CompressionType.SNAPPY, level: undefined };
    case "lz4": {
      // As in Kafka, the default is the fast way, and any other level the slow one.
      const level = settings.compressionLz4Level;
      return { type: CompressionType.LZ4, level: level === LZ4_LEVEL_FAST ? undefined : level };
    }
    case "zstd": {
      // 0 stands for the library's default; the levels below 1 are not to be had here.
      const level = settings.compressionZstdLevel;
      return { type: CompressionType.ZSTD, level: level === 0 ? undefined : Math.max(1, level) };
    }
    default:
      return null;
  }
}

/** The batch's records without compression; a view of it where they have none. */
function decompressed(
  batch: Uint8Array,
  { source, bytesMax }: { source: number; bytesMax: number },
): Recompressed {
  const loopBytesMax = Math.min(LOOP_BYTES_MAX, bytesMax);
  try {
    const compressed = batch.subarray(BATCH_HEADER_BYTES);
    return decompress(source, compressed, { bytesMax: loopBytesMax });
  } catch (error) {
    if (error instanceof BeyondLimitError && loopBytesMax < bytesMax) return TOO_LARGE_FOR_LOOP;
    if (error instanceof MalformedError) return batchError("CORRUPT_MESSAGE", error.message);
    throw error;
  }
}

/** The header that `batch` begins with, with other records behind it. */
export function withRecords(
  batch: Uint8Array,
  records: Uint8Array,
  type: CompressionType,
): Uint8Array {
  const made = new Uint8Array(BATCH_HEADER_BYTES + records.length);
  made.set(batch.subarray(0, BATCH_HEADER_BYTES));
  made.set(records, BATCH_HEADER_BYTES);
  const view = new DataView(made.buffer);
  const others = batchAttributes(view, 0) & ~BATCH_ATTRIBUTE.COMPRESSION_MASK;
  setBatchAttributes(view, 0, others | type);
  sealBatch(made, view);
  return made;
}

/** What is stored keeps to max.message.bytes too, not only what came. */
function checkSize(batch: Uint8Array, messageMaxBytes: number): Recompressed {
  return sizeFault(batch.length, messageMaxBytes) ?? batch;
}

/** Why a batch of so many bytes is not stored; null where it is. */
export function sizeFault(sizeBytes: number, messageMaxBytes: number): BatchError | null {
  if (sizeBytes <= messageMaxBytes) return null;
  return batchError(
    "MESSAGE_TOO_LARGE",
    `Record batch has ${sizeBytes} bytes in the topic's codec, max.message.bytes is ` +
      `${messageMaxBytes}`,
  );
}
