import { afterAll, beforeAll, expect, test } from "bun:test";
import { kafkaPreferredReplicaElection } from "../../lib/cli/kafka_preferred_replica_election.ts";
import { MemoryKedge } from "./memory_kedge.ts";

const DEPRECATED =
  "This tool is deprecated. Please use kafka-leader-election tool. Tracking issue: KAFKA-8405\n";

let kedge: MemoryKedge;

beforeAll(async () => {
  kedge = await MemoryKedge.start();
  await kedge.test.createTopic("a", { partitions: 2 });
  kedge.files["el.json"] = '{"partitions":[{"topic":"a","partition":1}]}';
  kedge.files["no.json"] = '{"partitions":[{"topic":"no","partition":0}]}';
});
afterAll(() => kedge.close());

test("tells partitions that have their preferred leaders, as Kafka's script, without names", async () => {
  const words = "--path-to-json-file el.json";
  expect(await kedge.run(kafkaPreferredReplicaElection, words)).toEqual({
    exitCode: 0,
    out: `${DEPRECATED}Preferred replica already elected for partitions \n`,
    err: "",
  });
});

test("all partitions: nothing is to do", async () => {
  expect(await kedge.run(kafkaPreferredReplicaElection, ""))
    .toEqual({ exitCode: 0, out: DEPRECATED, err: "" });
});

test("a partition that is not there is an error", async () => {
  const words = "--path-to-json-file no.json";
  const { exitCode, out, err } = await kedge.run(kafkaPreferredReplicaElection, words);
  expect([exitCode, err]).toEqual([1, "1 preferred replica(s) could not be elected\n"]);
  expect(out).toStartWith(
    `${DEPRECATED}Error completing preferred leader election for partition: no-0: `,
  );
});

test("brokers or ZooKeeper: one of both", async () => {
  const { exitCode, err } = await kedge.run(kafkaPreferredReplicaElection, "--zookeeper z:2181");
  expect(exitCode).toBe(1);
  expect(err).toStartWith("Exactly one of '[bootstrap-server]' or '[zookeeper]' must be provided");
});
