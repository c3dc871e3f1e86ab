import { afterEach, beforeEach, expect, test } from "bun:test";
import { electLeaders } from "../../../lib/kafka/handlers/elect_leaders.ts";
import {
  ElectLeadersRequest,
  ElectLeadersResponse,
} from "../../../lib/kafka/messages/elect_leaders.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { ANY_VERSION } from "../../../lib/metadata/metadata_store.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const api = {
  handler: electLeaders,
  request: ElectLeadersRequest,
  response: ElectLeadersResponse,
};
const STATE = "/brokers/topics/orders/partitions/0/state";

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders", { partitions: 2 });
});
afterEach(() => running.close());

function elect(
  topicPartitions: { topic: string; partitions: number[] }[] | null,
  { version = 2, electionType = 0 }: { version?: number; electionType?: number } = {},
) {
  const request = version === 0 ? { topicPartitions } : { topicPartitions, electionType };
  return send(running.broker, api, { version, request });
}

/** Takes the leader of orders-0 away. */
async function unlead(): Promise<void> {
  const data = '{"controller_epoch":1,"leader":-1,"version":1,"leader_epoch":0,"isr":[1]}';
  await running.metadataStore.apply([{ kind: "set", path: STATE, data, version: ANY_VERSION }]);
  await running.settled();
}

test.each(versionsOf(electLeaders))("version %i answers each partition", async (version) => {
  const { errorCode, replicaElectionResults } = await elect([
    { topic: "orders", partitions: [0, 7] },
    { topic: "none", partitions: [0] },
  ], { version });
  expect(errorCode).toBe(0);
  const errors = replicaElectionResults.map(({ topic, partitionResult }) => [
    topic,
    partitionResult.map((one) => errorName(one.errorCode)),
  ]);
  expect(errors).toEqual([
    ["orders", ["ELECTION_NOT_NEEDED", "UNKNOWN_TOPIC_OR_PARTITION"]],
    ["none", ["UNKNOWN_TOPIC_OR_PARTITION"]],
  ]);
});

test.each([0, 1])("election type %i gives a partition a leader again", async (electionType) => {
  await unlead();
  const { replicaElectionResults } = await elect(
    [{ topic: "orders", partitions: [0] }],
    { electionType },
  );
  expect(replicaElectionResults[0]?.partitionResult).toMatchObject([{ errorCode: 0 }]);
  const [partition] = running.broker.image.topics.get("orders")!.partitions;
  expect(partition).toMatchObject({ leader: 1, leaderEpoch: 1 });
  expect(running.broker.partitions.get("orders", 0)?.leaderEpoch).toBe(1);
});

test("of all partitions only those with an election are told", async () => {
  await unlead();
  const { replicaElectionResults } = await elect(null);
  expect(replicaElectionResults).toMatchObject([
    { topic: "orders", partitionResult: [{ partitionId: 0, errorCode: 0 }] },
  ]);
});

test("an unknown type of election is refused", async () => {
  const { errorCode, replicaElectionResults } = await elect(null, { electionType: 2 });
  expect(errorName(errorCode)).toBe("INVALID_REQUEST");
  expect(replicaElectionResults).toEqual([]);
});
