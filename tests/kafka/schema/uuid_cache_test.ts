import { describe, expect, test } from "bun:test";
import { MalformedError, Reader } from "../../../lib/bytes/reader.ts";
import { uuidFromBytes, ZERO_UUID } from "../../../lib/bytes/uuid.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import { readUuid, writeUuid } from "../../../lib/kafka/schema/uuid_cache.ts";

/** Ids that differ in one byte each, more of them than either memory holds. */
function manyIds(): Uint8Array[] {
  return Array.from({ length: 3000 }, (_, i) => {
    const bytes = new Uint8Array(16);
    new DataView(bytes.buffer).setUint32((i % 4) * 4, i);
    return bytes;
  });
}

describe("remembered ids", () => {
  test("are those of their bytes, first and again, however many there are", () => {
    const ids = manyIds();
    for (let round = 0; round < 3; round++) {
      for (const bytes of ids) {
        const expected = uuidFromBytes(bytes);
        for (let again = 0; again < 2; again++) {
          expect(readUuid(new Reader(bytes))).toBe(expected);
          const writer = new Writer(16);
          writeUuid(writer, expected);
          expect(writer.finish()).toEqual(bytes);
        }
      }
    }
  });

  test("start with none", () => {
    expect(readUuid(new Reader(new Uint8Array(16)))).toBe(ZERO_UUID);
  });

  test("leave the reader after the id, and are refused where bytes lack", () => {
    const reader = new Reader(new Uint8Array(20));
    readUuid(reader);
    expect(reader.offset).toBe(16);
    expect(() => readUuid(reader)).toThrow(MalformedError);
  });

  test("are refused where the text is none", () => {
    expect(() => writeUuid(new Writer(), "AAAA")).toThrow(RangeError);
    expect(() => writeUuid(new Writer(), "AAAA")).toThrow(RangeError);
  });
});
