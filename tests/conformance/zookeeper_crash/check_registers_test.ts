import { describe, expect, test } from "bun:test";
import { checkRegisters } from "./check_registers.ts";
import type { Read, Write } from "./history.ts";

const PATH = "/r";
const GROUP = { group: "a:9", value: "a:9", zxid: 30, version: 1, start: 20, end: 21 };

function write(value: string, options: Partial<Write>): Write {
  const [by, turn] = value.split(":");
  return {
    kind: "write",
    by: by!,
    turn: Number(turn),
    path: PATH,
    value,
    expected: -1,
    outcome: "done",
    version: -1,
    zxid: -1,
    group: null,
    start: 0,
    end: null,
    ...options,
  };
}

function read(by: string, options: Partial<Read>): Read {
  const fields = { turn: 0, path: PATH, value: "", version: 0, zxid: 1, start: 0, end: 0 };
  return { kind: "read", by, ...fields, ...options };
}

const FIRST = write("a:1", { version: 1, zxid: 10, start: 1, end: 2 });
const SWAP = write("a:2", { expected: 1, version: 2, zxid: 11, start: 3, end: 4 });
const REFUSED = write("b:1", { outcome: "refused", expected: 1, start: 3, end: 5 });
const UNKNOWN = write("b:2", { outcome: "unknown", start: 6 });
const SEEN = read("c", { turn: 1, value: "a:2", version: 2, zxid: 11, start: 3.5, end: 3.9 });
const LAST = write("a:3", { version: 4, zxid: 13, start: 8, end: 9 });
const LAST_READ = read("c", { turn: 2, value: "a:3", version: 4, zxid: 13, start: 10, end: 11 });
const BOTH = [
  write("a:9", { ...GROUP, path: "/pair-a" }),
  write("a:9", { ...GROUP, path: "/pair-b" }),
];
/** One after another: two writes, a refusal, one without an answer that is version 3, a write. */
const GOOD = [FIRST, SWAP, REFUSED, UNKNOWN, SEEN, LAST, LAST_READ, ...BOTH];

describe("what can have happened", () => {
  test.each([
    ["all of it", GOOD],
    ["a write without an answer that was seen", [
      ...GOOD,
      read("d", { value: "b:2", version: 3, zxid: 12, start: 6.5, end: 7 }),
    ]],
    ["a write without an answer that was not done", [
      ...GOOD,
      write("d:1", { outcome: "unknown", start: 1 }),
    ]],
    ["an old value, read while it was changed", [
      ...GOOD,
      read("d", { value: "a:1", version: 1, zxid: 10, start: 2.5, end: 3.2 }),
    ]],
    ["the first value", [...GOOD, read("d", { start: 0.5, end: 0.9 })]],
  ])("is taken: %s", (_name, lines) => {
    checkRegisters(lines);
  });
});

describe("what cannot have happened", () => {
  test.each([
    ["one version acknowledged to two writers", [
      write("d:1", { expected: 1, version: 2, zxid: 11, start: 3, end: 4 }),
    ], "elsewhere"],
    ["a value that nobody wrote", [
      read("d", { value: "x:1", version: 3, zxid: 12, start: 7, end: 7.5 }),
    ], "nobody wrote"],
    ["a value that came back as a later version", [
      read("d", { value: "a:1", version: 5, zxid: 20, start: 12, end: 13 }),
    ], "two versions"],
    ["an acknowledged write that is lost", [
      read("d", { value: "b:2", version: 3, zxid: 12, start: 12, end: 13 }),
    ], "comes after"],
    ["a read of what was replaced before it", [
      read("d", { value: "a:1", version: 1, zxid: 10, start: 4.5, end: 5 }),
    ], "comes after"],
    ["a client's own requests out of their order", [
      read("d", { turn: 1, value: "a:2", version: 2, zxid: 11, start: 3, end: 5 }),
      read("d", { turn: 2, value: "a:1", version: 1, zxid: 10, start: 3, end: 5 }),
    ], "comes after"],
    ["a value that was seen before it was asked for", [
      read("d", { value: "b:2", version: 3, zxid: 12, start: 4.5, end: 5 }),
    ], "before it was asked for"],
    ["a refused write that is there", [
      read("d", { value: "b:1", version: 3, zxid: 12, start: 7, end: 7.5 }),
    ], "all the same"],
    ["a refusal where nothing had changed", [
      write("d:1", { outcome: "refused", expected: 4, start: 12, end: 13 }),
      write("d:2", { version: 5, zxid: 20, start: 14, end: 15 }),
    ], "nobody had changed it"],
    ["a swap of another version than it wanted", [
      write("d:1", { expected: 2, version: 5, zxid: 20, start: 12, end: 13 }),
    ], "version"],
    ["a lost write that was done twice", [
      write("d:1", { version: 6, zxid: 20, start: 12, end: 13 }),
    ], "written by nobody"],
    ["a later version with an earlier zxid", [
      write("d:1", { version: 5, zxid: 12, start: 12, end: 13 }),
    ], "not ahead"],
    ["a version with two zxids", [
      read("d", { value: "a:3", version: 4, zxid: 14, start: 12, end: 13 }),
    ], "elsewhere"],
    ["half of a multi", [
      write("d:1", { path: "/pair-a", value: "m", group: "m", version: 2, zxid: 31, end: 30 }),
      write("d:2", { path: "/pair-b", value: "m", group: "m", outcome: "unknown" }),
      write("d:3", { path: "/pair-b", value: "n", version: 2, zxid: 31, end: 30 }),
    ], "in part"],
    ["a multi with two zxids", [
      write("d:1", { path: "/pair-a", value: "m", group: "m", version: 2, zxid: 31, end: 30 }),
      write("d:2", { path: "/pair-b", value: "m", group: "m", version: 2, zxid: 32, end: 30 }),
    ], "zxid of its own"],
  ])("is found: %s", (_name, planted, reason) => {
    // Planted ones of the pair come behind what is there.
    const late = planted.map((line) =>
      line.path === PATH ? line : { ...line, start: Math.max(line.start, 22), turn: line.turn + 20 }
    );
    expect(() => checkRegisters([...GOOD, ...late])).toThrow(reason);
  });

  test("is found: a write that is missing", () => {
    const skipped = GOOD.filter((line) => line !== UNKNOWN);
    expect(() => checkRegisters(skipped)).toThrow("written by nobody");
  });
});
