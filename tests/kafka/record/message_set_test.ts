import { describe, expect, test } from "bun:test";
import { CompressionType, compressionTypeOf } from "../../../lib/bytes/compression/mod.ts";
import { MalformedError } from "../../../lib/bytes/reader.ts";
import {
  type Message,
  messageBytes,
  readMessage,
  writeMessage,
} from "../../../lib/kafka/record/message.ts";
import {
  readMessageSet,
  type WritableMessage,
  writeMessageSet,
} from "../../../lib/kafka/record/message_set.ts";
import {
  base64,
  bytesOf,
  fromBase64,
  type GoldenMessageSet,
  goldenMessageSets,
  type GoldenRecord,
  utf8,
  viewOf,
} from "./golden_batches.ts";

const named = goldenMessageSets.map((golden) =>
  [`magic ${golden.magic}, ${golden.codec}, ${golden.records.length}`, golden] as const
);

function goldenRecord({ offset, timestamp, key, value }: Message): GoldenRecord {
  return { offset: String(offset), timestamp, key: base64(key), value: base64(value) };
}

function writable(golden: GoldenRecord): WritableMessage {
  return {
    offset: Number(golden.offset),
    timestamp: golden.timestamp,
    isLogAppendTime: false,
    key: fromBase64(golden.key),
    value: fromBase64(golden.value),
  };
}

function formatOf(golden: GoldenMessageSet) {
  const compressionType = compressionTypeOf(golden.codec);
  if (compressionType === null) throw new Error(`No compression type ${golden.codec}`);
  return { magic: golden.magic, compressionType };
}

describe("golden message sets", () => {
  test("are 24", () => expect(goldenMessageSets).toHaveLength(24));

  test.each(named)("%s: read", (_name, golden) => {
    const messages = [...readMessageSet(bytesOf(golden.hex))];
    expect(messages.map(goldenRecord)).toEqual(golden.records);
    expect(messages.every((message) => message.magic === golden.magic)).toBe(true);
  });

  test.each(named)("%s: written again", (_name, golden) => {
    // Which of the two timestamps it is, the vectors do not tell apart; the bytes do.
    const isLogAppendTime = [...readMessageSet(bytesOf(golden.hex))][0]!.isLogAppendTime;
    const messages = golden.records.map((record) => ({ ...writable(record), isLogAppendTime }));
    const set = writeMessageSet(messages, formatOf(golden));
    if (golden.codec === "none") expect(Buffer.from(set).toString("hex")).toBe(golden.hex);
    expect([...readMessageSet(set)].map(goldenRecord)).toEqual(golden.records);
    if (golden.codec === "none") return;
    // The wrapper is the same but for its content and what follows from it.
    const java = bytesOf(golden.hex);
    const { value: theirs, ...wrapper } = readMessage(java, viewOf(java), 0);
    const { value: ours, ...again } = readMessage(set, viewOf(set), 0);
    expect(again).toEqual(wrapper);
    if (golden.codec === "lz4") expect(ours!.subarray(0, 7)).toEqual(theirs!.subarray(0, 7));
  });

  test.each(named)("%s: cut anywhere, it is refused", (_name, golden) => {
    const bytes = bytesOf(golden.hex);
    const ends = new Set<number>([0]);
    for (let at = 0; at < bytes.length; at += 12 + viewOf(bytes).getInt32(at + 8)) ends.add(at);
    for (let length = 1; length < bytes.length; length += 7) {
      if (ends.has(length)) continue;
      expect(() => [...readMessageSet(bytes.subarray(0, length))]).toThrow(MalformedError);
    }
  });
});

const MESSAGES: WritableMessage[] = [10, 12, 15].map((offset) => ({
  offset,
  timestamp: 1000 - offset,
  isLogAppendTime: false,
  key: null,
  value: utf8(`value ${offset}`),
}));

