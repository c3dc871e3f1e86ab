import { describe, expect, test } from "bun:test";
import { MalformedError } from "../../../lib/bytes/reader.ts";
import { ZERO_UUID } from "../../../lib/bytes/uuid.ts";
import {
  groupMetadataRecord,
  groupTombstone,
  offsetCommitRecord,
  offsetTombstone,
  readGroupRecord,
} from "../../../lib/kafka/group/group_records.ts";
import type { KeyValueRecord } from "../../../lib/state_machine/record_log.ts";

const KEY = { groupId: "group-1", topic: "topic", partition: 3 };
const OFFSET = {
  offset: 42,
  leaderEpoch: -1,
  metadata: "",
  commitTimestampMs: 1_700_000_000_000,
  expireTimestampMs: null,
  topicId: ZERO_UUID,
};
const TOPIC_ID = "AAECAwQFBgcICQoLDA0ODw";
const OFFSET_KEY = "0001000767726f75702d310005746f70696300000003";
const GROUP_KEY = "0002000767726f75702d31";

const WITH_ID = {
  ...OFFSET,
  offset: 1_234_567_890_123,
  leaderEpoch: 5,
  metadata: "메모",
  topicId: TOPIC_ID,
};
const MEMBER = {
  memberId: "c-1",
  groupInstanceId: null,
  clientId: "c",
  clientHost: "/127.0.0.1",
  rebalanceTimeout: 60000,
  sessionTimeout: 10000,
  subscription: Uint8Array.of(0, 1, 2),
  assignment: Uint8Array.of(9),
};
const STATIC_MEMBER = {
  ...MEMBER,
  memberId: "s-1",
  groupInstanceId: "s",
  subscription: new Uint8Array(0),
  assignment: new Uint8Array(0),
};
const GROUP = {
  protocolType: "consumer",
  generation: 7,
  protocol: "range",
  leader: "c-1",
  currentStateTimestamp: 1_700_000_000_000,
  members: [MEMBER, STATIC_MEMBER],
};

// The bytes that Kafka 4.3.1 writes for the same facts (GroupCoordinatorRecordSerde).
const ROWS: [string, KeyValueRecord, string, string | null][] = [
  [
    "an offset with the topic's id",
    offsetCommitRecord(KEY, WITH_ID),
    OFFSET_KEY,
    "00040000011f71fb04cb0000000507eba994ebaaa80000018bcfe568000100" +
    "10000102030405060708090a0b0c0d0e0f",
  ],
  [
    "an offset without the id",
    offsetCommitRecord(KEY, OFFSET),
    OFFSET_KEY,
    "0004000000000000002affffffff010000018bcfe5680000",
  ],
  [
    "an offset that the client lets expire",
    offsetCommitRecord(KEY, { ...OFFSET, metadata: "m", expireTimestampMs: 1_700_000_060_000 }),
    OFFSET_KEY,
    "0001000000000000002a00016d0000018bcfe568000000018bcfe65260",
  ],
  ["an offset that is gone", offsetTombstone(KEY), OFFSET_KEY, null],
  ["a group that is gone", groupTombstone("group-1"), GROUP_KEY, null],
  [
    "a group",
    groupMetadataRecord("group-1", GROUP),
    GROUP_KEY,
    "00030008636f6e73756d657200000007000572616e67650003632d310000018bcfe56800000000020003632d31" +
    "ffff000163000a2f3132372e302e302e310000ea60000027100000000300010200000001090003732d310001" +
    "73000163000a2f3132372e302e302e310000ea60000027100000000000000000",
  ],
  [
    "an empty group",
    groupMetadataRecord("group-1", {
      ...GROUP,
      generation: 8,
      protocol: null,
      leader: null,
      members: [],
    }),
    GROUP_KEY,
    "00030008636f6e73756d657200000008ffffffff0000018bcfe5680000000000",
  ],
];

function record(key: string, value: string | null): KeyValueRecord {
  return {
    key: Uint8Array.from(Buffer.from(key, "hex")),
    value: value === null ? null : Uint8Array.from(Buffer.from(value, "hex")),
  };
}

describe("group records", () => {
  test.each(ROWS)("%s is written as Kafka does", (_name, { key, value }, keyHex, valueHex) => {
    expect(Buffer.from(key).toString("hex")).toBe(keyHex);
    expect(value === null ? null : Buffer.from(value).toString("hex")).toBe(valueHex);
  });

  test("offsets are read back", () => {
    const read = readGroupRecord(offsetCommitRecord(KEY, WITH_ID));
    expect(read).toEqual({ kind: "offset", key: KEY, value: WITH_ID });
    expect(readGroupRecord(offsetTombstone(KEY))).toEqual({
      kind: "offset",
      key: KEY,
      value: null,
    });
  });

  test("the offset of a topic without an id has none", () => {
    const written = offsetCommitRecord(KEY, { ...WITH_ID, topicId: "" });
    expect(readGroupRecord(written)).toMatchObject({
      value: { topicId: "AAAAAAAAAAAAAAAAAAAAAA" },
    });
  });

  test("groups are read back", () => {
    const read = readGroupRecord(groupMetadataRecord("group-1", GROUP));
    expect(read).toEqual({ kind: "group", groupId: "group-1", value: GROUP });
    expect(readGroupRecord(groupTombstone("group-1"))).toEqual({
      kind: "group",
      groupId: "group-1",
      value: null,
    });
  });

  test.each([
    ["before 0.9", "0000", "0000000000000000002a00016d0000018bcfe56800"],
    ["of version 2", "0001", "0002000000000000002a00016d0000018bcfe56800"],
  ])("offsets %s are read", (_name, type, value) => {
    const read = readGroupRecord(record(type + OFFSET_KEY.slice(4), value));
    expect(read).toEqual({ kind: "offset", key: KEY, value: { ...OFFSET, metadata: "m" } });
  });

  test("a group of version 0 has neither rebalance timeout nor time", () => {
    const value = "00000008636f6e73756d657200000007000572616e67650003632d3100000001" +
      "0003632d31000163000a2f3132372e302e302e310000271000000000" + "00000000";
    const read = readGroupRecord(record(GROUP_KEY, value));
    if (read.kind !== "group" || read.value === null) throw new Error("not a group");
    expect(read.value.currentStateTimestamp).toBe(-1);
    expect(read.value.members[0]).toMatchObject({ rebalanceTimeout: -1, sessionTimeout: 10000 });
  });

  test("records of the newer group protocols are told apart", () => {
    expect(readGroupRecord(record("0003000767726f75702d31", "000000000001"))).toEqual({
      kind: "other",
      type: 3,
    });
  });

  test("a value that is cut short is malformed", () => {
    expect(() => readGroupRecord(record(OFFSET_KEY, "00040000"))).toThrow(MalformedError);
  });
});
