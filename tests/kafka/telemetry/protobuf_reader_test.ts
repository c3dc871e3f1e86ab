import { describe, expect, test } from "bun:test";
import { MalformedError } from "../../../lib/bytes/reader.ts";
import { ProtobufReader } from "../../../lib/kafka/telemetry/protobuf_reader.ts";

function read(...bytes: number[]): ProtobufReader {
  const reader = new ProtobufReader(Uint8Array.from(bytes));
  expect(reader.next()).toBe(true);
  return reader;
}

test("a varint of several bytes", () => {
  const reader = read(0x08, 0x96, 0x01);
  expect([reader.field, reader.varint(), reader.next()]).toEqual([1, 150, false]);
});

test("a field number above 15", () => {
  expect(read(0x80, 0x01, 0x05).field).toBe(16);
});

test("text, and a message in a message", () => {
  const reader = read(0x12, 4, 0x0a, 2, 0x68, 0x69);
  const inner = reader.message();
  expect(inner.next()).toBe(true);
  expect(inner.string()).toBe("hi");
  expect(reader.next()).toBe(false);
});

test("fixed numbers", () => {
  expect(read(0x09, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff).sfixed64()).toBe(-1);
  expect(read(0x09, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f).double()).toBe(1.5);
});

test("every kind of field can be passed over", () => {
  const reader = new ProtobufReader(
    Uint8Array.of(0x08, 0x80, 0x01, 0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x12, 1, 9, 0x15, 1, 2, 3, 4),
  );
  const fields: number[] = [];
  while (reader.next()) {
    fields.push(reader.field);
    reader.skip();
  }
  expect(fields).toEqual([1, 1, 2, 2]);
});

describe("refused", () => {
  const rows: [string, number[]][] = [
    ["a length past the end", [0x12, 5, 1]],
    ["a varint without an end", [0x08, 0x80]],
    ["a varint that is too long", [0x08, ...Array(11).fill(0x80)]],
    ["a number cut short", [0x09, 1, 2]],
    ["a group", [0x0b, 0]],
    ["field 0", [0x00, 0]],
  ];

  test.each(rows)("%s", (_, bytes) => {
    const reader = new ProtobufReader(Uint8Array.from(bytes));
    expect(() => {
      while (reader.next()) reader.skip();
    }).toThrow(MalformedError);
  });

  test("a field of another wire type", () => {
    expect(() => read(0x08, 1).bytes()).toThrow("field 1 of wire type 0, not 2");
  });
});
