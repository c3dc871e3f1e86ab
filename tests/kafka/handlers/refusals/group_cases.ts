/**
 * What the APIs of consumer groups refuse.
 *
 * @module
 */
import { HeartbeatRequest, HeartbeatResponse } from "../../../../lib/kafka/messages/heartbeat.ts";
import {
  DeleteGroupsRequest,
  DeleteGroupsResponse,
} from "../../../../lib/kafka/messages/delete_groups.ts";
import {
  DescribeGroupsRequest,
  DescribeGroupsResponse,
} from "../../../../lib/kafka/messages/describe_groups.ts";
import {
  FindCoordinatorRequest,
  FindCoordinatorResponse,
} from "../../../../lib/kafka/messages/find_coordinator.ts";
import { JoinGroupRequest, JoinGroupResponse } from "../../../../lib/kafka/messages/join_group.ts";
import {
  LeaveGroupRequest,
  LeaveGroupResponse,
} from "../../../../lib/kafka/messages/leave_group.ts";
import {
  OffsetCommitRequest,
  OffsetCommitResponse,
} from "../../../../lib/kafka/messages/offset_commit.ts";
import {
  OffsetDeleteRequest,
  OffsetDeleteResponse,
} from "../../../../lib/kafka/messages/offset_delete.ts";
import { SyncGroupRequest, SyncGroupResponse } from "../../../../lib/kafka/messages/sync_group.ts";
import type { Input } from "../../../../lib/kafka/schema/mod.ts";
import { type Ask, refusalsOf, type Target, type Told } from "./refusal_case.ts";
import { freshTopic, UNKNOWN_TOPIC } from "./topics.ts";

const JOIN = { request: JoinGroupRequest, response: JoinGroupResponse };
const SYNC = { request: SyncGroupRequest, response: SyncGroupResponse };
const HEARTBEAT = { request: HeartbeatRequest, response: HeartbeatResponse };
const LEAVE = { request: LeaveGroupRequest, response: LeaveGroupResponse };
const COMMIT = { request: OffsetCommitRequest, response: OffsetCommitResponse };
const OFFSET_DELETE = { request: OffsetDeleteRequest, response: OffsetDeleteResponse };
const DESCRIBE = { request: DescribeGroupsRequest, response: DescribeGroupsResponse };
const DELETE = { request: DeleteGroupsRequest, response: DeleteGroupsResponse };
const FIND = { request: FindCoordinatorRequest, response: FindCoordinatorResponse };

/** The last versions that name topics. */
const NAMED_VERSION = 9;
/** The last version of SyncGroup that does not tell its protocol. */
const UNTYPED_SYNC_VERSION = 4;
/** A version in which a member may come without an id. */
const IDLESS_VERSION = 3;
/** Questions for a coordinator, 50 ms apart. */
const COORDINATOR_LIMIT = 600;

type Joining = Partial<Input<typeof JoinGroupRequest>>;

/** What a member says that is like any other. */
function joiningOf(groupId: string, rest: Joining = {}): Input<typeof JoinGroupRequest> {
  return {
    groupId,
    sessionTimeoutMs: 30_000,
    rebalanceTimeoutMs: 30_000,
    memberId: "",
    protocolType: "consumer",
    protocols: [{ name: "range", metadata: new Uint8Array(0) }],
    ...rest,
  };
}

