import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  describeUserScramCredentials,
} from "../../../lib/kafka/handlers/describe_user_scram_credentials.ts";
import {
  DescribeUserScramCredentialsRequest,
  DescribeUserScramCredentialsResponse,
} from "../../../lib/kafka/messages/describe_user_scram_credentials.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { send, startTestBroker, type TestBroker } from "../test_broker.ts";

const api = {
  handler: describeUserScramCredentials,
  request: DescribeUserScramCredentialsRequest,
  response: DescribeUserScramCredentialsResponse,
};

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
});
afterEach(() => running.close());

test.each([[null], [[]]])(
  "users %p are all users, of which none has credentials",
  async (users) => {
    const { errorCode, results } = await send(running.broker, api, { request: { users } });
    expect(errorCode).toBe(0);
    expect(results).toEqual([]);
  },
);

const COUNT = 200_000;

test("many names are looked through once", async () => {
  const users = Array.from({ length: COUNT }, (_, at) => ({ name: `user-${at}` }));
  const { results } = await send(running.broker, api, { request: { users } });
  expect(results.length).toBe(COUNT);
}, 10_000);

test("a named user is not found, one named twice is told so once", async () => {
  const users = ["ann", "bob", "ann"].map((name) => ({ name }));
  const { errorCode, results } = await send(running.broker, api, { request: { users } });
  expect(errorCode).toBe(0);
  expect(results.map(({ user, errorCode }) => [user, errorCode])).toEqual([
    ["ann", ErrorCode.DUPLICATE_RESOURCE],
    ["bob", ErrorCode.RESOURCE_NOT_FOUND],
  ]);
});
