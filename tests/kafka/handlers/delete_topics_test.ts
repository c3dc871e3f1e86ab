import { afterEach, beforeEach, expect, test } from "bun:test";
import { ZERO_UUID } from "../../../lib/bytes/uuid.ts";
import { DiskFullError } from "../../../lib/io/file.ts";
import { deleteTopics } from "../../../lib/kafka/handlers/delete_topics.ts";
import {
  DeleteTopicsRequest,
  DeleteTopicsResponse,
} from "../../../lib/kafka/messages/delete_topics.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import type { TopicImage } from "../../../lib/metadata/cluster_image.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const api = {
  handler: deleteTopics,
  request: DeleteTopicsRequest,
  response: DeleteTopicsResponse,
};

let running: TestBroker;
let orders: TopicImage;

beforeEach(async () => {
  running = await startTestBroker();
  orders = await running.createTopic("orders", { partitions: 2 });
});
afterEach(() => running.close());

function deleteByName(version: number, ...topicNames: string[]) {
  return send(running.broker, api, { version, request: { topicNames, timeoutMs: 0 } });
}

function deleteTopicsOf(...topics: { name?: string | null; topicId?: string }[]) {
  return send(running.broker, api, {
    request: {
      topics: topics.map(({ name = null, topicId = ZERO_UUID }) => ({ name, topicId })),
      timeoutMs: 0,
    },
  });
}

function told(
  responses: { name: string | null; errorCode: number; errorMessage: string | null }[],
) {
  return responses.map(({ name, errorCode, errorMessage }) =>
    [name, errorName(errorCode), errorMessage] as const
  );
}

const byName = versionsOf(deleteTopics).filter((version) => version < 6);

test.each(byName)("version %i deletes by name", async (version) => {
  const { responses } = await deleteByName(version, "orders");
  expect(responses).toMatchObject([{ name: "orders", errorCode: 0 }]);
  expect(running.broker.image.topics.has("orders")).toBe(false);
  expect(running.broker.partitions.ofTopic("orders")).toEqual([]);
  expect(running.store.get("orders-0")).toBeUndefined();
  expect(running.files.list("/data").filter((name) => name.startsWith("orders"))).toEqual([]);
  expect(await running.metadataStore.children("/admin/delete_topics")).toEqual([]);
});

test("version 6 deletes by name and tells the id", async () => {
  const { responses } = await deleteTopicsOf({ name: "orders" });
  expect(responses).toMatchObject([{ name: "orders", topicId: orders.id, errorCode: 0 }]);
  expect(running.broker.image.topics.size).toBe(0);
});

test("version 6 deletes by id and tells the name", async () => {
  const { responses } = await deleteTopicsOf({ topicId: orders.id });
  expect(responses).toMatchObject([{ name: "orders", topicId: orders.id, errorCode: 0 }]);
  expect(running.broker.image.topics.size).toBe(0);
});

test("a topic that an old tool has just made can be deleted before it has an id", async () => {
  Object.assign(running.broker.image.topics.get("orders")!, { id: "" });
  const { responses } = await deleteTopicsOf({ name: "orders" });
  expect(responses).toMatchObject([{ name: "orders", topicId: ZERO_UUID, errorCode: 0 }]);
});

test("a topic can be made again under its name", async () => {
  await deleteTopicsOf({ name: "orders" });
  const again = await running.createTopic("orders");
  expect(again.id).not.toBe(orders.id);
  expect(running.broker.partitions.get("orders", 0)?.topicId).toBe(again.id);
  expect(running.broker.partitions.get("orders", 1)).toBeUndefined();
});

test("many topics go in one request", async () => {
  const names = ["a", "b", "c", "d"];
  for (const name of names) await running.createTopic(name);
  const { responses } = await deleteByName(5, ...names);
  expect(told(responses)).toEqual(names.map((name) => [name, "NONE", null]));
  expect([...running.broker.image.topics.keys()]).toEqual(["orders"]);
});

test("an unknown name", async () => {
  expect(told((await deleteByName(5, "missing")).responses)).toEqual([
    ["missing", "UNKNOWN_TOPIC_OR_PARTITION", "This server does not host this topic-partition."],
  ]);
});

test("an unknown id", async () => {
  const topicId = "AAAAAAAAAAAAAAAAAAAAAQ";
  const { responses } = await deleteTopicsOf({ topicId });
  expect(responses).toMatchObject([{ name: null, topicId, errorCode: 100 }]);
});

test("a topic that is named twice is refused once", async () => {
  const { responses } = await deleteTopicsOf({ name: "orders" }, { name: "orders" });
  expect(told(responses)).toEqual([["orders", "INVALID_REQUEST", "Duplicate topic name."]]);
  const byId = await deleteTopicsOf({ topicId: orders.id }, { topicId: orders.id });
  expect(told(byId.responses)).toEqual([[null, "INVALID_REQUEST", "Duplicate topic id."]]);
  expect(running.broker.image.topics.has("orders")).toBe(true);
});

test("of a topic named by name and by id, the first goes and the second is refused", async () => {
  const { responses } = await deleteTopicsOf({ topicId: orders.id }, { name: "orders" });
  expect(told(responses)).toEqual([
    ["orders", "NONE", null],
    [
      "orders",
      "INVALID_REQUEST",
      "The provided topic name maps to an ID that was already supplied.",
    ],
  ]);
});

test("a topic with both names in one entry, or with none", async () => {
  const { responses } = await deleteTopicsOf({ name: "orders", topicId: orders.id }, {});
  expect(told(responses)).toEqual([
    ["orders", "INVALID_REQUEST", "You may not specify both topic name and topic id."],
    [null, "INVALID_REQUEST", "Neither topic name nor id were specified."],
  ]);
  expect(running.broker.image.topics.has("orders")).toBe(true);
});

test("delete.topic.enable=false has an error of its own from version 3 on", async () => {
  await running.close();
  running = await startTestBroker({ overrides: ["delete.topic.enable=false"] });
  await running.createTopic("orders");
  const [old] = (await deleteByName(2, "orders")).responses;
  expect(errorName(old!.errorCode)).toBe("INVALID_REQUEST");
  expect(told((await deleteByName(5, "orders")).responses)).toEqual([
    ["orders", "TOPIC_DELETION_DISABLED", "Topic deletion is disabled."],
  ]);
  expect(running.broker.image.topics.has("orders")).toBe(true);
});

test("a refused write is told", async () => {
  running.metadataStore.failWrites(new DiskFullError("no room"));
  expect(told((await deleteByName(5, "orders")).responses)).toEqual([
    ["orders", "KAFKA_STORAGE_ERROR", "no room"],
  ]);
});

test("what nobody foresaw is logged and not shown", async () => {
  running.metadataStore.failWrites(new TypeError("secret detail"));
  const [response] = (await deleteByName(5, "orders")).responses;
  expect(errorName(response!.errorCode)).toBe("UNKNOWN_SERVER_ERROR");
  expect(response!.errorMessage).not.toContain("secret");
  expect(running.logger.lines.at(-1)).toMatchObject({
    level: "ERROR",
    message: "request failed",
    fields: { api: "DELETE_TOPICS" },
  });
});
