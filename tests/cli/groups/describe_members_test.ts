import { expect, test } from "bun:test";
import type { GroupDescription, MemberDescription } from "../../../lib/client/admin/mod.ts";
import { printMembers } from "../../../lib/cli/groups/describe_members.ts";
import { recorded } from "../recorded.ts";
import { RecordingTerminal } from "../recording_terminal.ts";
import { recordedKafka, runGroups } from "./recorded_groups.ts";

test("members, as recorded", async () => {
  const kafka = recordedKafka();
  const members = "--describe --members --verbose --group";
  expect((await runGroups(kafka, `${members} hello-group`)).both).toBe(
    recorded("kafka_consumer_groups", "members of an empty group"),
  );
  expect((await runGroups(kafka, `${members} live-group`)).both).toBe(
    recorded("kafka_consumer_groups", "members of a live group"),
  );
});

const MEMBER: MemberDescription = {
  memberId: "m",
  groupInstanceId: null,
  clientId: "c",
  host: "/h",
  assignment: [],
  memberEpoch: null,
  targetAssignment: null,
};

const GROUP: GroupDescription = {
  groupId: "g",
  type: "Classic",
  state: "PreparingRebalance",
  protocolType: "consumer",
  assignor: "",
  groupEpoch: null,
  targetAssignmentEpoch: null,
  coordinator: null,
  members: [MEMBER, { ...MEMBER, groupInstanceId: "static-1" }],
};

test("static members add a column, and a rebalance is told", () => {
  const terminal = new RecordingTerminal();
  printMembers(GROUP, { terminal, detail: "plain" });
  expect(terminal.err).toBe("\nWarning: Consumer group 'g' is rebalancing.\n");
  expect(terminal.out.split("\n").map((line) => line.split(/ +/).slice(0, 4))).toEqual([
    [""],
    ["GROUP", "CONSUMER-ID", "GROUP-INSTANCE-ID", "HOST"],
    ["g", "m", "/h", "c"],
    ["g", "m", "static-1", "/h"],
    [""],
  ]);
});
