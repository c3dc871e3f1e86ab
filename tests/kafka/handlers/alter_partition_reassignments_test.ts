import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  alterPartitionReassignments,
} from "../../../lib/kafka/handlers/alter_partition_reassignments.ts";
import {
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponse,
} from "../../../lib/kafka/messages/alter_partition_reassignments.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const api = {
  handler: alterPartitionReassignments,
  request: AlterPartitionReassignmentsRequest,
  response: AlterPartitionReassignmentsResponse,
};

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders", { partitions: 3 });
});
afterEach(() => running.close());

test.each(versionsOf(alterPartitionReassignments))(
  "version %i answers each partition",
  async (version) => {
    const partitions = [
      { partitionIndex: 0, replicas: [1] },
      { partitionIndex: 1, replicas: [1, 2] },
      { partitionIndex: 2, replicas: null },
      { partitionIndex: 3, replicas: [1] },
    ];
    const request = { topics: [{ name: "orders", partitions }] };
    const { errorCode, responses } = await send(running.broker, api, { version, request });
    expect(errorCode).toBe(0);
    expect(responses[0]?.partitions.map((one) => errorName(one.errorCode))).toEqual([
      "NONE",
      "INVALID_REPLICA_ASSIGNMENT",
      "NO_REASSIGNMENT_IN_PROGRESS",
      "UNKNOWN_TOPIC_OR_PARTITION",
    ]);
  },
);
