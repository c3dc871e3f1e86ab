import { describe, expect, test } from "bun:test";
import { checkConnections } from "./check_watches.ts";
import type { Line, Reply, WatchEvent, Write } from "./history.ts";

function reply(zxid: number, options: Partial<Reply> = {}): Reply {
  return { kind: "reply", by: "w", connection: 1, zxid, ...options };
}

function read(zxid: number, changed: number, watch = false): Reply {
  return reply(zxid, { about: "data", path: "/r", changed, watch });
}

function event(zxid: number, options: Partial<WatchEvent> = {}): WatchEvent {
  return { kind: "event", by: "w", connection: 1, about: "data", path: "/r", zxid, ...options };
}

function written(version: number, zxid: number): Write {
  return {
    kind: "write",
    by: "a",
    turn: version,
    path: "/r",
    value: String(version),
    expected: -1,
    outcome: "done",
    version,
    zxid,
    group: null,
    start: 0,
    end: 1,
  };
}

const CHANGES: Line[] = [written(1, 10), written(2, 20), written(3, 30)];
const SET = read(15, 10, true);
const FIRED = event(20);
/** A watch is set at 15, tells of 20, and the next read sees that. */
const GOOD: Line[] = [...CHANGES, SET, reply(16), FIRED, read(20, 20), read(30, 30)];

function children(zxid: number, changed: number, watch = false): Reply {
  return reply(zxid, { about: "children", path: "/p", changed, watch });
}

describe("watches", () => {
  test("that tell of each first change are taken", () => {
    checkConnections(GOOD);
  });

  test("that were set twice tell once", () => {
    checkConnections([...CHANGES, SET, read(16, 10, true), FIRED, read(20, 20)]);
  });

  test("end with their connection", () => {
    const later = { connection: 2 };
    checkConnections([...GOOD, { ...read(30, 30, true) }, { ...reply(40), ...later }]);
  });

  test.each<[string, Line[], string]>([
    ["lost", [...CHANGES, SET, reply(20), FIRED], "before the watch"],
    ["behind a read that sees the change", [...CHANGES, SET, read(19, 18), FIRED], "before the"],
    ["early", [...CHANGES, SET, event(12)], "the watch is newer"],
    ["for a later change", [...CHANGES, SET, event(30)], "due at 20"],
    ["twice", [...CHANGES, SET, FIRED, event(20)], "nobody watches"],
    ["that nobody set", [...CHANGES, read(15, 10), FIRED], "nobody watches"],
    ["of what the next read does not see", [...CHANGES, SET, FIRED, read(20, 10)], "told of 20"],
    ["of another kind", [...CHANGES, SET, event(20, { about: "children" })], "nobody watches"],
    [
      "of the children, lost",
      [...CHANGES, SET, FIRED, children(21, 5, true), children(25, 24)],
      "before the watch",
    ],
    ["never", [...CHANGES, read(31, 30, true), reply(32)], "no watch fired"],
  ])("are found: %s", (_name, lines, reason) => {
    expect(() => checkConnections(lines)).toThrow(reason);
  });

  test("are found: zxids that go back within a session", () => {
    const first: Line = { kind: "zxids", session: "1", connection: 1, zxids: [5, 6, 6] };
    const second: Line = { kind: "zxids", session: "1", connection: 2, zxids: [6, 7] };
    const third: Line = { kind: "zxids", session: "1", connection: 3, zxids: [6] };
    const other: Line = { kind: "zxids", session: "2", connection: 1, zxids: [1] };
    checkConnections([...GOOD, first, second, other]);
    expect(() => checkConnections([...GOOD, third, first, second])).toThrow("told of 6 after 7");
  });
});
