import { describe, expect, test } from "bun:test";
import { crc32 } from "node:zlib";
import { MalformedError } from "../../../lib/bytes/reader.ts";
import {
  type Message,
  messageBytes,
  messageSizeInBytes,
  readMessage,
  writeMessage,
} from "../../../lib/kafka/record/message.ts";
import { utf8, viewOf } from "./golden_batches.ts";

const MESSAGE: Message = {
  magic: 1,
  offset: 2 ** 40,
  timestamp: 1700000000000,
  isLogAppendTime: false,
  compressionType: 0,
  key: utf8("열쇠"),
  value: utf8("value"),
};

function written(message: Message): Uint8Array {
  const bytes = new Uint8Array(messageBytes(message.magic, message));
  expect(writeMessage(bytes, 0, message)).toBe(bytes.length);
  return bytes;
}

/** A message with one thing changed, its CRC right nevertheless. */
function changed(change: (view: DataView) => void, message = MESSAGE): Uint8Array {
  const bytes = written(message);
  change(viewOf(bytes));
  viewOf(bytes).setUint32(12, crc32(bytes.subarray(16)));
  return bytes;
}

describe("message of an old format", () => {
  test.each<[string, Partial<Message>]>([
    ["magic 1", {}],
    ["magic 0, which has no timestamp", { magic: 0, timestamp: -1 }],
    ["no key", { key: null }],
    ["no value", { value: null }],
    ["neither", { key: null, value: null }],
    ["empty ones", { key: new Uint8Array(0), value: new Uint8Array(0) }],
    ["LogAppendTime", { isLogAppendTime: true }],
    ["a codec", { compressionType: 3 }],
    ["a negative offset", { offset: -1 }],
    ["no timestamp", { timestamp: -1 }],
  ])("with %s is read as it was written", (_name, more) => {
    const message = { ...MESSAGE, ...more };
    const bytes = written(message);
    expect(messageSizeInBytes(viewOf(bytes), 0)).toBe(bytes.length);
    expect(readMessage(bytes, viewOf(bytes), 0)).toEqual(message);
  });

  test("magic 0 does not carry LogAppendTime", () => {
    const bytes = written({ ...MESSAGE, magic: 0, isLogAppendTime: true });
    expect(readMessage(bytes, viewOf(bytes), 0)).toMatchObject({
      isLogAppendTime: false,
      timestamp: -1,
    });
  });

  test.each([
    ["no bytes", new Uint8Array(0)],
    ["25 bytes", written(MESSAGE).subarray(0, 25)],
    ["fewer bytes than it claims", written(MESSAGE).subarray(0, -1)],
    ["a negative size", changed((view) => view.setInt32(8, -1))],
    ["a size of 0", changed((view) => view.setInt32(8, 0))],
    ["a size of 2^31 - 1", changed((view) => view.setInt32(8, 2147483647))],
    ["magic 2", changed((view) => view.setInt8(16, 2))],
    ["a wrong CRC", written(MESSAGE).with(12, written(MESSAGE)[12]! ^ 1)],
    ["a key past the end", changed((view) => view.setInt32(26, 100))],
    ["a key of 2^31 - 1 bytes", changed((view) => view.setInt32(26, 2147483647))],
    ["a key length of -2", changed((view) => view.setInt32(26, -2))],
    ["a value past the end", changed((view) => view.setInt32(36, 6))],
    ["a value that ends early", changed((view) => view.setInt32(36, 4))],
    ["a null key, its bytes left over", changed((view) => view.setInt32(26, -1))],
    ["an offset past 2^53", changed((view) => view.setBigInt64(0, 2n ** 53n))],
    ["a timestamp past 2^53", changed((view) => view.setBigInt64(18, 2n ** 53n))],
    [
      "magic 1 in the size of magic 0",
      changed((view) => view.setInt8(16, 1), { ...MESSAGE, magic: 0, key: null, value: null }),
    ],
  ])("%s is refused", (_name, bytes) => {
    expect(() => readMessage(bytes, viewOf(bytes), 0)).toThrow(MalformedError);
  });
});
