import { describe, expect, test } from "bun:test";
import { deleteGroups, describeGroup, listGroups } from "../../../lib/client/admin/mod.ts";
import {
  ConsumerGroupDescribe,
  DeleteGroups,
  DescribeGroups,
  ListGroups,
} from "../../../lib/client/apis.ts";
import { writeAssignment } from "../../../lib/client/consumer_protocol.ts";
import { hasCode } from "../../../lib/client/errors.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { MemoryKafka } from "../memory_kafka.ts";

describe("groups", () => {
  test("lists with filters where the broker knows them", async () => {
    const kafka = new MemoryKafka();
    const groups = [{ groupId: "g", protocolType: "consumer", groupState: "Empty" }];
    kafka.broker.on(ListGroups, () => ({ errorCode: 0, groups }));
    expect(await listGroups(kafka.cluster(), { states: ["Empty"], types: ["classic"] })).toEqual([
      { groupId: "g", protocolType: "consumer", state: "Empty", type: "" },
    ]);
    expect(kafka.broker.requests(ListGroups)[0]!.request).toMatchObject({
      statesFilter: ["Empty"],
      typesFilter: ["classic"],
    });
    kafka.broker.on(ListGroups, () => ({ errorCode: 0, groups }), { versions: [0, 3] });
    expect((await listGroups(kafka.cluster(), { states: ["Empty"] })).length).toBe(1);
  });

  test("describes a classic group with its coordinator", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(DescribeGroups, ({ groups }) => ({
      groups: groups.map((groupId) => ({
        errorCode: 0,
        groupId,
        groupState: "Stable",
        protocolType: "consumer",
        protocolData: "range",
        members: [{
          memberId: "m",
          clientId: "c",
          clientHost: "/1.2.3.4",
          memberMetadata: new Uint8Array(0),
          memberAssignment: writeAssignment([{ topic: "t", partition: 2 }]),
        }],
      })),
    }));
    expect(await describeGroup(kafka.cluster(), "g")).toMatchObject({
      groupId: "g",
      type: "Classic",
      state: "Stable",
      assignor: "range",
      groupEpoch: null,
      coordinator: { id: 1 },
      members: [{ memberId: "m", assignment: [{ topic: "t", partition: 2 }], memberEpoch: null }],
    });
  });

  test("describes a group of the new protocol; the classic one is asked where it is none", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(ConsumerGroupDescribe, ({ groupIds }) => ({
      groups: groupIds.map((groupId) => ({
        errorCode: groupId === "new" ? 0 : ErrorCode.GROUP_ID_NOT_FOUND,
        groupId,
        groupState: "Stable",
        groupEpoch: 4,
        assignmentEpoch: 3,
        assignorName: "uniform",
        members: [{
          memberId: "m",
          memberEpoch: 3,
          clientId: "c",
          clientHost: "/h",
          subscribedTopicNames: ["t"],
          assignment: {
            topicPartitions: [{
              topicId: "AAAAAAAAAAAAAAAAAAAAAA",
              topicName: "t",
              partitions: [0],
            }],
          },
          targetAssignment: { topicPartitions: [] },
        }],
      })),
    }));
    kafka.broker.on(DescribeGroups, ({ groups }) => ({
      groups: groups.map((groupId) => ({
        errorCode: ErrorCode.GROUP_ID_NOT_FOUND,
        errorMessage: `Group ${groupId} not found.`,
        groupId,
        groupState: "Dead",
        protocolType: "",
        protocolData: "",
        members: [],
      })),
    }));
    const cluster = kafka.cluster();
    expect(await describeGroup(cluster, "new")).toMatchObject({
      type: "Consumer",
      groupEpoch: 4,
      targetAssignmentEpoch: 3,
      members: [{ assignment: [{ topic: "t", partition: 0 }], targetAssignment: [] }],
    });
    const error = await describeGroup(cluster, "old").catch((error) => error);
    expect(hasCode(error, ErrorCode.GROUP_ID_NOT_FOUND)).toBe(true);
    expect(error.reason).toBe("Group old not found.");
  });

  test("deletes each group for itself", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(DeleteGroups, ({ groupsNames }) => ({
      results: groupsNames.map((groupId) => ({
        groupId,
        errorCode: groupId === "full" ? ErrorCode.NON_EMPTY_GROUP : 0,
      })),
    }));
    const results = await deleteGroups(kafka.cluster(), ["full", "empty"]);
    expect(results.map(({ groupId, error }) => [groupId, hasCode(error, 68)])).toEqual([
      ["full", true],
      ["empty", false],
    ]);
  });
});
