import { describe, expect, test } from "bun:test";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { bytes, Fixture, GROUP, subscription } from "./fixture.ts";

function protocols(metadata: Uint8Array, protocolType = "consumer") {
  const terms = {
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 60_000,
    protocols: [{ name: "range", metadata }],
  };
  return { protocolType, terms };
}

async function withOffsets(request: Parameters<Fixture["join"]>[0] = undefined) {
  const fixture = new Fixture();
  await fixture.commit([
    { topic: "topic", offset: 1 },
    { topic: "other", offset: 2 },
  ]);
  if (request !== undefined) await fixture.joined(request);
  return fixture;
}

const TOPICS = [
  { name: "topic", partitions: [0, 9] },
  { name: "other", partitions: [0] },
];
const { NONE, GROUP_SUBSCRIBED_TO_TOPIC: SUBSCRIBED } = ErrorCode;

describe("deleteOffsets", () => {
  test("an empty group's offsets are deleted, unknown partitions are no error", async () => {
    const fixture = await withOffsets();
    expect(await fixture.groups.deleteOffsets(GROUP, TOPICS)).toEqual({
      errorCode: NONE,
      value: [NONE, NONE],
    });
    expect(await fixture.committed("topic")).toBe(-1);
    expect(fixture.log().records).toHaveLength(4);
    // Nothing is left of a group that only had offsets.
    expect([...fixture.groups.groups()]).toEqual([]);
  });

  test.each([
    ["reads one of the topics", protocols(subscription("topic")), [SUBSCRIBED, NONE]],
    ["cannot be read", protocols(bytes("x")), [SUBSCRIBED, SUBSCRIBED]],
  ])("a group of consumers that %s", async (_name, request, codes) => {
    const fixture = await withOffsets(request);
    const { errorCode, value } = await fixture.groups.deleteOffsets(GROUP, TOPICS);
    expect(errorCode).toBe(NONE);
    expect(value).toEqual(codes);
    expect(await fixture.committed("topic")).toBe(1);
    expect(await fixture.committed("other")).toBe(codes[1] === NONE ? -1 : 2);
  });

  test("what a transaction would commit is deleted too, of these partitions alone", async () => {
    const fixture = await withOffsets();
    await fixture.commitInTransaction([
      { topic: "topic", offset: 11 },
      { topic: "topic", partition: 9, offset: 12 },
      { topic: "topic", partition: 8, offset: 13 },
    ]);
    await fixture.groups.deleteOffsets(GROUP, TOPICS);
    await fixture.endTransaction("commit");
    for (const broker of [fixture, await fixture.restarted()]) {
      expect(await broker.committed("topic", 0)).toBe(-1);
      expect(await broker.committed("topic", 9)).toBe(-1);
      expect(await broker.committed("topic", 8)).toBe(13);
    }
  });

  test("a group of another kind must be empty", async () => {
    const fixture = await withOffsets(protocols(bytes("x"), "connect"));
    expect(await fixture.groups.deleteOffsets(GROUP, TOPICS)).toEqual({
      errorCode: ErrorCode.NON_EMPTY_GROUP,
      value: null,
    });
  });

  test.each([
    ["none", ErrorCode.GROUP_ID_NOT_FOUND],
    ["", ErrorCode.INVALID_GROUP_ID],
  ])("group %p is not there", async (groupId, errorCode) => {
    const fixture = await withOffsets();
    expect(await fixture.groups.deleteOffsets(groupId, TOPICS)).toEqual({ errorCode, value: null });
  });
});

describe("deleteTopicOffsets", () => {
  test("offsets of deleted topics go, whoever committed them", async () => {
    const fixture = await withOffsets({});
    await fixture.commit([{ topic: "topic", offset: 5 }], { groupId: "second" });
    await fixture.groups.onTopicsDeleted(["topic", "never"]);
    expect(await fixture.committed("topic")).toBe(-1);
    expect(await fixture.committed("topic", 0, "second")).toBe(-1);
    expect(await fixture.committed("other")).toBe(2);
    expect([...fixture.groups.groups()].map(({ groupId }) => groupId)).toEqual([GROUP]);
  });

  test("so does what transactions would commit for them", async () => {
    const fixture = await withOffsets();
    await fixture.commitInTransaction([
      { topic: "topic", offset: 5 },
      { topic: "gone", offset: 6 },
      { topic: "other", offset: 7 },
    ]);
    const before = fixture.log().records.length;
    await fixture.groups.onTopicsDeleted(["topic", "gone"]);
    expect(fixture.log().records).toHaveLength(before + 2);
    await fixture.endTransaction("commit");
    expect(await fixture.committed("topic")).toBe(-1);
    expect(await fixture.committed("gone")).toBe(-1);
    expect(await fixture.committed("other")).toBe(7);
  });
});
