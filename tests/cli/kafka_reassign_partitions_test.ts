import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { kafkaConfigs } from "../../lib/cli/kafka_configs.ts";
import { kafkaLeaderElection } from "../../lib/cli/kafka_leader_election.ts";
import { kafkaReassignPartitions } from "../../lib/cli/kafka_reassign_partitions.ts";
import { ListPartitionReassignments } from "../../lib/client/apis.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { MemoryKedge } from "./memory_kedge.ts";
import { recorded } from "./recorded.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

let kedge: MemoryKedge;

beforeAll(async () => {
  kedge = await MemoryKedge.start();
  await kedge.test.createTopic("adm.a", { partitions: 2 });
  kedge.files["mv.json"] = '{"version":1,"topics":[{"topic":"adm.a"}]}';
  kedge.files["rs.json"] = assignment({ partition: 0, replicas: [1] }, {
    partition: 1,
    replicas: [1],
    log_dirs: ["any"],
  });
});
afterAll(() => kedge.close());

function assignment(...partitions: object[]): string {
  return JSON.stringify({
    version: 1,
    partitions: partitions.map((each) => ({ topic: "adm.a", ...each })),
  });
}

async function outOf(words: string): Promise<string> {
  const { exitCode, out, err } = await kedge.run(kafkaReassignPartitions, words);
  expect([exitCode, err]).toEqual([0, ""]);
  return out;
}

describe("kafka-reassign-partitions.sh", () => {
  test("--generate, as recorded", async () => {
    expect(await outOf("--generate --topics-to-move-json-file mv.json --broker-list 1"))
      .toBe(recorded("kafka_reassign_partitions", "proposal"));
  });

  test("--execute with throttles, then --verify, which takes them away, as recorded", async () => {
    expect(await outOf("--execute --reassignment-json-file rs.json --throttle 1000"))
      .toBe(recorded("kafka_reassign_partitions", "execution with a throttle"));
    const configs = async () => (await kedge.run(kafkaConfigs, "--describe --topic adm.a")).out;
    expect(await configs()).toContain("  leader.replication.throttled.replicas=0:1,1:1 ");
    expect(await outOf("--verify --reassignment-json-file rs.json"))
      .toBe(recorded("kafka_reassign_partitions", "verification"));
    expect(await configs()).not.toContain("throttled");
  });

  test("moves to a log folder that is named", async () => {
    kedge.files["dirs.json"] = assignment({ partition: 0, replicas: [1], log_dirs: ["/data"] });
    expect(await outOf("--execute --reassignment-json-file dirs.json")).toContain(
      "Successfully started moving log directory to /data for replica adm.a-0 with broker 1 \n",
    );
    expect(await outOf("--verify --reassignment-json-file dirs.json")).toContain(
      "\nReassignment of replica adm.a-0-1 completed successfully.\n",
    );
  });

  test("--list and --cancel without moves", async () => {
    expect(await outOf("--list")).toBe("No partition reassignments found.\n");
    expect(await outOf("--cancel --reassignment-json-file rs.json")).toBe(
      "None of the specified partition reassignments are active.\n" +
        "None of the specified partition moves are active.\n" +
        "Clearing broker-level throttles on broker 1\n" +
        "Clearing topic-level throttles on topic adm.a\n",
    );
  });

  test("--list shows moves under way", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(ListPartitionReassignments, () => ({
      errorCode: 0,
      errorMessage: null,
      topics: [{
        name: "t",
        partitions: [{
          partitionIndex: 3,
          replicas: [1, 2, 4],
          addingReplicas: [4],
          removingReplicas: [1],
        }],
      }],
    }));
    const terminal = new RecordingTerminal();
    const args = ["--bootstrap-server", "127.0.0.1:29092", "--list"];
    await kafkaReassignPartitions.run(args, terminal, environmentOf(kafka));
    expect(terminal.out).toBe(
      "Current partition reassignments:\nt-3: replicas: 1,2,4. adding: 4. removing: 1.\n",
    );
  });

  test("tells what cannot be", async () => {
    kedge.files["rs7.json"] = assignment({ partition: 0, replicas: [7] });
    kedge.files["rs9.json"] = assignment({ partition: 9, replicas: [1] });
    kedge.files["twice.json"] = assignment({ partition: 0, replicas: [1, 1] });
    kedge.files["dirs.json"] = assignment({ partition: 0, replicas: [1], log_dirs: [] });
    kedge.files["none.json"] = '{"version":1,"partitions":[]}';
    kedge.files["nosuch.json"] = '{"topics":[{"topic":"nosuch"}]}';
    const cases: [string, string][] = [
      ["--execute --reassignment-json-file rs7.json", "Error: Unknown broker id 7\n"],
      [
        "--execute --reassignment-json-file rs9.json",
        "Error: Unable to find partition: adm.a-9\n",
      ],
      [
        "--execute --reassignment-json-file twice.json",
        "Error: Partition replica lists may not contain duplicate entries: adm.a-0 contains " +
        "multiple entries for 1\n",
      ],
      [
        "--execute --reassignment-json-file dirs.json",
        "Error: Size of replicas list [1] is different from size of log dirs list [] for " +
        "partition adm.a-0\n",
      ],
      [
        "--execute --reassignment-json-file none.json",
        "Error: Partition reassignment list cannot be empty\n",
      ],
      [
        "--generate --topics-to-move-json-file mv.json --broker-list 1,1",
        "Error: Broker list contains duplicate entries: [1]\n",
      ],
      [
        "--generate --topics-to-move-json-file mv.json --broker-list 7",
        "Error: All brokers are currently fenced, or have all their log directories cordoned.\n",
      ],
      [
        "--generate --topics-to-move-json-file nosuch.json --broker-list 1",
        "Error: Topic nosuch not found.\n",
      ],
    ];
    for (const [words, out] of cases) {
      expect(await kedge.run(kafkaReassignPartitions, words)).toEqual({
        exitCode: 1,
        out,
        err: "",
      });
    }
    const usage: [string, string][] = [
      [
        "--list --verify",
        "Command must include exactly one action: --generate, --execute, --verify, --cancel, --list",
      ],
      ["--execute", 'Missing required argument "[reassignment-json-file]"'],
      ["--list --throttle 4", `Option "[throttle]" can't be used with action "[list]"`],
    ];
    for (const [words, fault] of usage) {
      const { exitCode, err } = await kedge.run(kafkaReassignPartitions, words);
      expect([exitCode, err.split("\n")[0]]).toEqual([1, fault]);
    }
  });
});

