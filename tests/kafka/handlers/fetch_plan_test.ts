import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { fetch } from "../../../lib/kafka/handlers/fetch.ts";
import { FetchRequest, FetchResponse } from "../../../lib/kafka/messages/fetch.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import type { TopicImage } from "../../../lib/metadata/cluster_image.ts";
import { formatTopic, topicPath } from "../../../lib/metadata/znodes.ts";
import { batchOf, valuesOf } from "../batches.ts";
import { send, startTestBroker, type TestBroker } from "../test_broker.ts";

const api = { handler: fetch, request: FetchRequest, response: FetchResponse };
/** A request outside of any session. */
const NO_SESSION = { sessionId: 0, sessionEpoch: -1 };

let running: TestBroker;
let orders: TopicImage;
let bills: TopicImage;

beforeEach(async () => {
  running = await startTestBroker();
  orders = await running.createTopic("orders", { partitions: 2 });
  bills = await running.createTopic("bills");
});
afterEach(() => running.close());

/** What to fetch: `topic index` to the offset. */
type Wanted = Record<string, number>;

interface SessionCall {
  sessionId: number;
  sessionEpoch: number;
  wanted?: Wanted;
  forgotten?: string[];
  maxBytes?: number;
  version?: number;
}

function topicOf(name: string, version: number) {
  if (version < 13) return { topic: name };
  return { topicId: running.broker.image.topics.get(name)?.id ?? name };
}

async function ask(call: SessionCall) {
  const { sessionId, sessionEpoch, wanted = {}, forgotten = [], version = 12 } = call;
  const answer = await send(running.broker, api, {
    version,
    request: {
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: call.maxBytes ?? 1 << 20,
      sessionId,
      sessionEpoch,
      topics: Object.entries(wanted).map(([place, fetchOffset]) => {
        const [name = "", index] = place.split(" ");
        const partitionMaxBytes = 1 << 20;
        return {
          ...topicOf(name, version),
          partitions: [{ partition: Number(index), fetchOffset, partitionMaxBytes }],
        };
      }),
      forgottenTopicsData: forgotten.map((place) => {
        const [name = "", index] = place.split(" ");
        return { ...topicOf(name, version), partitions: [Number(index)] };
      }),
    },
  });
  const told: Record<string, string[] | string> = {};
  for (const { topic, topicId, partitions } of answer.responses) {
    const name = version < 13 ? topic : running.broker.image.topicNames.get(topicId) ?? topicId;
    for (const { partitionIndex, errorCode, records } of partitions) {
      told[`${name} ${partitionIndex}`] = errorCode === 0
        ? valuesOf(records)
        : errorName(errorCode);
    }
  }
  return { errorCode: errorName(answer.errorCode), sessionId: answer.sessionId, told };
}

function append(topic: string, index: number, ...values: string[]): void {
  running.broker.partitions.get(topic, index)!.append(batchOf(values));
}

const EVERYTHING = { "orders 0": 0, "orders 1": 0, "bills 0": 0 };

describe("without a session", () => {
  test("everything asked for is told, every time", async () => {
    append("orders", 0, "a");
    for (let i = 0; i < 2; i++) {
      const { sessionId, told } = await ask({ ...NO_SESSION, wanted: EVERYTHING });
      expect(sessionId).toBe(0);
      expect(told).toEqual({ "orders 0": ["a"], "orders 1": [], "bills 0": [] });
    }
    expect(running.broker.fetchSessions.count).toBe(0);
  });

  test("nothing asked for opens no session", async () => {
    expect((await ask({ sessionId: 0, sessionEpoch: 0 })).sessionId).toBe(0);
    expect(running.broker.fetchSessions.count).toBe(0);
  });
});