/** A wrapper around any content, with a right CRC. */
function wrapper(content: Uint8Array, more: Partial<Message> = {}): Uint8Array {
  const message: Message = {
    magic: 1,
    offset: 100,
    timestamp: 5,
    isLogAppendTime: false,
    compressionType: CompressionType.SNAPPY,
    key: null,
    value: content,
    ...more,
  };
  const set = new Uint8Array(messageBytes(message.magic, message));
  writeMessage(set, 0, message);
  return set;
}

describe("wrappers", () => {
  test("gaps stay, and the largest timestamp is the wrapper's", () => {
    for (const magic of [0, 1] as const) {
      const set = writeMessageSet(MESSAGES, { magic, compressionType: CompressionType.GZIP });
      expect([...readMessageSet(set)].map(({ offset }) => offset)).toEqual([10, 12, 15]);
      const outer = readMessage(set, viewOf(set), 0);
      expect(outer.offset).toBe(15);
      expect(outer.timestamp).toBe(magic === 0 ? -1 : 990);
    }
  });

  test("LogAppendTime of the wrapper is that of its messages", () => {
    const appended = MESSAGES.map((message) => ({ ...message, isLogAppendTime: true }));
    const set = writeMessageSet(appended, { magic: 1, compressionType: CompressionType.LZ4 });
    for (const message of readMessageSet(set)) {
      expect(message).toMatchObject({ isLogAppendTime: true, timestamp: 990 });
    }
  });

  test("several wrappers and plain messages may follow each other", () => {
    const plain = writeMessageSet(MESSAGES, { magic: 1, compressionType: CompressionType.NONE });
    const snappy = writeMessageSet(MESSAGES, { magic: 1, compressionType: CompressionType.SNAPPY });
    const set = new Uint8Array(Buffer.concat([snappy, plain, snappy]));
    expect([...readMessageSet(set)].map(({ offset }) => offset))
      .toEqual([10, 12, 15, 10, 12, 15, 10, 12, 15]);
  });

  const snappy = (content: string) => {
    const bytes = Buffer.from(content, "hex");
    return new Uint8Array([bytes.length, (60 << 2) & 0xff, bytes.length - 1, ...bytes]);
  };
  const inner = (more: Partial<Message>) =>
    snappy(Buffer.from(wrapper(utf8("x"), { compressionType: 0, ...more })).toString("hex"));

  test("what a producer numbers from 0 and closes with 0 still has an order", () => {
    const [message] = [...readMessageSet(wrapper(inner({ offset: 3 }), { offset: 0 }))];
    expect(message?.offset).toBe(0);
  });

  test.each([
    ["no value", wrapper(new Uint8Array(0), { value: null })],
    ["no messages", wrapper(new Uint8Array([0]))],
    ["a wrapper inside", wrapper(inner({ compressionType: 1 }))],
    ["another format inside", wrapper(inner({ magic: 0 }))],
    ["garbage inside", wrapper(utf8("garbage"))],
    ["a cut message inside", wrapper(snappy("0000000000000000000000ff"))],
    ["an unknown codec", wrapper(inner({}), { compressionType: 5 })],
  ])("%s is refused", (_name, set) => {
    expect(() => [...readMessageSet(set)]).toThrow(MalformedError);
  });

  test("the content keeps to the limit", () => {
    const large = [{ ...MESSAGES[0]!, value: new Uint8Array(100_000) }];
    const set = writeMessageSet(large, { magic: 1, compressionType: CompressionType.GZIP });
    expect([...readMessageSet(set, { bytesMax: 100_034 })]).toHaveLength(1);
    expect(() => [...readMessageSet(set, { bytesMax: 100_033 })]).toThrow(/limit/);
  });

  test("zstd and no messages cannot be written", () => {
    expect(() => writeMessageSet(MESSAGES, { magic: 1, compressionType: CompressionType.ZSTD }))
      .toThrow(RangeError);
    expect(() => writeMessageSet([], { magic: 1, compressionType: CompressionType.GZIP }))
      .toThrow(RangeError);
    expect(writeMessageSet([], { magic: 1, compressionType: CompressionType.NONE })).toHaveLength(
      0,
    );
  });
});
