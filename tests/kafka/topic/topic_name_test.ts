import { describe, expect, test } from "bun:test";
import { isInternalTopic, topicNameFault } from "../../../lib/kafka/topic/topic_name.ts";

describe("topicNameFault()", () => {
  test.each(["a", "A.b_c-9", "...", "a".repeat(249)])("takes %s", (name) => {
    expect(topicNameFault(name)).toBeNull();
  });

  const prefix = "Topic name is invalid: ";
  const rows: [string, string][] = [
    ["", "the empty string is not allowed"],
    [".", "'.' or '..' is not allowed"],
    ["..", "'.' or '..' is not allowed"],
    [
      "a".repeat(250),
      `the length of '${"a".repeat(250)}' is longer than the max allowed length 249`,
    ],
    ...["a b", "a/b", "a\n", "café", "주문"].map((name): [string, string] => [
      name,
      `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`,
    ]),
  ];

  test.each(rows)("refuses %j", (name, fault) => {
    expect(topicNameFault(name)).toBe(prefix + fault);
  });
});

test("isInternalTopic() knows the broker's own topics", () => {
  const names = ["__consumer_offsets", "__transaction_state", "__share_group_state", "__znodes"];
  for (const name of names) {
    expect(isInternalTopic(name)).toBe(true);
  }
  for (const name of ["consumer_offsets", "__mine", "toString"]) {
    expect(isInternalTopic(name)).toBe(false);
  }
});
