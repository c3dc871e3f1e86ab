/**
 * Message sets of the old formats (magic 0 and 1): messages one after the other, or inside the
 * value of a wrapper message, compressed together. Inside a wrapper of magic 1 offsets count from
 * 0 and the wrapper carries the last message's offset (KIP-31); with magic 0 they are the
 * messages' own. A wrapper with LogAppendTime gives its timestamp to all messages in it (KIP-32).
 *
 * @module
 */

import { compress, CompressionType, decompress } from "../../bytes/compression/mod.ts";
import { lz4Compress } from "../../bytes/compression/lz4.ts";
import { MalformedError } from "../../bytes/reader.ts";
import {
  isWrapper,
  type Message,
  messageBytes,
  type MessageMagic,
  messageSizeInBytes,
  readMessage,
  writeMessage,
} from "./message.ts";
import { DECOMPRESSED_BYTES_MAX } from "./read_records.ts";

const NO_TIMESTAMP = -1;

export type ReadMessageSetOptions = {
  /** Most bytes that the messages in one wrapper may have after decompression. */
  bytesMax?: number;
};

/**
 * The messages of a set, those inside wrappers with their own offsets and timestamps.
 *
 * @param set all of it: a message cut off at the end is an error, as in a Produce request
 * @throws MalformedError where a message is cut or corrupt, a wrapper holds a wrapper or another
 * format, or its content passes `bytesMax`
 */
export function* readMessageSet(
  set: Uint8Array,
  options: ReadMessageSetOptions = {},
): Generator<Message, void> {
  const view = new DataView(set.buffer, set.byteOffset, set.byteLength);
  for (let position = 0; position < set.length;) {
    const message = readMessage(set, view, position);
    position += messageSizeInBytes(view, position);
    if (isWrapper(message)) yield* readWrapper(message, options);
    else yield message;
  }
}

function* readWrapper(
  wrapper: Message,
  options: ReadMessageSetOptions,
): Generator<Message, void> {
  if (wrapper.value === null) {
    throw new MalformedError(`Cannot read wrapper message at offset ${wrapper.offset}: no value`);
  }
  const inner = decompress(wrapper.compressionType, wrapper.value, {
    bytesMax: options.bytesMax ?? DECOMPRESSED_BYTES_MAX,
  });
  const view = new DataView(inner.buffer, inner.byteOffset, inner.byteLength);
  // With magic 1 the last message's place tells where the first one stands.
  const shift = wrapper.magic === 0 ? 0 : wrapper.offset - lastOffset(inner, view);
  for (let position = 0; position < inner.length;) {
    const message = readMessage(inner, view, position);
    position += messageSizeInBytes(view, position);
    if (isWrapper(message) || message.magic !== wrapper.magic) {
      throw new MalformedError(
        `Cannot read wrapper message at offset ${wrapper.offset}: inside is a message of magic ` +
          `${message.magic} and compression type ${message.compressionType}`,
      );
    }
    message.offset += shift;
    if (wrapper.isLogAppendTime) {
      message.isLogAppendTime = true;
      message.timestamp = wrapper.timestamp;
    }
    yield message;
  }
}

/** Offset of the last message in a wrapper's content. */
function lastOffset(inner: Uint8Array, view: DataView): number {
  let last = -1;
  for (let position = 0; position < inner.length;) {
    const message = readMessage(inner, view, position);
    last = message.offset;
    position += messageSizeInBytes(view, position);
  }
  if (last >= 0) return last;
  throw new MalformedError("Cannot read wrapper message: it holds no message with an offset");
}

/** What to write: the messages' own format and compression do not matter. */
export type WritableMessage = Pick<
  Message,
  "offset" | "timestamp" | "isLogAppendTime" | "key" | "value"
>;

/**
 * Writes a message set, in one wrapper where a compression type is given.
 *
 * @param messages in the order of their offsets, at least one
 * @param format the format; zstd, which came later than both, throws RangeError
 */
export function writeMessageSet(
  messages: readonly WritableMessage[],
  format: { magic: MessageMagic; compressionType: CompressionType },
): Uint8Array {
  const { magic, compressionType } = format;
  if (compressionType === CompressionType.NONE) return writeMessages(messages, { magic, shift: 0 });
  const first = messages[0];
  const last = messages.at(-1);
  if (first === undefined || last === undefined) {
    throw new RangeError("Cannot write wrapper message: there are no messages to put into it");
  }
  const inner = writeMessages(messages, { magic, shift: magic === 0 ? 0 : -first.offset });
  const wrapper: Message = {
    magic,
    offset: last.offset,
    timestamp: messages.reduce((max, { timestamp }) => Math.max(max, timestamp), NO_TIMESTAMP),
    isLogAppendTime: last.isLogAppendTime,
    compressionType,
    key: null,
    value: compressMessages(inner, format),
  };
  const set = new Uint8Array(messageBytes(magic, wrapper));
  writeMessage(set, 0, wrapper);
  return set;
}

function writeMessages(
  messages: readonly WritableMessage[],
  options: { magic: MessageMagic; shift: number },
): Uint8Array {
  const { magic, shift } = options;
  let length = 0;
  for (const message of messages) length += messageBytes(magic, message);
  const set = new Uint8Array(length);
  let at = 0;
  for (const message of messages) {
    at = writeMessage(set, at, {
      magic,
      offset: message.offset + shift,
      timestamp: message.timestamp,
      isLogAppendTime: message.isLogAppendTime,
      compressionType: CompressionType.NONE,
      key: message.key,
      value: message.value,
    });
  }
  return set;
}

/** Readers of magic 0 expect the wrong header checksum in LZ4 frames that Java wrote (KIP-57). */
function compressMessages(
  inner: Uint8Array,
  format: { magic: MessageMagic; compressionType: CompressionType },
): Uint8Array {
  const { magic, compressionType } = format;
  if (compressionType === CompressionType.ZSTD) {
    throw new RangeError(`Cannot write message format ${magic} with zstd: it came with format 2`);
  }
  if (compressionType === CompressionType.LZ4 && magic === 0) {
    return lz4Compress(inner, { headerChecksum: "with-magic" });
  }
  return compress(compressionType, inner);
}
