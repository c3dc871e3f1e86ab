import { expect, test } from "bun:test";
import { reassignPartition } from "../../lib/metadata/partition_reassignment.ts";
import { formatTopic } from "../../lib/metadata/znodes.ts";
import { assignmentFixture, STATE, TOPIC } from "./assignment_fixture.ts";

const PARTITION = { replicas: [1, 2], leader: 1, isr: [1, 2] };
const target = { topic: "orders", index: 0, replicationFactor: "change" as const };

test("the assignment that a partition has is done, and nothing is written", async () => {
  const { services, json } = await assignmentFixture(PARTITION);
  expect(await reassignPartition({ ...target, replicas: [1, 2] }, services)).toEqual({
    error: "NONE",
  });
  expect(await json(STATE)).toMatchObject({ leader_epoch: 5 });
});

test("replicas that are all in sync are the partition's at once", async () => {
  const { services, json } = await assignmentFixture(PARTITION);
  const result = await reassignPartition({ ...target, replicas: [2] }, services);
  expect(result).toEqual({ error: "NONE" });
  expect(await json(TOPIC)).toMatchObject({
    partitions: { "0": [2] },
    topic_id: "id",
    adding_replicas: {},
    removing_replicas: {},
  });
  expect(await json(STATE)).toMatchObject({ leader: 2, leader_epoch: 6, isr: [2] });
});

test.each(
  [
    [[], "change", "INVALID_REPLICA_ASSIGNMENT", "empty replica list"],
    [[1, 9], "change", "INVALID_REPLICA_ASSIGNMENT", "includes broker 9"],
    [[2, 2], "change", "INVALID_REPLICA_ASSIGNMENT", "the broker 2 more than once"],
    [[2], "keep", "INVALID_REPLICATION_FACTOR", "changed from 2 to 1"],
    [null, "change", "NO_REASSIGNMENT_IN_PROGRESS", undefined],
  ] as const,
)("%j, number of replicas to %s: %s", async (replicas, factor, error, message) => {
  const { services, json } = await assignmentFixture(PARTITION);
  const wanted = replicas === null ? null : [...replicas];
  const asked = { ...target, replicas: wanted, replicationFactor: factor };
  const result = await reassignPartition(asked, services);
  expect(result.error).toBe(error);
  if (message === undefined) expect(result.message).toBeUndefined();
  else expect(result.message).toContain(message);
  expect(await json(STATE)).toMatchObject({ leader_epoch: 5 });
});

test("a broker without a copy is refused", async () => {
  const { services } = await assignmentFixture({ replicas: [1], leader: 1, isr: [1] });
  expect(await reassignPartition({ ...target, replicas: [2] }, services)).toMatchObject({
    error: "INVALID_REPLICA_ASSIGNMENT",
    message: expect.stringContaining("Broker 2 has no copy of orders-0"),
  });
});

test.each([{ topic: "no" }, { index: 1 }])("there is no partition %j", async (place) => {
  const { services } = await assignmentFixture(PARTITION);
  const result = await reassignPartition({ ...target, replicas: [1], ...place }, services);
  expect(result.error).toBe("UNKNOWN_TOPIC_OR_PARTITION");
});

test("a topic without an id yet is reassigned, and left to the controller to name", async () => {
  const { services, json } = await assignmentFixture(PARTITION, null);
  const result = await reassignPartition({ ...target, replicas: [2] }, services);
  expect(result).toEqual({ error: "NONE" });
  expect(await json(TOPIC)).toEqual({
    partitions: { "0": [2] },
    adding_replicas: {},
    removing_replicas: {},
    version: 3,
  });
});

test("a topic whose znode lost its id keeps the one that is known", async () => {
  const { services, store, metadata, json } = await assignmentFixture(PARTITION);
  const data = formatTopic({ topicId: null, replicas: [[1, 2]] });
  await store.apply([{ kind: "set", path: TOPIC, data, version: 0 }]);
  await metadata.settled();
  await reassignPartition({ ...target, replicas: [2] }, services);
  expect(await json(TOPIC)).toMatchObject({ topic_id: "id", partitions: { "0": [2] } });
});

test("a change by somebody else meanwhile is looked at again", async () => {
  const { services, store, json } = await assignmentFixture(PARTITION);
  const { apply } = store;
  let met = 0;
  store.apply = async (operations) => {
    if (met++ === 0) {
      const data = JSON.stringify({
        controller_epoch: 1,
        leader: 2,
        version: 1,
        leader_epoch: 8,
        isr: [1, 2],
      });
      await apply.call(store, [{ kind: "set", path: STATE, data, version: 0 }]);
    }
    await apply.call(store, operations);
  };
  expect(await reassignPartition({ ...target, replicas: [2] }, services)).toEqual({
    error: "NONE",
  });
  expect(met).toBe(2);
  expect(await json(STATE)).toMatchObject({ leader: 2, leader_epoch: 9, isr: [2] });
});
