import { describe, expect, test } from "bun:test";
import { checkOwners } from "./check_owners.ts";
import type { End, Line, Look, Own } from "./history.ts";

function own(name: string, options: Partial<Own> = {}): Own {
  const session = name.slice(0, 1);
  return {
    kind: "own",
    name,
    session,
    timeout: 4,
    outcome: "done",
    start: 1,
    end: 2,
    ...options,
  };
}

function end(session: string, start: number, options: Partial<End> = {}): End {
  return { kind: "end", session, outcome: "done", start, end: start + 1, ...options };
}

function look(start: number, ...names: string[]): Look {
  return { kind: "look", names, start, end: start + 0.5 };
}

/** Session a closes at 20; session b's process dies after 2, and is heard of at 1. */
const GOOD: Line[] = [
  own("a-1"),
  own("b-1"),
  look(0.5),
  look(3, "a-1", "b-1"),
  look(6, "a-1"),
  end("a", 20),
  look(20.2, "a-1"),
  look(20.4),
  look(40),
];

describe("ephemeral znodes", () => {
  test("that live as long as their sessions are taken", () => {
    checkOwners(GOOD);
  });

  test("may be there late where nobody was told that the session is closed", () => {
    const unknown = [own("a-1"), end("a", 5, { outcome: "unknown", end: null })];
    checkOwners([...unknown, look(9, "a-1"), look(40)]);
  });

  test("may go where their session has expired, a timeout after it was heard of", () => {
    checkOwners([own("a-1"), { kind: "lost", session: "a" }, look(5.2), look(40)]);
  });

  test.each<[string, Line[], string]>([
    ["gone before their session closes", [...GOOD, look(10)], "its session was alive"],
    ["gone before their session can have expired", [...GOOD, look(4, "a-1")], "was alive"],
    [
      "gone before the end of a session that was lost",
      [own("a-1"), { kind: "lost", session: "a" }, look(4), look(40)],
      "was alive",
    ],
    ["there after their session closed", [...GOOD, look(21.5, "a-1")], "its session closed"],
    ["there before they were asked for", [...GOOD, look(0.1, "a-1")], "before it was asked for"],
    ["that nobody asked for", [...GOOD, look(3, "a-1", "b-1", "c-1")], "nobody asked"],
    ["there at the end", [...GOOD, look(50, "b-1")], "at the end"],
    ["of a session that was lost for no reason", [
      own("a-1", { timeout: 30 }),
      { kind: "lost", session: "a" },
      look(60),
    ], "was lost"],
    ["that nobody looked at", [own("a-1"), end("a", 5)], "nobody looked"],
  ])("are found: %s", (_name, lines, reason) => {
    expect(() => checkOwners(lines)).toThrow(reason);
  });
});
