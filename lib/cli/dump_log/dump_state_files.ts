/**
 * Prints what lies beside a log: snapshots of its producers, and the index of aborted transactions.
 *
 * @module
 */

import { crc32c } from "../../bytes/crc32c.ts";
import { Reader } from "../../bytes/reader.ts";
import type { FileParts } from "../environment.ts";

/** How to print. */
export interface StateDumpOptions {
  readonly files: FileParts;
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
}

const SNAPSHOT_VERSION = 1;
const CRC_END = 6;
const ABORTED_TXN_BYTES = 34;

/**
 * Prints a producer snapshot: `version int16, crc uint32, entries (producer id int64, epoch int16,
 * last sequence int32, last offset int64, offset delta int32, timestamp int64, coordinator epoch
 * int32, first offset of the open transaction int64)`.
 */
export function dumpProducerSnapshot(path: string, options: StateDumpOptions): void {
  const { files, print, printError } = options;
  const bytes = files.read(path, 0, files.size(path));
  const reader = new Reader(bytes);
  const version = bytes.length < CRC_END ? -1 : reader.int16();
  if (version !== SNAPSHOT_VERSION) {
    return printError(`Snapshot contained an unknown file version ${version}`);
  }
  const crc = reader.uint32();
  const found = crc32c(bytes.subarray(CRC_END));
  if (crc !== found) {
    return printError(
      `Snapshot is corrupt (CRC is no longer valid). Stored crc: ${crc}. Computed crc: ${found}`,
    );
  }
  for (let count = reader.int32(); count > 0; count--) print(producerText(reader));
}

function producerText(reader: Reader): string {
  const producerId = reader.bigint64();
  const producerEpoch = reader.int16();
  const lastSequence = reader.int32();
  const lastOffset = reader.int64();
  const offsetDelta = reader.int32();
  const timestamp = reader.int64();
  const coordinatorEpoch = reader.int32();
  const firstOffset = reader.int64();
  const transaction = firstOffset >= 0 ? `OptionalLong[${firstOffset}]` : "OptionalLong.empty";
  const text = `producerId: ${producerId} producerEpoch: ${producerEpoch} ` +
    `coordinatorEpoch: ${coordinatorEpoch} currentTxnFirstOffset: ${transaction} ` +
    `lastTimestamp: ${timestamp} `;
  if (lastOffset < 0) return text;
  const firstSequence = lastSequence < offsetDelta
    ? 2 ** 31 - (offsetDelta - lastSequence)
    : lastSequence - offsetDelta;
  return `${text}firstSequence: ${firstSequence} lastSequence: ${lastSequence} ` +
    `lastOffset: ${lastOffset} offsetDelta: ${offsetDelta} timestamp: ${timestamp}`;
}

/** Prints a transaction index: `version int16, producer id, first, last, last stable offset`. */
export function dumpTransactionIndex(path: string, { files, print }: StateDumpOptions): void {
  const reader = new Reader(files.read(path, 0, files.size(path)));
  while (reader.remaining >= ABORTED_TXN_BYTES) {
    print(
      `version: ${reader.int16()} producerId: ${reader.bigint64()} ` +
        `firstOffset: ${reader.int64()} lastOffset: ${reader.int64()} ` +
        `lastStableOffset: ${reader.int64()}`,
    );
  }
}
