/**
 * Prints a log file: its batches, and with deep iteration their records.
 *
 * @module
 */

import {
  BATCH_MAGIC,
  batchBaseOffset,
  batchBaseSequence,
  batchBaseTimestamp,
  batchCompressionType,
  batchCrc,
  batchCrcMatches,
  batchHasDeleteHorizon,
  batchIsControl,
  batchIsLogAppendTime,
  batchIsTransactional,
  batchLastOffset,
  batchMaxTimestamp,
  batchPartitionLeaderEpoch,
  batchProducerEpoch,
  batchProducerId,
  batchRecordCount,
} from "../../bytes/batch_header.ts";
import { COMPRESSION_TYPE_NAMES } from "../../bytes/compression/mod.ts";
import { messageBytes, readMessage, writeMessage } from "../../kafka/record/message.ts";
import { readMessageSet } from "../../kafka/record/message_set.ts";
import { readRecords } from "../../kafka/record/read_records.ts";
import { batchLastSequence } from "../../kafka/record/record_batch.ts";
import type { FileParts } from "../environment.ts";
import { controlText } from "./control_text.ts";
import type { DecodableRecord, RecordDecoder } from "./decoders.ts";
import { type FileBatch, LogBatches } from "./log_batches.ts";

/** How to print. */
export interface DumpOptions {
  readonly files: FileParts;
  /** Told what to print, line by line. */
  readonly print: (line: string) => void;
  readonly depth: "batches" | "records";
  /** Null where keys and values are not printed. */
  readonly decoder: RecordDecoder | null;
  readonly metadata: "shown" | "skipped";
  readonly bytesMax: number;
}

/** Offsets that do not follow each other: the one before, and the one found. */
export type Gap = readonly [number, number];

const UNLIMITED_BYTES = 2_147_483_647;
const CRC_POSITION = 12;

/**
 * Prints one file.
 *
 * @returns the gaps between its records, as found; none without deep iteration
 */
export function dumpSegment(path: string, options: DumpOptions): Gap[] {
  const { print, files, bytesMax } = options;
  const log = new LogBatches(files, path);
  const gaps: Gap[] = [];
  let validBytes = 0;
  let lastOffset = -1;
  for (const batch of log.batches({ until: bytesMax })) {
    print(batchText(batch));
    if (options.depth === "records") {
      for (const { record, text } of recordsOf(batch)) {
        if (lastOffset !== -1 && record.offset !== lastOffset + 1) {
          gaps.push([lastOffset, record.offset]);
        }
        lastOffset = record.offset;
        print(recordLine(record, { text, options, isControl: isControl(batch) }));
      }
    }
    validBytes += batch.sizeInBytes;
  }
  const trailing = Math.min(log.sizeInBytes, bytesMax) - validBytes;
  if (trailing > 0 && bytesMax === UNLIMITED_BYTES) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    print(
      log.isReservedFrom(validBytes)
        ? `${trailing} bytes at the end of ${name} are reserved and not written yet`
        : `Found ${trailing} invalid bytes at the end of ${name}`,
    );
  }
  return gaps;
}

function isControl({ magic, view }: FileBatch): boolean {
  return magic >= BATCH_MAGIC && batchIsControl(view, 0);
}

function batchText(batch: FileBatch): string {
  return batch.magic >= BATCH_MAGIC ? newBatchText(batch) : oldBatchText(batch);
}

function newBatchText({ bytes, view, position, sizeInBytes, magic }: FileBatch): string {
  const horizon = batchHasDeleteHorizon(view, 0)
    ? `OptionalLong[${batchBaseTimestamp(view, 0)}]`
    : "OptionalLong.empty";
  return `baseOffset: ${batchBaseOffset(view, 0)} lastOffset: ${batchLastOffset(view, 0)} ` +
    `count: ${batchRecordCount(view, 0)} baseSequence: ${batchBaseSequence(view, 0)} ` +
    `lastSequence: ${batchLastSequence(view, 0)} producerId: ${batchProducerId(view, 0)} ` +
    `producerEpoch: ${batchProducerEpoch(view, 0)} ` +
    `partitionLeaderEpoch: ${batchPartitionLeaderEpoch(view, 0)} ` +
    `isTransactional: ${batchIsTransactional(view, 0)} isControl: ${batchIsControl(view, 0)} ` +
    `deleteHorizonMs: ${horizon} position: ${position} ` +
    `${timeName(batchIsLogAppendTime(view, 0))}: ${batchMaxTimestamp(view, 0)} ` +
    `size: ${sizeInBytes} magic: ${magic} ` +
    `compresscodec: ${COMPRESSION_TYPE_NAMES[batchCompressionType(view, 0)]} ` +
    `crc: ${batchCrc(view, 0)} isvalid: ${batchCrcMatches(bytes, view, 0)}`;
}

