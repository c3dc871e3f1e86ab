import { expect, test } from "bun:test";
import {
  listPartitionReassignments,
} from "../../../lib/kafka/handlers/list_partition_reassignments.ts";
import {
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponse,
} from "../../../lib/kafka/messages/list_partition_reassignments.ts";
import { send, startTestBroker } from "../test_broker.ts";

test("nothing is ever under way", async () => {
  const running = await startTestBroker();
  await running.createTopic("orders");
  const api = {
    handler: listPartitionReassignments,
    request: ListPartitionReassignmentsRequest,
    response: ListPartitionReassignmentsResponse,
  };
  for (const topics of [null, [{ name: "orders", partitionIndexes: [0] }]]) {
    const answer = await send(running.broker, api, { request: { topics } });
    expect(answer).toMatchObject({ errorCode: 0, errorMessage: null, topics: [] });
  }
  await running.close();
});
