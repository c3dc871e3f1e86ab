/**
 * A partition's producers in a file, in Kafka's form (ProducerStateManager, version 1):
 * `version int16, crc uint32 (CRC-32C of what follows), entries array of (producer id int64,
 * epoch int16, last sequence int32, last offset int64, offset delta int32, timestamp int64,
 * coordinator epoch int32, first offset of the open transaction int64)`.
 *
 * The file's name holds the offset up to which it is complete.
 *
 * @module
 */
import { crc32c } from "../../bytes/crc32c.ts";
import { MalformedError, Reader } from "../../bytes/reader.ts";
import { Writer } from "../../bytes/writer.ts";
import type { ProducerEntry, ProducerState } from "./producer_state.ts";

const VERSION = 1;
const CRC_POSITION = 2;
const CRC_END = 6;

/** The suffix of snapshot files. */
export const SNAPSHOT_SUFFIX = ".snapshot";

/** The producers in the file's form. */
export function encodeProducerSnapshot(state: ProducerState): Uint8Array {
  const writer = new Writer(64 + state.size * 50);
  writer.int16(VERSION);
  writer.uint32(0);
  writer.int32(state.size);
  for (const entry of state.entries()) {
    const last = entry.batches.at(-1);
    writer.int64(entry.producerId);
    writer.int16(entry.epoch);
    writer.int32(last?.lastSequence ?? -1);
    writer.int64(last?.lastOffset ?? -1);
    writer.int32(last === undefined ? 0 : last.lastOffset - last.baseOffset);
    writer.int64(entry.lastTimestampMs);
    writer.int32(entry.coordinatorEpoch);
    writer.int64(entry.currentTxnFirstOffset);
  }
  const bytes = writer.finish();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint32(CRC_POSITION, crc32c(bytes.subarray(CRC_END)));
  return bytes;
}

/**
 * Reads the file's form into `state`, which forgets all that it knew.
 *
 * @throws MalformedError where version or checksum are not right: the log is scanned instead
 */
export function decodeProducerSnapshot(bytes: Uint8Array, state: ProducerState): void {
  const reader = new Reader(bytes);
  const version = reader.int16();
  const crc = reader.uint32();
  if (version !== VERSION) {
    throw new MalformedError(`Cannot read producer snapshot: version ${version}, not ${VERSION}`);
  }
  const found = crc32c(bytes.subarray(CRC_END));
  if (found !== crc) {
    throw new MalformedError(`Cannot read producer snapshot: checksum ${found}, not ${crc}`);
  }
  const count = reader.int32();
  const entries: ProducerEntry[] = [];
  for (let i = 0; i < count; i++) entries.push(decodeEntry(reader));
  state.restore(entries);
}

function decodeEntry(reader: Reader): ProducerEntry {
  const producerId = reader.int64();
  const epoch = reader.int16();
  const lastSequence = reader.int32();
  const lastOffset = reader.int64();
  const offsetDelta = reader.int32();
  const lastTimestampMs = reader.int64();
  const coordinatorEpoch = reader.int32();
  const currentTxnFirstOffset = reader.int64();
  const baseSequence = lastSequence - offsetDelta;
  const batches = lastSequence < 0 ? [] : [{
    baseSequence: baseSequence < 0 ? baseSequence + 2 ** 31 : baseSequence,
    lastSequence,
    baseOffset: lastOffset - offsetDelta,
    lastOffset,
    timestampMs: lastTimestampMs,
  }];
  return { producerId, epoch, batches, lastTimestampMs, coordinatorEpoch, currentTxnFirstOffset };
}
