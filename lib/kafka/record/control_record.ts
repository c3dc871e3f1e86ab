/**
 * Control records: markers that a coordinator puts into a log, not a client's data. The ones here
 * end a transaction: every partition it wrote to gets a batch with one commit or abort marker
 * (KIP-98).
 *
 * ```
 * key:   version int16   type int16 (0 abort, 1 commit)
 * value: version int16   coordinator epoch int32
 * ```
 *
 * @module
 */

import { MalformedError } from "../../bytes/reader.ts";
import type { SimpleRecord } from "./record.ts";
import { writeRecordBatch } from "./write_record_batch.ts";

/** Kafka's numbers of the control records that may stand in a topic's partition. */
export const ControlRecordType = { ABORT: 0, COMMIT: 1 } as const;
export type ControlRecordType = typeof ControlRecordType[keyof typeof ControlRecordType];

const KEY_BYTES = 4;
const VALUE_BYTES_MIN = 6;
const VERSION = 0;

/** The marker that ends a transaction in one partition. */
export type EndTransactionMarker = {
  type: ControlRecordType;
  /** Which term of the transaction coordinator wrote it: an older one's markers are refused. */
  coordinatorEpoch: number;
};

/** Whose transaction ends, and where the batch goes. */
export type EndTransactionOptions = {
  producerId: bigint;
  producerEpoch: number;
  /** In ms. */
  timestamp: number;
  baseOffset?: number;
  partitionLeaderEpoch?: number;
};

/** Builds the batch that holds one marker. */
export function writeEndTransactionMarker(
  marker: EndTransactionMarker,
  options: EndTransactionOptions,
): Uint8Array {
  const key = new DataView(new ArrayBuffer(KEY_BYTES));
  key.setInt16(0, VERSION);
  key.setInt16(2, marker.type);
  const value = new DataView(new ArrayBuffer(VALUE_BYTES_MIN));
  value.setInt16(0, VERSION);
  value.setInt32(2, marker.coordinatorEpoch);
  const record: SimpleRecord = {
    timestamp: options.timestamp,
    key: new Uint8Array(key.buffer),
    value: new Uint8Array(value.buffer),
  };
  return writeRecordBatch([record], {
    baseOffset: options.baseOffset ?? 0,
    partitionLeaderEpoch: options.partitionLeaderEpoch ?? -1,
    producerId: options.producerId,
    producerEpoch: options.producerEpoch,
    isTransactional: true,
    isControl: true,
  });
}

/**
 * The type in a control record's key: one of `ControlRecordType`, or another number that a newer
 * or a KRaft broker wrote, which a reader passes over.
 *
 * @throws MalformedError where the key is too short
 */
export function controlRecordType(key: Uint8Array | null): number {
  if (key === null || key.length < KEY_BYTES) {
    throw new MalformedError(
      `Cannot read control record: a key of ${key?.length ?? "no"} bytes, it has 4`,
    );
  }
  return new DataView(key.buffer, key.byteOffset).getInt16(2);
}

/**
 * Reads the marker from a control record, null where it is of another type.
 *
 * @throws MalformedError where key or value are too short
 */
export function readEndTransactionMarker(
  record: { key: Uint8Array | null; value: Uint8Array | null },
): EndTransactionMarker | null {
  const type = controlRecordType(record.key);
  if (type !== ControlRecordType.ABORT && type !== ControlRecordType.COMMIT) return null;
  const { value } = record;
  if (value === null || value.length < VALUE_BYTES_MIN) {
    throw new MalformedError(
      `Cannot read control record: a value of ${value?.length ?? "no"} bytes, it has 6`,
    );
  }
  return { type, coordinatorEpoch: new DataView(value.buffer, value.byteOffset).getInt32(2) };
}
