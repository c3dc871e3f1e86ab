import { describe, expect, test } from "bun:test";
import { selectProtocol } from "../../../../lib/kafka/group/classic/select_protocol.ts";
import { makeGroup, makeMember } from "./group_parts.ts";

const ROWS: [string, string[][], string][] = [
  ["a member alone", [["range", "sticky"]], "range"],
  ["only what all know", [["sticky", "range"], ["range"]], "range"],
  ["most votes", [["a", "b"], ["b", "a"], ["b", "a"]], "b"],
  ["a tie: who came first", [["b", "a"], ["a", "b"]], "b"],
  ["a name that stands twice", [["b", "b", "a"], ["a", "b"]], "b"],
  ["votes among what all know", [["x", "b", "a"], ["a", "b"], ["y", "a", "b"]], "a"],
];

function groupOf(...protocols: string[][]) {
  const group = makeGroup();
  const members = protocols.map((names, i) => makeMember(`m${i}`, names));
  for (const member of members) group.add(member);
  return { group, members };
}

describe("selectProtocol", () => {
  test.each(ROWS)("%s", (_name, protocols, selected) => {
    expect(selectProtocol(groupOf(...protocols).group)).toBe(selected);
  });

  test("with a member supposed to know others", () => {
    const { group, members } = groupOf(["a", "b"], ["a", "b"]);
    const protocols = [{ name: "b", metadata: new Uint8Array(0) }];
    expect(selectProtocol(group, { member: members[0]!, protocols })).toBe("b");
    expect(selectProtocol(group)).toBe("a");
  });

  test("of nothing in common, or of nobody, is a bug", () => {
    expect(() => selectProtocol(groupOf(["a"], ["b"]).group)).toThrow("no protocol");
    expect(() => selectProtocol(groupOf().group)).toThrow("no protocol");
  });
});
