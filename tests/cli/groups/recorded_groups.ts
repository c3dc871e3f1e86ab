/**
 * The groups and offsets of recorded runs of Kafka 4.3, and the script run against them.
 *
 * @module
 */

import { kafkaConsumerGroups } from "../../../lib/cli/kafka_consumer_groups.ts";
import { DescribeGroups, ListGroups } from "../../../lib/client/apis.ts";
import { writeAssignment } from "../../../lib/client/consumer_protocol.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { writeRecordBatch } from "../../../lib/kafka/record/write_record_batch.ts";
import { MemoryKafka } from "../../client/memory_kafka.ts";
import { environmentOf, RecordingTerminal } from "../recording_terminal.ts";

const SERVER = ["--bootstrap-server", "127.0.0.1:29092"];
const MEMBER = "console-consumer-fde0f15f-7dba-46b7-b981-2b7043471e94";

/** The groups and offsets of the recorded runs of Kafka 4.3. */
export function recordedKafka(): MemoryKafka {
  const kafka = new MemoryKafka();
  kafka.createTopic("hellok", 3);
  [1, 1, 3].forEach((count, partition) => {
    const record = { timestamp: 1, key: null, value: null };
    kafka.append("hellok", partition, writeRecordBatch(Array(count).fill(record)));
    kafka.committed.set(`hello-group hellok-${partition}`, count);
    kafka.committed.set(`live-group hellok-${partition}`, count);
  });
  const listed = [
    "hello-group",
    "console-consumer-19788",
    "console-consumer-4111",
    "console-consumer-51204",
  ];
  kafka.broker.on(ListGroups, ({ statesFilter }) => ({
    errorCode: 0,
    groups: statesFilter.includes("Stable") ? [] : [
      ...listed.map((groupId) => ({
        groupId,
        protocolType: "consumer",
        groupState: "Empty",
        groupType: "classic",
      })),
      { groupId: "connect", protocolType: "connect", groupState: "Stable", groupType: "classic" },
    ],
  }));
  kafka.broker.on(DescribeGroups, ({ groups }) => ({
    groups: groups.map((groupId) => ({
      groupId,
      protocolType: "consumer",
      ...descriptionOf(groupId),
    })),
  }));
  return kafka;
}

function descriptionOf(groupId: string) {
  const partitions = [0, 1, 2].map((partition) => ({ topic: "hellok", partition }));
  switch (groupId) {
    case "nosuch":
      return {
        errorCode: ErrorCode.GROUP_ID_NOT_FOUND,
        errorMessage: "Group nosuch not found.",
        groupState: "Dead",
        protocolData: "",
        members: [],
      };
    case "live-group":
      return {
        errorCode: 0,
        groupState: "Stable",
        protocolData: "range",
        members: [{
          memberId: MEMBER,
          clientId: "console-consumer",
          clientHost: "/127.0.0.1",
          memberMetadata: new Uint8Array(0),
          memberAssignment: writeAssignment(partitions),
        }],
      };
    default:
      return { errorCode: 0, groupState: "Empty", protocolData: "", members: [] };
  }
}

export async function runGroups(
  kafka: MemoryKafka,
  args: string,
  files: Record<string, string> = {},
) {
  const terminal = new RecordingTerminal();
  const words = args.split(" ").filter((word) => word !== "");
  const environment = environmentOf(kafka, files);
  const exitCode = await kafkaConsumerGroups.run([...SERVER, ...words], terminal, environment);
  return { exitCode, out: terminal.out, err: terminal.err, both: terminal.both };
}
