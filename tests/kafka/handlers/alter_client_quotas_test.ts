import { afterEach, beforeEach, expect, test } from "bun:test";
import { alterClientQuotas } from "../../../lib/kafka/handlers/alter_client_quotas.ts";
import {
  AlterClientQuotasRequest,
  AlterClientQuotasResponse,
} from "../../../lib/kafka/messages/alter_client_quotas.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const api = {
  handler: alterClientQuotas,
  request: AlterClientQuotasRequest,
  response: AlterClientQuotasResponse,
};

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
});
afterEach(() => running.close());

type Entity = [string, string | null][];

function entry(entity: Entity, key: string, value: number | null) {
  return {
    entity: entity.map(([entityType, entityName]) => ({ entityType, entityName })),
    ops: [{ key, value: value ?? 0, remove: value === null }],
  };
}

function alter(
  entries: ReturnType<typeof entry>[],
  { version = 1, validateOnly = false }: { version?: number; validateOnly?: boolean } = {},
) {
  return send(running.broker, api, { version, request: { entries, validateOnly } });
}

async function znode(path: string): Promise<unknown> {
  const node = await running.metadataStore.get(path);
  return node === null || node.data.length === 0
    ? null
    : JSON.parse(new TextDecoder().decode(node.data));
}

test.each(versionsOf(alterClientQuotas))("version %i sets a quota at once", async (version) => {
  const entity: Entity = [["user", "alice"], ["client-id", null]];
  const { entries } = await alter([entry(entity, "producer_byte_rate", 1024)], { version });
  expect(entries).toMatchObject([{ errorCode: 0, errorMessage: null }]);
  expect(await znode("/config/users/alice/clients/<default>")).toEqual({
    version: 1,
    config: { producer_byte_rate: "1024" },
  });
  expect(await znode("/config/changes/config_change_0000000000")).toEqual({
    version: 2,
    entity_path: "users/alice/clients/<default>",
  });
  expect(running.broker.quotas.active).toBe(true);
});

test("a quota that is removed is not in force any more", async () => {
  await alter([entry([["client-id", "c1"]], "producer_byte_rate", 1024)]);
  await alter([entry([["client-id", "c1"]], "producer_byte_rate", null)]);
  expect(await znode("/config/clients/c1")).toEqual({ version: 1, config: {} });
  expect(running.broker.quotas.active).toBe(false);
});

test("validateOnly changes nothing, and finds faults", async () => {
  const { entries } = await alter([
    entry([["user", "alice"]], "producer_byte_rate", 1024),
    entry([["user", "bob"]], "producer_byte_rate", -1),
  ], { validateOnly: true });
  expect(entries.map(({ errorCode }) => errorName(errorCode))).toEqual(["NONE", "INVALID_REQUEST"]);
  expect(await znode("/config/users/alice")).toBeNull();
});

test("each entity is changed by itself; one that stands twice is not", async () => {
  const { entries } = await alter([
    entry([["user", "a"], ["client-id", "c"]], "producer_byte_rate", 1),
    entry([["client-id", "c"], ["user", "a"]], "producer_byte_rate", 2),
    entry([["group", "g"]], "producer_byte_rate", 1),
    entry([["ip", "10.0.0.1"]], "connection_creation_rate", 7),
  ]);
  expect(entries.map(({ errorCode }) => errorName(errorCode))).toEqual([
    "INVALID_REQUEST",
    "INVALID_REQUEST",
    "NONE",
  ]);
  expect(await znode("/config/users/a/clients/c")).toBeNull();
  expect(await znode("/config/ips/10.0.0.1")).toMatchObject({
    config: { connection_creation_rate: "7" },
  });
});

test("a quota that a shell writes is in force as well", async () => {
  const data = '{"version":1,"config":{"consumer_byte_rate":"77","other":"x"}}';
  await running.metadataStore.apply([{ kind: "create", path: "/config/clients/c%2F1", data }]);
  await running.settled();
  expect(running.broker.image.clientQuotas.get("clients/c%2F1")).toEqual({
    entity: { clientId: "c/1" },
    limits: new Map([["consumer_byte_rate", 77]]),
  });
  expect(running.broker.quotas.fetchBytesMax({ user: "u", clientId: "c/1" })).toBe(770);
});
