import { expect, test } from "bun:test";
import { isInternalTopic, topicPattern } from "../../lib/cli/topic_filter.ts";

test("a pattern is for the whole name, and a comma stands for or", () => {
  expect(topicPattern("a.c").test("abc")).toBe(true);
  expect(topicPattern("a.c").test("xabc")).toBe(false);
  expect(["a", "b", "ab"].filter((name) => topicPattern("a, b").test(name))).toEqual(["a", "b"]);
  expect(topicPattern("'quoted'").test("quoted")).toBe(true);
  expect(() => topicPattern("a(")).toThrow("a( is an invalid regex");
});

test("the broker's own topics are known", () => {
  expect(isInternalTopic("__consumer_offsets")).toBe(true);
  expect(isInternalTopic("__znodes")).toBe(true);
  expect(isInternalTopic("hello")).toBe(false);
});