describe("kafka-leader-election.sh", () => {
  const elect = (words: string) => kedge.run(kafkaLeaderElection, words);

  test("elects, and says where there was no need, as recorded", async () => {
    expect(await elect("--election-type preferred --all-topic-partitions"))
      .toEqual({ exitCode: 0, out: "", err: "" });
    expect((await elect("--election-type preferred --topic adm.a --partition 0")).out)
      .toBe("Valid replica already elected for partitions adm.a-0\n");
    kedge.files["el.json"] = assignment({ partition: 0 }, { partition: 1 });
    expect((await elect("--election-type unclean --path-to-json-file el.json")).out)
      .toBe("Valid replica already elected for partitions adm.a-1, adm.a-0\n");
    const { exitCode, out, err } = await elect(
      "--election-type preferred --topic no --partition 0",
    );
    expect([exitCode, err]).toEqual([1, "1 replica(s) could not be elected\n"]);
    expect(out).toStartWith(
      "Error completing leader election (PREFERRED) for partition: no-0: " +
        "org.apache.kafka.common.errors.UnknownTopicOrPartitionException: ",
    );
  });

  test("tells options that do not go together, as recorded", async () => {
    kedge.files["twice.json"] = assignment({ partition: 0 }, { partition: 0 });
    const cases: [string, string][] = [
      [
        "--election-type foo --all-topic-partitions",
        "Cannot parse argument 'foo' of option election-type",
      ],
      [
        "--election-type preferred",
        "One and only one of the following options is required: topic, all-topic-partitions, " +
        "path-to-json-file",
      ],
      ["--all-topic-partitions", "Missing required option(s): election-type"],
      ["--election-type preferred --topic a", "Missing required option(s): partition"],
      [
        "--election-type preferred --path-to-json-file twice.json",
        "Replica election data contains duplicate partitions: [adm.a-0]",
      ],
    ];
    for (const [words, fault] of cases) {
      expect(await elect(words)).toEqual({ exitCode: 1, out: "", err: `${fault}\n` });
    }
  });
});