function oldBatchText({ bytes, view, position, sizeInBytes, magic }: FileBatch): string {
  const crc = view.getUint32(CRC_POSITION);
  const offset = batchBaseOffset(view, 0);
  try {
    const message = readMessage(bytes, view, 0);
    return `offset: ${offset} position: ${position} ` +
      `${oldTimeName(magic, message.isLogAppendTime)}: ${message.timestamp} size: ${sizeInBytes} ` +
      `magic: ${magic} compresscodec: ${COMPRESSION_TYPE_NAMES[message.compressionType]} ` +
      `crc: ${crc} isvalid: true`;
  } catch {
    return `offset: ${offset} position: ${position} size: ${sizeInBytes} magic: ${magic} ` +
      `crc: ${crc} isvalid: false`;
  }
}

function timeName(isLogAppendTime: boolean): string {
  return isLogAppendTime ? "LogAppendTime" : "CreateTime";
}

function oldTimeName(magic: number, isLogAppendTime: boolean): string {
  return magic === 0 ? "NoTimestampType" : timeName(isLogAppendTime);
}

interface DumpedRecord {
  readonly record: DecodableRecord;
  /** What is said of it beside key and value. */
  readonly text: string;
}

function* recordsOf(batch: FileBatch): Generator<DumpedRecord, void> {
  if (batch.magic >= BATCH_MAGIC) yield* newRecords(batch);
  else yield* oldRecords(batch);
}

function* newRecords({ bytes, view }: FileBatch): Generator<DumpedRecord, void> {
  const name = timeName(batchIsLogAppendTime(view, 0));
  const baseOffset = batchBaseOffset(view, 0);
  const baseSequence = batchBaseSequence(view, 0);
  for (const record of readRecords(bytes)) {
    const sequence = baseSequence < 0 ? -1 : (baseSequence + record.offset - baseOffset) % 2 ** 31;
    const headerKeys = record.headers.map(({ key }) => key).join(",");
    yield {
      record,
      text: `offset: ${record.offset} ${name}: ${record.timestamp} ` +
        `keySize: ${record.key?.length ?? -1} valueSize: ${record.value?.length ?? -1} ` +
        `sequence: ${sequence} headerKeys: [${headerKeys}]`,
    };
  }
}

function* oldRecords({ bytes, magic }: FileBatch): Generator<DumpedRecord, void> {
  for (const message of readMessageSet(bytes)) {
    // Written again, as inside a wrapper its own bytes are not at hand.
    const own = new Uint8Array(messageBytes(message.magic, message));
    writeMessage(own, 0, message);
    const crc = new DataView(own.buffer).getUint32(CRC_POSITION);
    yield {
      record: message,
      text: `offset: ${message.offset} ${oldTimeName(magic, message.isLogAppendTime)}: ` +
        `${message.timestamp} keySize: ${message.key?.length ?? -1} ` +
        `valueSize: ${message.value?.length ?? -1} isValid: true crc: ${crc}`,
    };
  }
}

function recordLine(
  record: DecodableRecord,
  { text, options, isControl }: { text: string; options: DumpOptions; isControl: boolean },
): string {
  const words: string[] = [];
  if (options.metadata === "shown") {
    words.push(text);
    if (isControl) words.push(controlText(record));
  }
  if (options.decoder !== null && !isControl) {
    const { key, payload } = options.decoder(record);
    if (key !== null) words.push(`key: ${key}`);
    if (payload !== null) words.push(`payload: ${payload}`);
  }
  // Without anything to say the script prints an empty line.
  return words.length === 0 ? "" : `| ${words.join(" ")}`;
}
