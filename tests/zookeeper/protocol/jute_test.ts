import { expect, test } from "bun:test";
import { MalformedError, Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import {
  bool,
  buffer,
  type Codec,
  int,
  long,
  record,
  text,
  ustring,
  vector,
} from "../../../lib/zookeeper/protocol/jute.ts";

function written<In>(codec: Codec<unknown, In>, value: In): string {
  const writer = new Writer();
  codec.write(writer, value);
  return Buffer.from(writer.finish()).toString("hex");
}

function read<Out>(codec: Codec<Out, never>, hex: string): Out {
  return codec.read(new Reader(Buffer.from(hex, "hex")));
}

test("long takes numbers and bigints, reads bigints", () => {
  expect(written(long, 1)).toBe("0000000000000001");
  expect(written(long, -(2n ** 63n))).toBe("8000000000000000");
  expect(read(long, "8000000000000000")).toBe(-(2n ** 63n));
});

test("null string, buffer and vector are -1", () => {
  expect(written(ustring, null)).toBe("ffffffff");
  expect(written(buffer, null)).toBe("ffffffff");
  expect(written(vector(int), null)).toBe("ffffffff");
  expect(read(ustring, "ffffffff")).toBeNull();
  expect(read(buffer, "ffffffff")).toBeNull();
  expect(read(vector(int), "ffffffff")).toBeNull();
});

test("a string's length is in bytes, not characters", () => {
  expect(written(ustring, "한")).toBe("00000003ed959c");
  expect(read(ustring, "00000003ed959c")).toBe("한");
});

test("text refuses null", () => {
  expect(() => read(text, "ffffffff")).toThrow(MalformedError);
});

test("lengths that cannot be are refused before anything is allocated", () => {
  for (const length of ["fffffffe", "80000000", "7fffffff", "00000002"]) {
    expect(() => read(ustring, `${length}00`)).toThrow(MalformedError);
    expect(() => read(text, `${length}00`)).toThrow(MalformedError);
    expect(() => read(buffer, `${length}00`)).toThrow(MalformedError);
  }
  for (const count of ["7fffffff", "00000002"]) {
    expect(() => read(vector(int), `${count}00000000`)).toThrow(MalformedError);
  }
});

test("a count below -1 is that of an empty list, as ZooKeeper reads it", () => {
  for (const count of ["fffffffe", "80000000"]) expect(read(vector(int), count)).toEqual([]);
});

test("a record is its fields in order, and knows the fewest bytes it takes", () => {
  const Sample = record("Sample", { number: int, flag: bool, name: ustring });
  expect(Sample.bytesMin).toBe(9);
  const value = { number: 7, flag: true, name: "a" };
  expect(written(Sample, value)).toBe("00000007010000000161");
  expect(read(Sample, "00000007010000000161")).toEqual(value);
});

test("a vector of records refuses a count that the bytes could not hold", () => {
  const Sample = record("Sample", { number: int, name: ustring });
  expect(() => read(vector(Sample), "00000002" + "00".repeat(15))).toThrow(MalformedError);
  expect(read(vector(Sample), "00000002" + "00".repeat(16))).toEqual([
    { number: 0, name: "" },
    { number: 0, name: "" },
  ]);
});

test("what is read is a view", () => {
  const bytes = Buffer.from("0000000161", "hex");
  const view = buffer.read(new Reader(bytes));
  bytes[4] = 0x62;
  expect(view).toEqual(new Uint8Array([0x62]));
});