/** Asks for coordinators until there are some: the first question makes their topic. */
export async function awaitCoordinator(target: Target, keyType = 0): Promise<void> {
  for (let asked = 0; asked < COORDINATOR_LIMIT; asked++) {
    const request = { keyType, coordinatorKeys: ["any"] };
    const { coordinators } = await target.ask(FIND, { request });
    if (coordinators[0]?.errorCode === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("No coordinator came");
}

function joining(rest: Joining, version = 9): Ask {
  return async (target) => {
    const { groupInstanceId, ...older } = rest;
    const terms = version < 5 ? older : { ...older, groupInstanceId: groupInstanceId ?? null };
    const request = joiningOf(target.freshName(), terms);
    return await target.ask(JOIN, { version, request });
  };
}

/** A group of one member that has its assignment. */
interface Membership {
  readonly groupId: string;
  readonly memberId: string;
  readonly generationId: number;
}

async function membership(target: Target, rest: Joining = {}): Promise<Membership> {
  const groupId = target.freshName();
  const static_ = rest.groupInstanceId !== undefined;
  const joined = await target.ask(JOIN, {
    version: static_ ? 5 : IDLESS_VERSION,
    request: joiningOf(groupId, rest),
  });
  const { memberId, generationId, errorCode } = joined;
  if (errorCode !== 0) throw new Error(`Cannot join: ${errorCode}`);
  const assignments = [{ memberId, assignment: new Uint8Array(0) }];
  await target.ask(SYNC, { version: 2, request: { groupId, generationId, memberId, assignments } });
  return { groupId, memberId, generationId };
}

/** Joins the group of a member. */
function joiningTo(rest: Joining): Ask {
  return async (target) => {
    const { groupId } = await membership(target);
    const version = IDLESS_VERSION;
    return await target.ask(JOIN, { version, request: joiningOf(groupId, rest) });
  };
}

const joins = refusalsOf("JoinGroup", [
  ["an empty group id", joining({ groupId: "" }), "INVALID_GROUP_ID"],
  ["a session timeout too short", joining({ sessionTimeoutMs: 10 }), "INVALID_SESSION_TIMEOUT"],
  [
    "a session timeout too long",
    joining({ sessionTimeoutMs: 9_000_000 }),
    "INVALID_SESSION_TIMEOUT",
  ],
  ["no member id", joining({}), "MEMBER_ID_REQUIRED"],
  ["an unknown member id", joining({ memberId: "nobody" }), "UNKNOWN_MEMBER_ID"],
  ["no protocols", joining({ protocols: [] }, IDLESS_VERSION), "INCONSISTENT_GROUP_PROTOCOL"],
  [
    "no protocol type",
    joining({ protocolType: "" }, IDLESS_VERSION),
    "INCONSISTENT_GROUP_PROTOCOL",
  ],
  ["another protocol type", joiningTo({ protocolType: "connect" }), "INCONSISTENT_GROUP_PROTOCOL"],
  [
    "no protocol in common",
    joiningTo({ protocols: [{ name: "sticky", metadata: new Uint8Array(0) }] }),
    "INCONSISTENT_GROUP_PROTOCOL",
  ],
  ["another member id", joiningTo({ memberId: "nobody" }), "UNKNOWN_MEMBER_ID"],
  ["a static member's id with another member's", async (target) => {
    const groupInstanceId = "instance";
    const { groupId } = await membership(target, { groupInstanceId });
    const rest = { memberId: "nobody", groupInstanceId };
    return await target.ask(JOIN, { request: joiningOf(groupId, rest) });
  }, "FENCED_INSTANCE_ID"],
]);

/** What a request says of its member. */
type Claim = Partial<Membership & { groupInstanceId: string }>;

function syncing(claim: Claim & { protocolName?: string; protocolType?: string }): Ask {
  return async (target) => {
    const member = await membership(target);
    const version = claim.protocolName === undefined ? UNTYPED_SYNC_VERSION : 5;
    return await target.ask(SYNC, { version, request: { ...member, assignments: [], ...claim } });
  };
}

function beating(claim: Claim): Ask {
  return async (target) => {
    return await target.ask(HEARTBEAT, { request: { ...await membership(target), ...claim } });
  };
}

/** A claim of a static member that another one is. */
function fenced(
  ask: (target: Target, claim: Membership & Claim) => Promise<Told | undefined>,
): Ask {
  return async (target) => {
    const groupInstanceId = "instance";
    const member = await membership(target, { groupInstanceId });
    return await ask(target, { ...member, groupInstanceId, memberId: "nobody" });
  };
}

const members = [
  ...refusalsOf("SyncGroup", [
    ["an empty group id", syncing({ groupId: "" }), "INVALID_GROUP_ID"],
    ["an unknown group", syncing({ groupId: "unknown-group" }), "UNKNOWN_MEMBER_ID"],
    ["an unknown member", syncing({ memberId: "nobody" }), "UNKNOWN_MEMBER_ID"],
    ["an old generation", syncing({ generationId: 0 }), "ILLEGAL_GENERATION"],
    ["a future generation", syncing({ generationId: 9 }), "ILLEGAL_GENERATION"],
    [
      "another protocol",
      syncing({ protocolName: "sticky", protocolType: "consumer" }),
      "INCONSISTENT_GROUP_PROTOCOL",
    ],
    [
      "another protocol type",
      syncing({ protocolName: "range", protocolType: "connect" }),
      "INCONSISTENT_GROUP_PROTOCOL",
    ],
    [
      "a fenced static member",
      fenced((target, claim) => {
        const request = { ...claim, assignments: [] };
        return target.ask(SYNC, { version: UNTYPED_SYNC_VERSION, request });
      }),
      "FENCED_INSTANCE_ID",
    ],
  ]),
  ...refusalsOf("Heartbeat", [
    ["an empty group id", beating({ groupId: "" }), "INVALID_GROUP_ID"],
    ["an unknown group", beating({ groupId: "unknown-group" }), "UNKNOWN_MEMBER_ID"],
    ["an unknown member", beating({ memberId: "nobody" }), "UNKNOWN_MEMBER_ID"],
    ["an old generation", beating({ generationId: 0 }), "ILLEGAL_GENERATION"],
    ["an unknown instance", beating({ groupInstanceId: "nobody" }), "UNKNOWN_MEMBER_ID"],
    [
      "a fenced static member",
      fenced((target, claim) => target.ask(HEARTBEAT, { request: claim })),
      "FENCED_INSTANCE_ID",
    ],
  ]),
];

function leaving(
  groupId: string | null,
  member: { memberId: string; groupInstanceId?: string },
): Ask {
  return async (target) => {
    const joined = await membership(target);
    const request = { groupId: groupId ?? joined.groupId, members: [member] };
    const answer = await target.ask(LEAVE, { request });
    return answer.errorCode === 0 ? answer.members[0] : answer;
  };
}

const leavings = refusalsOf("LeaveGroup", [
  ["an empty group id", leaving("", { memberId: "nobody" }), "INVALID_GROUP_ID"],
  ["an unknown group", leaving("unknown-group", { memberId: "nobody" }), "UNKNOWN_MEMBER_ID"],
  ["an unknown member", leaving(null, { memberId: "nobody" }), "UNKNOWN_MEMBER_ID"],
  [
    "an unknown instance",
    leaving(null, { memberId: "", groupInstanceId: "x" }),
    "UNKNOWN_MEMBER_ID",
  ],
  [
    "a fenced static member",
    fenced(async (target, { groupId, memberId, groupInstanceId = null }) => {
      const request = { groupId, members: [{ memberId, groupInstanceId }] };
      return (await target.ask(LEAVE, { request })).members[0];
    }),
    "FENCED_INSTANCE_ID",
  ],
]);

interface Commit extends Claim {
  topic?: string;
  partitionIndex?: number;
  metadata?: string;
}

async function commit(target: Target, asked: Commit & { groupId: string }) {
  const { groupId, topic, partitionIndex = 0, metadata = "", ...claim } = asked;
  const name = topic ?? (await freshTopic(target)).name;
  const { generationId = -1, memberId = "", groupInstanceId = null } = claim;
  const request = {
    groupId,
    generationIdOrMemberEpoch: generationId,
    memberId,
    groupInstanceId,
    topics: [{
      name,
      partitions: [{ partitionIndex, committedOffset: 1, committedMetadata: metadata }],
    }],
  };
  const { topics } = await target.ask(COMMIT, { version: NAMED_VERSION, request });
  return topics[0]?.partitions[0];
}

function committing(rest: Commit): Ask {
  return async (target) => await commit(target, { ...await membership(target), ...rest });
}

function simple(rest: Commit): Ask {
  return async (target) => await commit(target, { groupId: target.freshName(), ...rest });
}

const commits = refusalsOf("OffsetCommit", [
  ["an empty group id of a member", committing({ groupId: "" }), "GROUP_ID_NOT_FOUND"],
  ["an unknown topic", simple({ topic: UNKNOWN_TOPIC }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an unknown partition", simple({ partitionIndex: 7 }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["metadata too large", simple({ metadata: "x".repeat(4097) }), "OFFSET_METADATA_TOO_LARGE"],
  [
    "an unknown group's generation",
    simple({ generationId: 1, memberId: "x" }),
    "GROUP_ID_NOT_FOUND",
  ],
  ["an unknown member", committing({ memberId: "nobody" }), "UNKNOWN_MEMBER_ID"],
  ["an old generation", committing({ generationId: 0 }), "ILLEGAL_GENERATION"],
  [
    "no member while there are some",
    committing({ memberId: "", generationId: -1 }),
    "UNKNOWN_MEMBER_ID",
  ],
  [
    "a fenced static member",
    fenced((target, claim) => commit(target, claim)),
    "FENCED_INSTANCE_ID",
  ],
]);

async function offsetDelete(target: Target, groupId: string, topic: string) {
  const topics = [{ name: topic, partitions: [{ partitionIndex: 0 }] }];
  const answer = await target.ask(OFFSET_DELETE, { request: { groupId, topics } });
  return answer.errorCode === 0 ? answer.topics[0]?.partitions[0] : answer;
}

const admin = [
  ...refusalsOf("OffsetDelete", [
    ["an empty group id", (target) => offsetDelete(target, "", "topic"), "INVALID_GROUP_ID"],
    [
      "an unknown group",
      (target) => offsetDelete(target, "unknown-group", "x"),
      "GROUP_ID_NOT_FOUND",
    ],
    ["an unknown topic", async (target) => {
      const groupId = target.freshName();
      await commit(target, { groupId });
      return await offsetDelete(target, groupId, UNKNOWN_TOPIC);
    }, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["a group whose subscriptions cannot be read", async (target) => {
      const { groupId } = await membership(target, { protocolType: "connect" });
      const { name } = await freshTopic(target);
      return await offsetDelete(target, groupId, name);
    }, "NON_EMPTY_GROUP"],
  ]),
  ...refusalsOf("DescribeGroups", [
    [
      "an unknown group",
      async (target) => {
        const request = { groups: ["unknown-group"], includeAuthorizedOperations: false };
        return (await target.ask(DESCRIBE, { request })).groups[0];
      },
      "GROUP_ID_NOT_FOUND",
      "unknown-group",
    ],
    ["an empty group id", async (target) => {
      const request = { groups: [""], includeAuthorizedOperations: false };
      return (await target.ask(DESCRIBE, { request })).groups[0];
    }, "GROUP_ID_NOT_FOUND"],
  ]),
  ...refusalsOf("DeleteGroups", [
    ["an unknown group", (target) => deleteGroup(target, "unknown-group"), "GROUP_ID_NOT_FOUND"],
    ["an empty group id", (target) => deleteGroup(target, ""), "GROUP_ID_NOT_FOUND"],
    ["a group with members", async (target) => {
      return await deleteGroup(target, (await membership(target)).groupId);
    }, "NON_EMPTY_GROUP"],
  ]),
  ...refusalsOf("FindCoordinator", [
    ["a kind that is none", async (target) => {
      return await find(target, { keyType: 9, coordinatorKeys: ["x"] });
    }, "INVALID_REQUEST"],
    ["a share partition without group", async (target) => {
      return await find(target, { keyType: 2, coordinatorKeys: ["x"] });
    }, "INVALID_REQUEST"],
  ]),
];

async function deleteGroup(target: Target, groupId: string) {
  return (await target.ask(DELETE, { version: 2, request: { groupsNames: [groupId] } })).results[0];
}

async function find(target: Target, request: Input<typeof FindCoordinatorRequest>) {
  return (await target.ask(FIND, { request })).coordinators[0];
}

export const groupCases = [...joins, ...members, ...leavings, ...commits, ...admin];