describe("a session", () => {
  let sessionId: number;
  let epoch: number;

  beforeEach(async () => {
    append("orders", 0, "a");
    const opened = await ask({ sessionId: 0, sessionEpoch: 0, wanted: EVERYTHING });
    expect(opened.told).toEqual({ "orders 0": ["a"], "orders 1": [], "bills 0": [] });
    sessionId = opened.sessionId;
    expect(sessionId).toBeGreaterThan(0);
    epoch = 0;
  });

  async function next(call: Omit<SessionCall, "sessionId" | "sessionEpoch"> = {}) {
    epoch += 1;
    const answer = await ask({ sessionId, sessionEpoch: epoch, ...call });
    expect(answer.errorCode).toBe("NONE");
    expect(answer.sessionId).toBe(sessionId);
    return answer.told;
  }

  test("tells nothing where nothing is new", async () => {
    expect(await next({ wanted: { "orders 0": 1 } })).toEqual({});
    expect(await next()).toEqual({});
  });

  test("tells only partitions with news, without their being named", async () => {
    await next({ wanted: { "orders 0": 1 } });
    append("bills", 0, "b");
    expect(await next()).toEqual({ "bills 0": ["b"] });
  });

  test("tells again what a client does not move on from", async () => {
    expect(await next()).toEqual({ "orders 0": ["a"] });
    expect(await next()).toEqual({ "orders 0": ["a"] });
    expect(await next({ wanted: { "orders 0": 1 } })).toEqual({});
  });

  test("a change of the log start is news", async () => {
    await next({ wanted: { "orders 0": 1 } });
    running.broker.partitions.get("orders", 0)!.deleteRecordsBefore(1);
    expect(await next()).toEqual({ "orders 0": [] });
    expect(await next()).toEqual({});
  });

  test("an error is told as long as it lasts", async () => {
    expect(await next({ wanted: { "orders 0": 99 } })).toEqual({
      "orders 0": "OFFSET_OUT_OF_RANGE",
    });
    expect(await next()).toEqual({ "orders 0": "OFFSET_OUT_OF_RANGE" });
    expect(await next({ wanted: { "orders 0": 1 } })).toEqual({ "orders 0": [] });
    expect(await next()).toEqual({});
  });

  test("partitions can be added", async () => {
    await next({ wanted: { "orders 0": 1 } });
    await running.createTopic("late");
    append("late", 0, "l");
    expect(await next({ wanted: { "late 0": 0 } })).toEqual({ "late 0": ["l"] });
  });

  test("partitions can be forgotten", async () => {
    await next({ wanted: { "orders 0": 1 }, forgotten: ["bills 0"] });
    append("bills", 0, "b");
    append("orders", 1, "o");
    expect(await next()).toEqual({ "orders 1": ["o"] });
  });

  test("a deleted topic is an error", async () => {
    await next({ wanted: { "orders 0": 1 } });
    await running.broker.topics.delete("bills");
    expect(await next()).toEqual({ "bills 0": "UNKNOWN_TOPIC_OR_PARTITION" });
  });

  test("partitions that were served stand behind the others, so none starves", async () => {
    append("orders", 1, "b");
    append("bills", 0, "c");
    const served: string[] = [];
    for (let i = 0; i < 3; i++) {
      served.push(...Object.keys(await next({ maxBytes: 1 })).slice(0, 1));
    }
    expect(new Set(served).size).toBe(3);
  });

  test("a wrong epoch is refused and changes nothing", async () => {
    const refused = await ask({ sessionId, sessionEpoch: 2 });
    expect(refused).toEqual({ errorCode: "INVALID_FETCH_SESSION_EPOCH", sessionId: 0, told: {} });
    expect(await next({ wanted: { "orders 0": 1 } })).toEqual({});
  });

  test("an unknown id is refused", async () => {
    const refused = await ask({ sessionId: sessionId + 1, sessionEpoch: 1 });
    expect(refused.errorCode).toBe("FETCH_SESSION_ID_NOT_FOUND");
  });

  test("the final epoch ends it, and fetches once more what it names", async () => {
    const last = await ask({ sessionId, sessionEpoch: -1, wanted: { "orders 0": 0 } });
    expect(last).toEqual({ errorCode: "NONE", sessionId: 0, told: { "orders 0": ["a"] } });
    expect(running.broker.fetchSessions.count).toBe(0);
    const after = await ask({ sessionId, sessionEpoch: 1 });
    expect(after.errorCode).toBe("FETCH_SESSION_ID_NOT_FOUND");
  });

  test("the initial epoch makes a new one in its place", async () => {
    const again = await ask({ sessionId, sessionEpoch: 0, wanted: { "bills 0": 0 } });
    expect(again.sessionId).not.toBe(sessionId);
    expect(running.broker.fetchSessions.count).toBe(1);
  });
});

describe("topic ids", () => {
  test("are resolved, and stay in the answer", async () => {
    append("orders", 0, "a");
    const { told } = await ask({ ...NO_SESSION, version: 13, wanted: { "orders 0": 0 } });
    expect(told).toEqual({ "orders 0": ["a"] });
  });

  test("of no topic are an error of the partition alone", async () => {
    append("orders", 0, "a");
    const unknown = "AAAAAAAAAAAAAAAAAAAAAQ";
    const { told } = await ask({
      ...NO_SESSION,
      version: 13,
      wanted: { [`${unknown} 0`]: 0, "orders 0": 0 },
    });
    expect(told).toEqual({ [`${unknown} 0`]: "UNKNOWN_TOPIC_ID", "orders 0": ["a"] });
  });

  test("in a session may be of a topic that comes later", async () => {
    const topicId = "AAAAAAAAAAAAAAAAAAAAAQ";
    const wanted = { "orders 0": 0, [`${topicId} 0`]: 0 };
    const { sessionId } = await ask({ sessionId: 0, sessionEpoch: 0, version: 13, wanted });
    const data = formatTopic({ topicId, replicas: [[1]] });
    await running.metadataStore.apply([{ kind: "create", path: topicPath("late"), data }]);
    await running.settled();
    append("late", 0, "l");
    const { told } = await ask({ sessionId, sessionEpoch: 1, version: 13 });
    expect(told).toEqual({ "late 0": ["l"] });
  });

  test("in a session can be forgotten", async () => {
    const wanted = { "orders 0": 0, "bills 0": 0 };
    const { sessionId } = await ask({ sessionId: 0, sessionEpoch: 0, version: 13, wanted });
    append("orders", 0, "a");
    append("bills", 0, "b");
    const next = { sessionId, sessionEpoch: 1, version: 13, forgotten: ["bills 0"] };
    expect((await ask(next)).told).toEqual({ "orders 0": ["a"] });
    expect(bills.id).not.toBe(orders.id);
  });

  test("of a topic that was deleted and made again do not lead to the new one", async () => {
    const wanted = { "orders 0": 0 };
    const { sessionId } = await ask({ sessionId: 0, sessionEpoch: 0, version: 13, wanted });
    await running.broker.topics.delete("orders");
    await running.createTopic("orders");
    append("orders", 0, "new");
    const { told } = await ask({ sessionId, sessionEpoch: 1, version: 13 });
    expect(told).toEqual({ [`${orders.id} 0`]: "INCONSISTENT_TOPIC_ID" });
  });
});
