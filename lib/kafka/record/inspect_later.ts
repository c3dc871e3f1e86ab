/**
 * Looks at the records of a batch that are too many for one turn of the event loop after
 * decompression, and gives it the topic's codec where that is another one: what validate_records.ts
 * and recompress.ts do for all others. Called by handlers/produce.ts through
 * recompression_order.ts, one batch at a time: a few kilobytes may become tens of megabytes here.
 *
 * @module
 */
import { BATCH_HEADER_BYTES, batchCompressionType } from "../../bytes/batch_header.ts";
import { compressLater } from "../../bytes/compression/compress_later.ts";
import { decompressLater } from "../../bytes/compression/decompress_later.ts";
import { CompressionType } from "../../bytes/compression/mod.ts";
import { MalformedError } from "../../bytes/reader.ts";
import { batchError } from "./batch_error.ts";
import type { BatchRules } from "./batch_rules.ts";
import { cursorOver } from "./read_records.ts";
import { type Recompressed, sizeFault, withRecords } from "./recompress.ts";
import { validateInTurns } from "./validate_records.ts";

/**
 * Inspects one batch.
 *
 * @param batch one whose header is valid; it must not change until the promise settles
 * @param rules what the topic and the request demand; they must not change either
 * @returns the batch to be appended, or why it is refused
 */
export async function inspectLater(batch: Uint8Array, rules: BatchRules): Promise<Recompressed> {
  const { compression: target, decompressedBytesMax: bytesMax, messageMaxBytes } = rules;
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  const source = batchCompressionType(view, 0);
  const changes = target !== null && target.type !== source;
  try {
    const records = await decompressLater(source, batch.subarray(BATCH_HEADER_BYTES), { bytesMax });
    const fault = await validateInTurns(cursorOver(view, records), rules);
    if (fault !== null) return fault;
    if (!changes) return batch;
    const { type, level } = target;
    const made = type === CompressionType.NONE
      ? records
      : await compressLater(type, records, level);
    const tooLarge = sizeFault(BATCH_HEADER_BYTES + made.length, messageMaxBytes);
    return tooLarge ?? withRecords(batch, made, type);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return batchError(changes ? "CORRUPT_MESSAGE" : "INVALID_RECORD", error.message);
  }
}
