import { afterEach, beforeEach, expect, test } from "bun:test";
import { describeClientQuotas } from "../../../lib/kafka/handlers/describe_client_quotas.ts";
import {
  DescribeClientQuotasRequest,
  DescribeClientQuotasResponse,
} from "../../../lib/kafka/messages/describe_client_quotas.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const api = {
  handler: describeClientQuotas,
  request: DescribeClientQuotasRequest,
  response: DescribeClientQuotasResponse,
};

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
  const set = [{ key: "producer_byte_rate", value: 5, remove: false }];
  const { quotaStore } = running.broker;
  await quotaStore.alter([{ entityType: "user", entityName: null }], set, "apply");
  await quotaStore.alter(
    [
      { entityType: "user", entityName: "a b" },
      { entityType: "client-id", entityName: "c" },
    ],
    set,
    "apply",
  );
});
afterEach(() => running.close());

test.each(versionsOf(describeClientQuotas))("version %i tells all quotas", async (version) => {
  const request = { components: [], strict: false };
  const { errorCode, entries } = await send(running.broker, api, { version, request });
  expect(errorCode).toBe(0);
  const values = [{ key: "producer_byte_rate", value: 5 }];
  expect(entries).toMatchObject([
    { entity: [{ entityType: "user", entityName: null }], values },
    {
      entity: [
        { entityType: "user", entityName: "a b" },
        { entityType: "client-id", entityName: "c" },
      ],
      values,
    },
  ]);
});

test("entities whose quotas were all removed are left out", async () => {
  const remove = [{ key: "producer_byte_rate", value: 0, remove: true }];
  const user = [{ entityType: "user", entityName: null }];
  await running.broker.quotaStore.alter(user, remove, "apply");
  const request = { components: [], strict: false };
  expect((await send(running.broker, api, { request })).entries).toHaveLength(1);
});

test("a filter that makes no sense is refused", async () => {
  const components = [{ entityType: "planet", matchType: 2, match: null }];
  const answer = await send(running.broker, api, { request: { components, strict: true } });
  expect(errorName(answer.errorCode)).toBe("UNSUPPORTED_VERSION");
  expect(answer).toMatchObject({
    errorMessage: "Unsupported entity type planet",
    entries: null,
  });
});
