import { expect, test } from "bun:test";
import { Metadata, Produce } from "../../lib/client/apis.ts";
import { memoryConnect } from "../../lib/client/memory_transport.ts";
import { MemoryKafka } from "./memory_kafka.ts";

const ADDRESS = { host: "in-process", port: 1 };

test("a memory transport carries requests without a socket", async () => {
  const kafka = new MemoryKafka();
  const transport = await memoryConnect(kafka.broker.exchange, { clock: kafka.clock })(ADDRESS);
  const { clusterId } = await transport.send(Metadata, {
    topics: [],
    allowAutoTopicCreation: false,
  });
  expect(clusterId).toBe("memory");
  transport.close();
  expect(transport.closed).toBe(true);
});

test("a request without an answer is done when it is sent", async () => {
  const kafka = new MemoryKafka();
  kafka.broker.on(Produce, () => null);
  const transport = await memoryConnect(kafka.broker.exchange, { clock: kafka.clock })(ADDRESS);
  await transport.sendOneWay(Produce, { acks: 0, timeoutMs: 1, topicData: [] });
  expect(kafka.broker.requests(Produce).length).toBe(1);
  expect(kafka.clock.pending).toBe(0);
  transport.close();
});

test("a broker that fails ends the connection with its reason", async () => {
  const kafka = new MemoryKafka();
  const transport = await memoryConnect(kafka.broker.exchange, { clock: kafka.clock })(ADDRESS);
  kafka.broker.on(Metadata, () => {
    throw new Error("out of order");
  });
  const failed = transport.send(Metadata, { topics: [], allowAutoTopicCreation: false });
  await expect(failed).rejects.toThrow("in-process:1 failed: out of order");
});
