/**
 * One message of the old formats: magic 0 (up to Kafka 0.9) and magic 1 (0.10, which added the
 * timestamp, KIP-32). Messages stand one after the other in a message set, each with its offset
 * and size in front; see message_set.ts.
 *
 * ```
 *  0 offset int64   8 size int32   12 CRC-32 uint32 (of all that follows it)   16 magic int8
 * 17 attributes int8: compression type in bits 0-2, LogAppendTime in bit 3
 * 18 timestamp int64 (magic 1 only), then key and value, each with its length int32 (-1: null)
 * ```
 *
 * @module
 */

import { crc32 } from "node:zlib";
import { int64At, setInt64At } from "../../bytes/batch_header.ts";
import { CompressionType } from "../../bytes/compression/mod.ts";
import { MalformedError } from "../../bytes/reader.ts";

/** The two old formats. */
export type MessageMagic = 0 | 1;

/** One message, its bytes views of the set. */
export type Message = {
  magic: MessageMagic;
  offset: number;
  /** In ms, -1 where the format has none. */
  timestamp: number;
  /** The timestamp is when the broker appended the message. */
  isLogAppendTime: boolean;
  compressionType: number;
  key: Uint8Array | null;
  value: Uint8Array | null;
};

const SIZE_POSITION = 8;
/** Offset and size, which the size does not count. */
export const MESSAGE_OVERHEAD_BYTES = 12;
const CRC_POSITION = 12;
const MAGIC_POSITION = 16;
const ATTRIBUTES_POSITION = 17;
const TIMESTAMP_POSITION = 18;
/** Bytes from the offset to the key's length, by magic. */
const KEY_LENGTH_POSITION = [18, 26] as const;
/** Offset to value's length with null for both, by magic. */
const MESSAGE_BYTES_MIN = [26, 34] as const;
const COMPRESSION_MASK = 0x07;
const LOG_APPEND_TIME = 0x08;

/** Size of a message with this key and value, in bytes, its offset and size included. */
export function messageBytes(
  magic: MessageMagic,
  message: { key: Uint8Array | null; value: Uint8Array | null },
): number {
  return MESSAGE_BYTES_MIN[magic] + (message.key?.length ?? 0) + (message.value?.length ?? 0);
}

/** Size that the message at `position` claims, offset and size field included; not checked. */
export function messageSizeInBytes(view: DataView, position: number): number {
  return MESSAGE_OVERHEAD_BYTES + view.getInt32(position + SIZE_POSITION);
}

/**
 * Reads the message at `position`.
 *
 * @param bytes the set
 * @param view the same bytes, from the same start
 * @param position where the message starts
 * @throws MalformedError where it is cut, of another format, or its CRC or lengths are wrong
 */
export function readMessage(bytes: Uint8Array, view: DataView, position: number): Message {
  const remaining = bytes.length - position;
  const size = remaining < MESSAGE_BYTES_MIN[0] ? -1 : messageSizeInBytes(view, position);
  if (size < MESSAGE_BYTES_MIN[0] || size > remaining) {
    throw new MalformedError(
      `Cannot read message at ${position}: it claims ${size} bytes, ${remaining} remain`,
    );
  }
  const magic = view.getInt8(position + MAGIC_POSITION);
  if (magic !== 0 && magic !== 1) {
    throw new MalformedError(`Cannot read message at ${position}: its magic is ${magic}`);
  }
  const end = position + size;
  const crc = crc32(bytes.subarray(position + MAGIC_POSITION, end));
  const claimed = view.getUint32(position + CRC_POSITION);
  if (crc !== claimed) {
    throw new MalformedError(
      `Cannot read message at ${position}: it claims CRC ${claimed}, its bytes have ${crc}`,
    );
  }
  const attributes = view.getInt8(position + ATTRIBUTES_POSITION);
  const key = readField(view, position + KEY_LENGTH_POSITION[magic], end);
  const value = readField(view, key.end, end);
  if (value.end !== end) {
    throw new MalformedError(
      `Cannot read message at ${position}: ${end - value.end} bytes more than its fields`,
    );
  }
  return {
    magic,
    offset: int64At(view, position),
    timestamp: magic === 0 ? -1 : int64At(view, position + TIMESTAMP_POSITION),
    isLogAppendTime: magic === 1 && (attributes & LOG_APPEND_TIME) !== 0,
    compressionType: attributes & COMPRESSION_MASK,
    key: key.isNull ? null : bytes.subarray(key.start, key.end),
    value: value.isNull ? null : bytes.subarray(value.start, value.end),
  };
}

function readField(
  view: DataView,
  at: number,
  messageEnd: number,
): { start: number; end: number; isNull: boolean } {
  const length = at + 4 <= messageEnd ? view.getInt32(at) : -2;
  const start = at + 4;
  if (length < -1 || start + length > messageEnd) {
    throw new MalformedError(
      `Cannot read message: a field of ${length} bytes at ${at}, the message ends at ${messageEnd}`,
    );
  }
  return { start, end: start + Math.max(0, length), isNull: length === -1 };
}

/**
 * Writes a message at `position`, where `messageBytes` bytes have room.
 *
 * @param bytes where to
 * @param position where it starts
 * @param message what to write; a timestamp past 2^53 or an offset past it throws RangeError
 * @returns where it ends
 */
export function writeMessage(
  bytes: Uint8Array,
  position: number,
  message: Message,
): number {
  const { magic } = message;
  const size = messageBytes(magic, message);
  const end = position + size;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  setInt64At(view, position, message.offset);
  view.setInt32(position + SIZE_POSITION, size - MESSAGE_OVERHEAD_BYTES);
  view.setInt8(position + MAGIC_POSITION, magic);
  const timestampType = message.isLogAppendTime && magic === 1 ? LOG_APPEND_TIME : 0;
  view.setInt8(position + ATTRIBUTES_POSITION, message.compressionType | timestampType);
  if (magic === 1) setInt64At(view, position + TIMESTAMP_POSITION, message.timestamp);
  const valueAt = writeField(bytes, position + KEY_LENGTH_POSITION[magic], {
    view,
    field: message.key,
  });
  writeField(bytes, valueAt, { view, field: message.value });
  view.setUint32(position + CRC_POSITION, crc32(bytes.subarray(position + MAGIC_POSITION, end)));
  return end;
}

function writeField(
  bytes: Uint8Array,
  at: number,
  source: { view: DataView; field: Uint8Array | null },
): number {
  const { view, field } = source;
  view.setInt32(at, field === null ? -1 : field.length);
  if (field === null) return at + 4;
  bytes.set(field, at + 4);
  return at + 4 + field.length;
}

/** True where the message's value is a compressed message set. */
export function isWrapper(message: Message): boolean {
  return message.compressionType !== CompressionType.NONE;
}
