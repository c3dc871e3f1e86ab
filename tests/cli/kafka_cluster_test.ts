import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { kafkaCluster } from "../../lib/cli/kafka_cluster.ts";
import { kafkaGroups } from "../../lib/cli/kafka_groups.ts";
import { DescribeCluster, ListGroups, UnregisterBroker } from "../../lib/client/apis.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { MemoryKedge } from "./memory_kedge.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

let kedge: MemoryKedge;

beforeAll(async () => {
  kedge = await MemoryKedge.start();
});
afterAll(() => kedge.close());

describe("kafka-cluster.sh", () => {
  test("tells the cluster's id and endpoints, as recorded", async () => {
    expect((await kedge.run(kafkaCluster, "cluster-id")).out)
      .toBe("Cluster ID: test-cluster-id-000000\n");
    expect((await kedge.run(kafkaCluster, "list-endpoints")).out).toBe(
      "ID         HOST     PORT       RACK       STATE      ENDPOINT_TYPE  \n" +
        "1          10.1.2.3 9092       null       unfenced   broker         \n",
    );
  });

  test("takes short names, and the arguments in any order", async () => {
    const args = ["-b", "localhost:9092", "cluster-id"];
    expect((await kedge.runArguments(kafkaCluster, args)).out)
      .toBe("Cluster ID: test-cluster-id-000000\n");
  });

  test("unregisters a broker, or says why not", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(UnregisterBroker, ({ brokerId }) => ({
      errorCode: brokerId === 2 ? 0 : ErrorCode.BROKER_ID_NOT_REGISTERED,
      errorMessage: brokerId === 2 ? null : `Broker ID ${brokerId} is not currently registered`,
    }));
    const run = async (id: string) => {
      const terminal = new RecordingTerminal();
      const args = ["unregister", "--bootstrap-server", "127.0.0.1:29092", "--id", id];
      const exitCode = await kafkaCluster.run(args, terminal, environmentOf(kafka));
      return [exitCode, terminal.both];
    };
    expect(await run("2")).toEqual([0, "Broker 2 is no longer registered.\n"]);
    expect(await run("77")).toEqual([
      1,
      "org.apache.kafka.common.errors.BrokerIdNotRegisteredException: Broker ID 77 is not " +
      "currently registered\n",
    ]);
    // kedge has no API for it: its registrations end with the brokers' sessions.
    expect((await kedge.run(kafkaCluster, "unregister --id 7")).out)
      .toBe("The target cluster does not support the broker unregistration API.\n");
  });

  test("controllers name themselves", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(DescribeCluster, ({ endpointType }) => ({
      errorCode: 0,
      errorMessage: null,
      endpointType,
      clusterId: "c",
      controllerId: 3,
      brokers: [{ brokerId: 3, host: "h", port: 9093, rack: null }],
    }));
    const terminal = new RecordingTerminal();
    const args = ["list-endpoints", "--bootstrap-controller", "127.0.0.1:29092"];
    expect(await kafkaCluster.run(args, terminal, environmentOf(kafka))).toBe(0);
    expect(terminal.out).toBe(
      "ID         HOST PORT       RACK       ENDPOINT_TYPE  \n" +
        "3          h    9093       null       controller     \n",
    );
    expect(kafka.broker.requests(DescribeCluster)[0]!.request).toMatchObject({ endpointType: 2 });
  });

  test("--help lists the commands, faults end with 1", async () => {
    const { exitCode, out } = await kedge.runArguments(kafkaCluster, ["--help"]);
    expect([exitCode, out.includes("list-endpoints")]).toEqual([0, true]);
    const fault = await kedge.runArguments(kafkaCluster, ["cluster-id"]);
    expect([fault.exitCode, fault.err.includes("--bootstrap-server")]).toEqual([1, true]);
  });
});

describe("kafka-groups.sh", () => {
  test("lists groups of all types, or of some, as recorded", async () => {
    const kafka = new MemoryKafka();
    const group = (groupId: string, groupType: string, protocolType: string) => ({
      groupId,
      groupType,
      protocolType,
      groupState: "Stable",
    });
    kafka.broker.on(ListGroups, () => ({
      errorCode: 0,
      groups: [
        group("hello-group", "classic", "consumer"),
        group("live848", "consumer", "consumer"),
        group("sg1", "share", "share"),
        group("connect", "classic", "connect"),
      ],
    }));
    const run = async (...words: string[]) => {
      const terminal = new RecordingTerminal();
      const args = ["--bootstrap-server", "127.0.0.1:29092", "--list", ...words];
      expect(await kafkaGroups.run(args, terminal, environmentOf(kafka))).toBe(0);
      return terminal.out.split("\n").slice(1, -1).map((line) => line.split(" ")[0]).sort();
    };
    expect(await run()).toEqual(["connect", "hello-group", "live848", "sg1"]);
    expect(await run("--consumer")).toEqual(["hello-group", "live848"]);
    expect(await run("--share")).toEqual(["sg1"]);
    expect(await run("--group-type", "classic")).toEqual(["connect", "hello-group"]);
    expect(await run("--protocol", "connect")).toEqual(["connect"]);
  });

  test("prints its title without groups, and tells faults", async () => {
    expect((await kedge.run(kafkaGroups, "--list")).out)
      .toBe("GROUP                TYPE                 PROTOCOL            \n");
    const cases: [string, string][] = [
      ["", "Command must include exactly one action: --list."],
      ["--list --group-type foo", "--group-type must be a valid group type."],
      ["--list --consumer --share", `Option "[consumer]" can't be used with option "[share]"`],
    ];
    for (const [words, fault] of cases) {
      const { exitCode, err } = await kedge.run(kafkaGroups, words);
      expect([exitCode, err.split("\n")[0]]).toEqual([1, fault]);
    }
  });
});
