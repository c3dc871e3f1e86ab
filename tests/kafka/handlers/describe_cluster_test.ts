import { afterEach, beforeEach, expect, test } from "bun:test";
import { describeCluster } from "../../../lib/kafka/handlers/describe_cluster.ts";
import {
  DescribeClusterRequest,
  DescribeClusterResponse,
} from "../../../lib/kafka/messages/describe_cluster.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const api = {
  handler: describeCluster,
  request: DescribeClusterRequest,
  response: DescribeClusterResponse,
};
/** First version with a type of endpoint. */
const ENDPOINT_TYPE_VERSION = 1;

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
});
afterEach(() => running.close());

function ask({ version = 2, endpointType = 1 } = {}) {
  const includeClusterAuthorizedOperations = true;
  const request = version < ENDPOINT_TYPE_VERSION
    ? { includeClusterAuthorizedOperations }
    : { includeClusterAuthorizedOperations, endpointType };
  return send(running.broker, api, { version, request });
}

test.each(versionsOf(describeCluster))("version %i", async (version) => {
  const cluster = await ask({ version });
  expect(cluster).toMatchObject({
    errorCode: 0,
    errorMessage: null,
    clusterId: "test-cluster-id-000000",
    controllerId: 1,
    clusterAuthorizedOperations: -2147483648,
  });
  expect(cluster.brokers).toMatchObject([
    { brokerId: 1, host: "10.1.2.3", port: 9092, rack: null, isFenced: false },
  ]);
});

test("controllers are asked for in the wrong place", async () => {
  const { errorCode, errorMessage, brokers, endpointType } = await ask({ endpointType: 2 });
  expect(errorName(errorCode)).toBe("MISMATCHED_ENDPOINT_TYPE");
  expect(errorMessage).toContain("of type CONTROLLER");
  expect(brokers).toEqual([]);
  expect(endpointType).toBe(2);
});

test("an unknown type of endpoint", async () => {
  const { errorCode, errorMessage } = await ask({ endpointType: 9 });
  expect(errorName(errorCode)).toBe("UNSUPPORTED_ENDPOINT_TYPE");
  expect(errorMessage).toBe("Unsupported endpoint type 9");
});
