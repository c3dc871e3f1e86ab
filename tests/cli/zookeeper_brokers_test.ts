import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { kafkaConfigs } from "../../lib/cli/kafka_configs.ts";
import { kafkaPreferredReplicaElection } from "../../lib/cli/kafka_preferred_replica_election.ts";
import { kafkaTopics } from "../../lib/cli/kafka_topics.ts";
import { SmallZooKeeper } from "../zookeeper/client/small_zookeeper.ts";
import { MemoryKedge } from "./memory_kedge.ts";
import { recorded } from "./recorded.ts";
import { runLines } from "./zookeeper/run_shell.ts";

const BROKER = '{"endpoints":["SSL://h:9093","PLAINTEXT://localhost:9092"],"host":"h","port":9093}';
const SERVER = ["--zookeeper", "zk:2181"];

let kedge: MemoryKedge;
const zookeeper = new SmallZooKeeper();

beforeAll(async () => {
  kedge = await MemoryKedge.start();
  const partitions = [0, 7].map((partition) => ({ topic: "adm_b", partition }));
  kedge.files["el.json"] = JSON.stringify({ partitions });
  await runLines(
    zookeeper,
    "create /brokers x",
    "create /brokers/ids x",
    `create /brokers/ids/1 ${BROKER}`,
  );
});
afterAll(() => kedge.close());

async function outOf(command: typeof kafkaTopics, words: string): Promise<string> {
  const args = [...SERVER, ...words.split(" ")];
  const { network } = zookeeper;
  const { exitCode, out, err } = await kedge.runArguments(command, args, { network });
  expect([exitCode, err]).toEqual([0, ""]);
  return out;
}

describe("--zookeeper of Kafka 2", () => {
  test("finds the brokers, and prints what Kafka 2.5 printed of topics", async () => {
    let out = await outOf(
      kafkaTopics,
      "--create --topic zk.t --partitions 2 --replication-factor 1",
    );
    out += await outOf(kafkaTopics, "--describe --topic zk.t");
    out += await outOf(kafkaTopics, "--alter --topic zk.t --partitions 3");
    out += await outOf(kafkaTopics, "--list");
    out += await outOf(kafkaTopics, "--delete --topic zk.t");
    expect(out).toBe(recorded("kafka_2", "topics"));
  });

  test("and of configs", async () => {
    await kedge.test.settled();
    await kedge.test.createTopic("adm_b");
    const calls = [
      "--alter --entity-type topics --entity-name adm_b " +
      "--add-config retention.ms=7000,segment.ms=60000",
      "--describe --entity-type topics --entity-name adm_b",
      "--alter --entity-type clients --entity-name c9 --add-config producer_byte_rate=1024",
      "--describe --entity-type clients --entity-name c9",
      "--describe --entity-type users --entity-name u9 --entity-type clients --entity-default",
      "--describe --entity-type brokers --entity-name 1",
    ];
    let out = "";
    for (const call of calls) out += await outOf(kafkaConfigs, call);
    expect(out).toBe(recorded("kafka_2", "configs"));
  });

  test("configs of all brokers are those of each, and the default of all", async () => {
    const add = "--alter --entity-type brokers --entity-name 1 --add-config log.cleaner.threads=2";
    await outOf(kafkaConfigs, add);
    expect((await outOf(kafkaConfigs, "--describe --entity-type brokers")).split("\n").slice(2))
      .toEqual([
        "Configs for brokers '1' are log.cleaner.threads=2",
        "Configs for default brokers are ",
        "",
      ]);
  });

  test("elections name all partitions, and are as good as started", async () => {
    const out = await outOf(kafkaPreferredReplicaElection, "--path-to-json-file el.json");
    expect(out.split("\n").slice(3)).toEqual([
      "Created preferred replica election path with adm_b-0",
      "Successfully started preferred replica election for partitions Set(adm_b-0)",
      "Skipping preferred replica leader election for partition adm_b-7 since it doesn't exist.",
      "",
    ]);
    const args = [...SERVER];
    const all = await kedge.runArguments(kafkaPreferredReplicaElection, args, {
      network: zookeeper.network,
    });
    expect(all.out).toContain("election for partitions Set(adm_b-0)\n");
  });

  test("tells that no broker is registered", async () => {
    const empty = new SmallZooKeeper();
    await runLines(empty, "create /brokers x", "create /brokers/ids x");
    const { network } = empty;
    const { exitCode, out } = await kedge.runArguments(kafkaTopics, [...SERVER, "--list"], {
      network,
    });
    expect([exitCode, out]).toEqual([
      1,
      "Error while executing topic command : No broker with a PLAINTEXT listener is registered " +
      "in zk:2181\n",
    ]);
  });
});
