import { expect, test } from "bun:test";
import { kafkaShareGroups } from "../../lib/cli/kafka_share_groups.ts";
import {
  AlterShareGroupOffsets,
  DeleteGroups,
  DeleteShareGroupOffsets,
  DescribeShareGroupOffsets,
  ListGroups,
  ShareGroupDescribe,
} from "../../lib/client/apis.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { writeRecordBatch } from "../../lib/kafka/record/write_record_batch.ts";
import { HOST, MemoryKafka, PORT, topicIdOf } from "../client/memory_kafka.ts";
import { MemoryKedge } from "./memory_kedge.ts";
import { recorded } from "./recorded.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

/** The share group of the recorded runs; with a member, or empty. */
function shareKafka(state: "Stable" | "Empty"): MemoryKafka {
  const kafka = new MemoryKafka();
  kafka.createTopic("sh", 2);
  const record = { timestamp: 1, key: null, value: null };
  kafka.append("sh", 1, writeRecordBatch(Array(7).fill(record)));
  const { broker } = kafka;
  broker.on(ListGroups, () => ({
    errorCode: 0,
    groups: [{ groupId: "sg1", protocolType: "share", groupType: "share", groupState: state }],
  }));
  broker.on(ShareGroupDescribe, ({ groupIds }) => ({
    groups: groupIds.map((groupId) => ({
      errorCode: groupId === "sg1" ? 0 : ErrorCode.GROUP_ID_NOT_FOUND,
      errorMessage: groupId === "sg1" ? null : `Group ${groupId} not found.`,
      groupId,
      groupState: state,
      groupEpoch: 3,
      assignmentEpoch: 3,
      assignorName: "simple",
      members: state === "Empty" ? [] : [{
        memberId: "WjKhyfj3S72a2Drv6wJ20Q",
        memberEpoch: 3,
        clientId: "console-share-consumer",
        clientHost: "/127.0.0.1",
        subscribedTopicNames: ["sh"],
        assignment: {
          topicPartitions: [{ topicId: topicIdOf("sh"), topicName: "sh", partitions: [0, 1] }],
        },
      }],
    })),
  }));
  broker.on(DescribeShareGroupOffsets, () => ({
    groups: [{
      groupId: "sg1",
      errorCode: 0,
      topics: [{
        topicName: "sh",
        topicId: topicIdOf("sh"),
        partitions: [
          { partitionIndex: 1, startOffset: 0, leaderEpoch: 0, lag: 0, errorCode: 0 },
          { partitionIndex: 0, startOffset: -1, leaderEpoch: -1, lag: -1, errorCode: 0 },
        ],
      }],
    }],
  }));
  return kafka;
}

async function run(kafka: MemoryKafka, words: string) {
  const terminal = new RecordingTerminal();
  const args = ["--bootstrap-server", `${HOST}:${PORT}`, ...words.split(" ")];
  const exitCode = await kafkaShareGroups.run(args, terminal, environmentOf(kafka));
  return { exitCode, out: terminal.out, err: terminal.err };
}

test("kafka-share-groups.sh lists and describes, as recorded", async () => {
  const kafka = shareKafka("Stable");
  const calls = [
    "--list",
    "--list --state",
    "--describe --group sg1",
    "--describe --group sg1 --members",
    "--describe --group sg1 --members --verbose",
    "--describe --group sg1 --state",
    "--describe --group sg1 --state --verbose",
    "--describe --group sg1 --verbose",
    "--describe --all-groups",
    "--describe --group nosuch",
  ];
  let out = "";
  for (const call of calls) {
    const ran = await run(kafka, call);
    expect([ran.exitCode, ran.err]).toEqual([0, ""]);
    out += ran.out;
  }
  expect(out).toBe(recorded("kafka_share_groups", "lists and descriptions"));
});

test("kafka-share-groups.sh resets and deletes, as recorded", async () => {
  const kafka = shareKafka("Empty");
  const { broker } = kafka;
  broker.on(AlterShareGroupOffsets, () => ({ errorCode: 0, errorMessage: null, responses: [] }));
  broker.on(DeleteShareGroupOffsets, ({ topics }) => ({
    errorCode: 0,
    errorMessage: null,
    responses: topics.map(({ topicName }) => ({
      topicName,
      topicId: topicIdOf(topicName),
      errorCode: topicName === "sh" ? 0 : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    })),
  }));
  broker.on(DeleteGroups, ({ groupsNames }) => ({
    results: groupsNames.map((groupId) => ({ groupId, errorCode: 0 })),
  }));
  const calls = [
    "--reset-offsets --group sg1 --topic sh --to-earliest --dry-run",
    "--reset-offsets --group sg1 --topic sh --to-earliest --execute",
    "--reset-offsets --group sg1 --all-topics --to-latest --dry-run",
    "--delete-offsets --group sg1 --topic sh",
    "--delete-offsets --group sg1 --topic nosuch",
    "--delete --group sg1",
    "--delete --group nosuch",
  ];
  let out = "";
  for (const call of calls) {
    const ran = await run(kafka, call);
    expect([ran.exitCode, ran.err]).toEqual([0, ""]);
    out += ran.out;
  }
  expect(out).toBe(recorded("kafka_share_groups", "resets and deletions"));
  expect(broker.requests(AlterShareGroupOffsets)).toHaveLength(1);
  expect((await run(shareKafka("Stable"), calls[1]!)).out).toContain(
    "offsets can only be reset of a group without members, and its state is Stable.",
  );
});

test("kafka-share-groups.sh tells options that do not go together, as recorded", async () => {
  const cases: [string, string][] = [
    [
      "--list --describe",
      "Command must include exactly one action: --list, --describe, --delete, --reset-offsets, " +
      "--delete-offsets.",
    ],
    ["--describe", "Option [describe] takes one of these options: [all-groups], [group]"],
    ["--delete", "Option [delete] takes the options [group] or [all-groups]"],
    ["--list --state foo", "Invalid state list 'foo'. Valid states are: Dead, Stable, Empty"],
    [
      "--reset-offsets --group sg1 --topic sh",
      "Option [reset-offsets] takes the option: [execute] or [dry-run]",
    ],
  ];
  for (const [words, fault] of cases) {
    const { exitCode, err } = await run(shareKafka("Stable"), words);
    expect([exitCode, err.split("\n")[0]]).toEqual([1, fault]);
  }
});

test("kafka-share-groups.sh tells in one line that kedge has none", async () => {
  const kedge = await MemoryKedge.start();
  for (const words of ["--describe --group g", "--list", "--delete --group g"]) {
    expect((await kedge.run(kafkaShareGroups, words)).out).toBe(
      "\nError: Executing share group command failed due to the brokers serve no share groups " +
        "(kedge has none yet)\n",
    );
  }
  await kedge.close();
});
