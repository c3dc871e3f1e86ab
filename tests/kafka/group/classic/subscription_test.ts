import { describe, expect, test } from "bun:test";
import {
  isSubscribed,
  subscribedTopics,
} from "../../../../lib/kafka/group/classic/subscription.ts";
import { bytes, subscription } from "../fixture.ts";
import { makeGroup, makeMember } from "./group_parts.ts";

function groupOf(...metadata: Uint8Array[]) {
  const group = makeGroup();
  group.protocolName = "range";
  metadata.forEach((each, i) => group.add(makeMember(`m${i}`, ["range"], { metadata: each })));
  return group;
}

describe("subscribedTopics", () => {
  test("is of all members together", () => {
    const group = groupOf(subscription("a", "b"), subscription("b", "c"));
    expect(subscribedTopics(group)).toEqual(new Set(["a", "b", "c"]));
  });

  test("reads what follows the topics in later versions over", () => {
    const later = Buffer.concat([subscription("a"), bytes("later fields")]);
    expect(subscribedTopics(groupOf(later))).toEqual(new Set(["a"]));
  });

  test("is nothing where there are no members", () => {
    expect(subscribedTopics(groupOf())).toEqual(new Set());
  });

  test.each([
    ["cut short", () => groupOf(Uint8Array.of(0, 1, 0, 0, 0, 5))],
    ["empty", () => groupOf(new Uint8Array(0))],
    ["before the first generation", () => {
      const group = groupOf(subscription("a"));
      group.protocolName = null;
      return group;
    }],
    ["not of consumers", () => {
      const group = groupOf(subscription("a"));
      group.protocolType = "connect";
      return group;
    }],
  ])("is not known where it is %s", (_name, make) => {
    expect(subscribedTopics(make())).toBeNull();
  });
});

describe("isSubscribed", () => {
  test.each([
    ["known", "consumer", new Set(["a"]), true, false],
    ["not known, of consumers", "consumer", null, true, true],
    ["not known, of another kind", "connect", null, false, false],
    ["not known, without members ever", null, null, false, false],
  ])("%s", (_name, protocolType, topics, a, b) => {
    const group = makeGroup();
    group.protocolType = protocolType;
    group.subscribedTopics = topics;
    expect(isSubscribed(group, "a")).toBe(a);
    expect(isSubscribed(group, "b")).toBe(b);
  });
});
