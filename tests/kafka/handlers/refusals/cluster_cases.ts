/**
 * What the APIs of replicas, features and telemetry refuse.
 *
 * @module
 */
import {
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponse,
} from "../../../../lib/kafka/messages/alter_partition_reassignments.ts";
import {
  ElectLeadersRequest,
  ElectLeadersResponse,
} from "../../../../lib/kafka/messages/elect_leaders.ts";
import {
  GetTelemetrySubscriptionsRequest,
  GetTelemetrySubscriptionsResponse,
} from "../../../../lib/kafka/messages/get_telemetry_subscriptions.ts";
import {
  PushTelemetryRequest,
  PushTelemetryResponse,
} from "../../../../lib/kafka/messages/push_telemetry.ts";
import {
  UpdateFeaturesRequest,
  UpdateFeaturesResponse,
} from "../../../../lib/kafka/messages/update_features.ts";
import { ZERO_UUID } from "../../../../lib/bytes/uuid.ts";
import type { Input } from "../../../../lib/kafka/schema/mod.ts";
import { type Ask, refusalsOf } from "./refusal_case.ts";
import { freshTopic, UNKNOWN_ID, UNKNOWN_TOPIC } from "./topics.ts";

const REASSIGN = {
  request: AlterPartitionReassignmentsRequest,
  response: AlterPartitionReassignmentsResponse,
};
const ELECT = { request: ElectLeadersRequest, response: ElectLeadersResponse };
const SUBSCRIBE = {
  request: GetTelemetrySubscriptionsRequest,
  response: GetTelemetrySubscriptionsResponse,
};
const PUSH = { request: PushTelemetryRequest, response: PushTelemetryResponse };
const FEATURES = { request: UpdateFeaturesRequest, response: UpdateFeaturesResponse };

interface Move {
  topic?: string;
  partitionIndex?: number;
  replicas?: number[] | null;
  allowReplicationFactorChange?: boolean;
}

function moving({ topic, partitionIndex = 0, replicas = [1], ...rest }: Move): Ask {
  return async (target) => {
    const name = topic ?? (await freshTopic(target)).name;
    const request = { ...rest, topics: [{ name, partitions: [{ partitionIndex, replicas }] }] };
    const { responses } = await target.ask(REASSIGN, { request });
    return responses[0]?.partitions[0];
  };
}

const moves = refusalsOf("AlterPartitionReassignments", [
  ["an unknown topic", moving({ topic: UNKNOWN_TOPIC }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an unknown partition", moving({ partitionIndex: 7 }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an unknown broker", moving({ replicas: [4711] }), "INVALID_REPLICA_ASSIGNMENT", "4711"],
  ["a negative broker", moving({ replicas: [-1] }), "INVALID_REPLICA_ASSIGNMENT", "-1"],
  ["a broker twice", moving({ replicas: [1, 1] }), "INVALID_REPLICA_ASSIGNMENT", "1"],
  ["no broker", moving({ replicas: [] }), "INVALID_REPLICA_ASSIGNMENT", "empty"],
  ["the end of a move that is none", moving({ replicas: null }), "NO_REASSIGNMENT_IN_PROGRESS"],
]);

function electing(electionType: number, place: { topic?: string; partition?: number } = {}): Ask {
  return async (target) => {
    const topic = place.topic ?? (await freshTopic(target)).name;
    const topicPartitions = [{ topic, partitions: [place.partition ?? 0] }];
    const answer = await target.ask(ELECT, { request: { electionType, topicPartitions } });
    if (answer.errorCode !== 0) return answer;
    return answer.replicaElectionResults[0]?.partitionResult[0];
  };
}

const elections = refusalsOf("ElectLeaders", [
  ["a leader that is preferred already", electing(0), "ELECTION_NOT_NEEDED"],
  ["a leader that is there", electing(1), "ELECTION_NOT_NEEDED"],
  ["an unknown topic", electing(0, { topic: UNKNOWN_TOPIC }), "UNKNOWN_TOPIC_OR_PARTITION"],
  ["an unknown partition", electing(0, { partition: 7 }), "UNKNOWN_TOPIC_OR_PARTITION"],
]);

type Push = Partial<Input<typeof PushTelemetryRequest>>;

const WRONG_SUBSCRIPTION = 4711;

async function subscribe(target: Parameters<Ask>[0]) {
  return await target.ask(SUBSCRIBE, { request: { clientInstanceId: ZERO_UUID } });
}

function pushing(rest: Push): Ask {
  return async (target) => {
    const { clientInstanceId, subscriptionId } = await subscribe(target);
    const metrics = new Uint8Array(0);
    const own = { clientInstanceId, subscriptionId, terminating: false, compressionType: 0 };
    return await target.ask(PUSH, { request: { ...own, metrics, ...rest } });
  };
}

const telemetry = [
  ...refusalsOf("PushTelemetry", [
    ["no client id", pushing({ clientInstanceId: ZERO_UUID }), "INVALID_REQUEST"],
    [
      "another subscription",
      pushing({ subscriptionId: WRONG_SUBSCRIPTION }),
      "UNKNOWN_SUBSCRIPTION_ID",
    ],
    [
      "an unknown client",
      pushing({ clientInstanceId: UNKNOWN_ID, subscriptionId: WRONG_SUBSCRIPTION }),
      "UNKNOWN_SUBSCRIPTION_ID",
    ],
    ["a codec that is none", pushing({ compressionType: 9 }), "UNSUPPORTED_COMPRESSION_TYPE"],
    ["too many bytes", pushing({ metrics: new Uint8Array(2_000_000) }), "TELEMETRY_TOO_LARGE"],
  ]),
  ...refusalsOf("GetTelemetrySubscriptions", [
    ["the same client again at once", async (target) => {
      const { clientInstanceId } = await subscribe(target);
      return await target.ask(SUBSCRIBE, { request: { clientInstanceId } });
    }, "THROTTLING_QUOTA_EXCEEDED"],
  ]),
];

function updating(feature: string, maxVersionLevel: number, upgradeType = 1): Ask {
  return async (target) => {
    const featureUpdates = [{ feature, maxVersionLevel, upgradeType }];
    return await target.ask(FEATURES, { request: { featureUpdates, validateOnly: true } });
  };
}

const features = refusalsOf("UpdateFeatures", [
  [
    "a feature that is none",
    updating("no.such.feature", 1),
    "INVALID_UPDATE_VERSION",
    "no.such.feature",
  ],
  ["a level that is none", updating("transaction.version", 99), "INVALID_UPDATE_VERSION", "99"],
  ["a negative level", updating("transaction.version", -1), "INVALID_UPDATE_VERSION", "-1"],
  [
    "a kind of upgrade that is none",
    updating("transaction.version", 2, 9),
    "INVALID_UPDATE_VERSION",
  ],
]);

export const clusterCases = [...moves, ...elections, ...telemetry, ...features];
