import { afterEach, beforeEach, expect, test } from "bun:test";
import { createWantedTopics } from "../../lib/broker/wanted_topics.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { startTestBroker, type TestBroker } from "../kafka/test_broker.ts";

let kedge: TestBroker;
let logger: MemoryLogger;

beforeEach(async () => {
  kedge = await startTestBroker();
  logger = new MemoryLogger();
});

afterEach(() => kedge.close());

async function create(variables: Record<string, string>): Promise<void> {
  await createWantedTopics({ topics: kedge.broker.topics, variables, logger });
}

function topics(): Record<string, [partitions: number, policy: string | undefined]> {
  return Object.fromEntries(
    [...kedge.broker.image.topics.values()].map(({ name, partitions, configs }) => [
      name,
      [partitions.length, configs.get("cleanup.policy")],
    ]),
  );
}

test("topics are made as the variable says, with a policy where it names one", async () => {
  await create({ KAFKA_CREATE_TOPICS: "orders:3:1, users:1:1:compact" });
  expect(topics()).toEqual({ orders: [3, undefined], users: [1, "compact"] });
  expect(logger.messages("WARN")).toEqual([]);
});

test("another separator may stand between them", async () => {
  await create({
    KAFKA_CREATE_TOPICS: "a:1:1\nb:1:1:compact,delete\n",
    KAFKA_CREATE_TOPICS_SEPARATOR: "\n",
  });
  expect(topics()).toEqual({ a: [1, undefined], b: [1, "compact,delete"] });
});

test("what is there stays, and what cannot be made is told", async () => {
  await create({ KAFKA_CREATE_TOPICS: "a:2:1" });
  await create({ KAFKA_CREATE_TOPICS: "a:5:1,b,c:1:3,d:1:1:often,e:1:1" });
  expect(topics()).toEqual({ a: [2, undefined], e: [1, undefined] });
  const warnings = logger.messages("WARN");
  expect(warnings).toHaveLength(3);
  expect(warnings[0]).toStartWith("KAFKA_CREATE_TOPICS: cannot read b: it must be name:");
  expect(warnings[1]).toStartWith("KAFKA_CREATE_TOPICS: cannot make c:1:3: ");
  expect(warnings[2]).toStartWith("KAFKA_CREATE_TOPICS: cannot make d:1:1:often: ");
});

test("without the variable nothing is made", async () => {
  await create({});
  expect(topics()).toEqual({});
});
