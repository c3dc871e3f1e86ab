import { expect, test } from "bun:test";
import { javaHashOrder, javaPartitionHash, javaStringHash } from "../../lib/cli/java_hash_order.ts";

test("hashes texts as Java does", () => {
  expect(javaStringHash("")).toBe(0);
  expect(javaStringHash("hello")).toBe(99162322);
  expect(javaStringHash("polygenelubricants")).toBe(-2147483648);
});

test("orders groups as a recorded list of them is ordered", () => {
  const groups = [
    "console-consumer-19788",
    "console-consumer-4111",
    "console-consumer-51204",
    "hello-group",
  ];
  expect(javaHashOrder(groups, { hashOf: javaStringHash })).toEqual([
    "console-consumer-51204",
    "console-consumer-4111",
    "hello-group",
    "console-consumer-19788",
  ]);
});

test("orders topics as a recorded description is ordered, in a table of their number", () => {
  const topics = ["hello.kafka2", "hello_kafka", "hellok"];
  expect(javaHashOrder(topics, { hashOf: javaStringHash, capacity: 3 })).toEqual([
    "hello_kafka",
    "hello.kafka2",
    "hellok",
  ]);
});

test("orders partitions as a recorded reset of offsets is ordered", () => {
  const partitions = [0, 1, 2].map((partition) => ({ topic: "hellok", partition }));
  const ordered = javaHashOrder(partitions, { hashOf: javaPartitionHash });
  expect(ordered.map(({ partition }) => partition)).toEqual([0, 2, 1]);
});
