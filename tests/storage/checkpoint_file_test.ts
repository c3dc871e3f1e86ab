import { describe, expect, test } from "bun:test";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import {
  formatOffsets,
  parseOffsets,
  readCheckpoint,
  writeCheckpoint,
} from "../../lib/storage/checkpoint_file.ts";

const PATH = "/recovery-point-offset-checkpoint";

/** What is read of a file with this text. */
function read(text: string): Map<string, number> {
  const files = new MemoryFileSystem();
  files.replaceFile(PATH, Buffer.from(text));
  return parseOffsets(readCheckpoint(files, PATH));
}

describe("a checkpoint file", () => {
  test("has Kafka's form, both ways", () => {
    const files = new MemoryFileSystem();
    const offsets = new Map([["orders-0", 12], ["my-own-topic-3", 2 ** 40], ["a.b_c-10", 0]]);
    writeCheckpoint(files, PATH, formatOffsets(offsets));
    expect(Buffer.from(files.readFile(PATH)).toString()).toBe(
      "0\n3\norders 0 12\nmy-own-topic 3 1099511627776\na.b_c 10 0\n",
    );
    expect(parseOffsets(readCheckpoint(files, PATH))).toEqual(offsets);
  });

  test("may be empty, or missing", () => {
    expect(read("0\n0\n")).toEqual(new Map());
    // As Kafka leaves one that it had nothing to write into.
    expect(read("")).toEqual(new Map());
    expect(readCheckpoint(new MemoryFileSystem(), PATH)).toEqual([]);
  });

  test("is read with the line ends of other systems", () => {
    expect(read("0\n1\norders 0 12\r\n")).toEqual(new Map([["orders-0", 12]]));
  });

  test.each([
    ["1\n1\norders 0 12\n", "found version 1"],
    ["0\n2\norders 0 12\n", "count 2 and 1 lines"],
    ["0\n1\n", "count 1 and 0 lines"],
    ["0\nmany\norders 0 12\n", "count many"],
    ["0\n1\norders 0\n", 'expected "topic partition offset"'],
    ["0\n1\norders 0 12 13\n", 'expected "topic partition offset"'],
    ["0\n1\norders 0 twelve\n", 'checkpoint line "orders 0 twelve"'],
    ["0\n1\norders 0 -1\n", 'checkpoint line "orders 0 -1"'],
    ["0\n1\norders 0 1.5\n", 'checkpoint line "orders 0 1.5"'],
    ["0\n1\norders 0 99999999999999999999\n", "checkpoint line"],
    ["0\n1\n\0\0\0\0\0\0\0\0\n", "checkpoint line"],
  ])("is refused where it says something else: %j", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
