import { describe, expect, test } from "bun:test";
import { topicSetting } from "../../../lib/config/mod.ts";
import { applyEdit, type ConfigChange } from "../../../lib/kafka/topic/config_edit.ts";
import { TopicError } from "../../../lib/kafka/topic/topic_error.ts";

const settings = {
  find: topicSetting,
  inForce: (name: string) => name === "cleanup.policy" ? "delete" : null,
};

function change(current: Record<string, string>, ...changes: ConfigChange[]) {
  const edit = { kind: "change", changes } as const;
  return Object.fromEntries(applyEdit(new Map(Object.entries(current)), edit, settings));
}

test("a replacement leaves nothing of before", () => {
  const current = new Map([["flush.ms", "1"]]);
  const values = new Map([["segment.ms", "2"]]);
  const edited = applyEdit(current, { kind: "replace", values }, settings);
  expect(edited).toEqual(values);
  expect(edited).not.toBe(values);
});

describe("changes", () => {
  const policy = "cleanup.policy";
  const rows: [string, Record<string, string>, ConfigChange, Record<string, string>][] = [
    ["SET", {}, { name: "flush.ms", operation: "SET", value: "5" }, { "flush.ms": "5" }],
    [
      "SET of what was set",
      { "flush.ms": "1" },
      { name: "flush.ms", operation: "SET", value: "5" },
      { "flush.ms": "5" },
    ],
    ["DELETE", { "flush.ms": "1" }, { name: "flush.ms", operation: "DELETE", value: "" }, {}],
    ["DELETE of what is not there", {}, { name: "x", operation: "DELETE", value: "" }, {}],
    [
      "APPEND to the value in force",
      {},
      { name: policy, operation: "APPEND", value: "compact" },
      { [policy]: "delete,compact" },
    ],
    [
      "APPEND to the own value",
      { [policy]: "compact" },
      { name: policy, operation: "APPEND", value: " delete , compact" },
      { [policy]: "compact,delete" },
    ],
    [
      "APPEND to an own empty value",
      { [policy]: "" },
      { name: policy, operation: "APPEND", value: "compact" },
      { [policy]: "compact" },
    ],
    [
      "SUBTRACT",
      { [policy]: "compact, delete" },
      { name: policy, operation: "SUBTRACT", value: "delete,x" },
      { [policy]: "compact" },
    ],
    [
      "APPEND to an unknown name, which the check after it refuses",
      {},
      { name: "nope", operation: "APPEND", value: "x" },
      { nope: "x" },
    ],
  ];

  test.each(rows)("%s", (_, current, one, after) => {
    expect(change(current, one)).toEqual(after);
  });

  test("do not touch what they are applied to", () => {
    const current = new Map([["flush.ms", "1"]]);
    const changes = [{ name: "flush.ms", operation: "DELETE", value: "" }] as const;
    applyEdit(current, { kind: "change", changes }, settings);
    expect(current).toEqual(new Map([["flush.ms", "1"]]));
  });

  test.each(["APPEND", "SUBTRACT"] as const)("%s of what is no list is refused", (operation) => {
    expect(() => change({}, { name: "flush.ms", operation, value: "1" })).toThrow(TopicError);
  });
});
