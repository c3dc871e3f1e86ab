import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { kafkaConfigs } from "../../lib/cli/kafka_configs.ts";
import { MemoryKedge } from "./memory_kedge.ts";
import { recorded } from "./recorded.ts";

let kedge: MemoryKedge;

beforeAll(async () => {
  kedge = await MemoryKedge.start();
  await kedge.test.createTopic("adm.a", { partitions: 2 });
  await kedge.test.createTopic("adm_b", { configs: { "retention.ms": "1000" } });
});
afterAll(() => kedge.close());

async function run(words: string) {
  return await kedge.run(kafkaConfigs, words);
}

/** What a call says where it succeeds. */
async function outOf(words: string): Promise<string> {
  const { exitCode, out, err } = await run(words);
  expect([exitCode, err]).toEqual([0, ""]);
  return out;
}

/** The first line of what a call says where it fails. */
async function faultOf(words: string): Promise<string> {
  const { exitCode, out, err } = await run(words);
  expect([exitCode, out]).toEqual([1, ""]);
  return err.split("\n")[0]!;
}

describe("kafka-configs.sh of topics", () => {
  test("describes what is set, as recorded", async () => {
    expect(await outOf("--describe --entity-type topics --entity-name adm_b"))
      .toBe(recorded("kafka_configs", "topic with one config"));
    expect(await outOf("--describe --entity-type topics"))
      .toBe(recorded("kafka_configs", "all topics"));
    expect(await outOf("--describe --topic nosuch")).toBe(
      "The topic 'nosuch' doesn't exist and doesn't have dynamic config.\n",
    );
  });

  test("--all adds what nobody has set", async () => {
    const out = await outOf("--describe --topic adm_b --all");
    expect(out.split("\n")[0]).toBe("All configs for topic adm_b are:");
    expect(out).toContain("\n  cleanup.policy=delete sensitive=false synonyms={");
  });

  test("sets and takes away, several at once, from a file too", async () => {
    kedge.files["add.properties"] = "retention.ms=5000\nmax.message.bytes=3000\n";
    const done = "Completed updating config for topic adm.a.\n";
    expect(await outOf("--alter --topic adm.a --add-config-file add.properties")).toBe(done);
    expect(
      await outOf(
        "--alter --topic adm.a --delete-config retention.ms,flush.ms " +
          "--add-config cleanup.policy=[compact,delete],segment.ms=100000",
      ),
    ).toBe(done);
    const lines = (await outOf("--describe --topic adm.a")).split("\n");
    expect(lines.map((line) => line.trim().split(" ")[0])).toEqual([
      "Dynamic",
      "cleanup.policy=compact,delete",
      "max.message.bytes=3000",
      "segment.ms=100000",
      "",
    ]);
  });

  test("tells the broker's refusal with the call, and no stack", async () => {
    const { exitCode, err } = await run("--alter --topic nosuch --add-config retention.ms=1");
    expect(exitCode).toBe(1);
    expect(err).toBe(recorded("kafka_configs", "alteration of no topic"));
  });
});

describe("kafka-configs.sh of brokers", () => {
  test("one broker, and the default of all", async () => {
    expect(
      await outOf(
        "--alter --entity-type brokers --entity-name 1 --add-config log.cleaner.threads=2",
      ),
    )
      .toBe("Completed updating config for broker 1.\n");
    expect(await outOf("--alter --broker-defaults --add-config log.cleaner.backoff.ms=15001"))
      .toBe("Completed updating default config for brokers in the cluster.\n");
    expect(await outOf("--describe --entity-type brokers"))
      .toBe(recorded("kafka_configs", "all brokers"));
  });

  test("loggers must exist", async () => {
    expect(await faultOf("--alter --broker-logger x --add-config a=DEBUG")).toBe(
      "The entity name for broker-loggers must be a valid integer broker id, but it is: x",
    );
  });
});

describe("kafka-configs.sh of users, clients and addresses", () => {
  test("sets, shows and takes away quotas, as recorded", async () => {
    const calls = [
      "--alter --user u1 --add-config producer_byte_rate=1024,consumer_byte_rate=2048",
      "--alter --client c1 --add-config request_percentage=200",
      "--alter --entity-type clients --entity-default --entity-type users --entity-name u1 " +
      "--add-config consumer_byte_rate=11",
      "--alter --user-defaults --add-config producer_byte_rate=10000000",
      "--alter --ip 127.0.0.9 --add-config connection_creation_rate=50",
    ];
    const done = [];
    for (const call of calls) done.push(await outOf(call));
    expect(done.join("")).toBe(recorded("kafka_configs", "quotas set"));
    const views = [
      "--describe --user u1",
      "--describe --client c1",
      "--describe --entity-type users",
      "--describe --entity-type users --entity-type clients",
      "--describe --entity-type users --entity-name u1 --entity-type clients",
      "--describe --entity-type ips",
    ];
    const shown = [];
    for (const view of views) shown.push(await outOf(view));
    expect(shown.join("")).toBe(recorded("kafka_configs", "quotas shown"));
    await outOf("--alter --user u1 --delete-config producer_byte_rate,consumer_byte_rate");
    expect(await outOf("--describe --user u1")).toBe("");
  });

  test("refuses what cannot be, before the broker does", async () => {
    const cases: [string, string][] = [
      [
        "--alter --user u1 --add-config nosuch=1",
        "Only quota and SCRAM credential configs can be added for 'users' using " +
        "--bootstrap-server. Unexpected config names: nosuch",
      ],
      [
        "--alter --user u1 --delete-config request_percentage",
        "Invalid config(s): request_percentage",
      ],
      [
        "--alter --client c1 --add-config producer_byte_rate=abc",
        "Cannot parse quota configuration value for producer_byte_rate: abc",
      ],
      [
        "--alter --ip 127.0.0.9 --add-config producer_byte_rate=50",
        "Only connection quota configs can be added for 'ips' using --bootstrap-server. " +
        "Unexpected config names: producer_byte_rate",
      ],
      [
        "--alter --user-defaults --add-config SCRAM-SHA-256=[password=x]",
        "The use of --entity-default or --user-defaults is not allowed with User SCRAM " +
        "Credentials using --bootstrap-server.",
      ],
      [
        "--alter --user u --add-config SCRAM-SHA-256=[iterations=8,password=x]",
        "Iterations 8 is less than the minimum 4096 required for SCRAM-SHA-256",
      ],
    ];
    for (const [words, fault] of cases) expect(await faultOf(words)).toBe(fault);
  });
});

test("kafka-configs.sh tells options that do not go together, in Kafka's words", async () => {
  const cases: [string, string][] = [
    ["", "Command must include exactly one action: --describe, --alter"],
    ["--describe", "At least one entity type must be specified"],
    [
      "--describe --entity-type foos",
      "Invalid entity type foos, the entity type must be one of topics, clients, users, brokers, " +
      "ips, client-metrics, groups, broker-loggers with a --bootstrap-server or " +
      "--bootstrap-controller argument",
    ],
    ["--describe --topic a --entity-type topics", "Duplicate entity type(s) specified: topics"],
    [
      "--describe --topic a --entity-name b",
      "--entity-{type,name,default} should not be used in conjunction with specific entity flags",
    ],
    [
      "--describe --entity-type topics --entity-type users",
      "Only 'users' and 'clients' entity types may be specified together",
    ],
    [
      "--describe --entity-type broker-loggers",
      "An entity name must be specified with --describe of broker-loggers",
    ],
    [
      "--alter --entity-type users --add-config producer_byte_rate=1",
      "An entity-name or default entity must be specified with --alter of users, clients, brokers " +
      "or ips",
    ],
    [
      "--alter --topic a",
      "At least one of --add-config, --add-config-file, or --delete-config must be specified " +
      "with --alter",
    ],
    [
      "--alter --topic a --add-config bad",
      "requirement failed: Invalid entity config: all configs to be added must be in the format " +
      '"key=val" or  "key=[val1,val2]" to group values which contain commas.',
    ],
    [
      "--alter --entity-type users --entity-type clients --entity-name x " +
      "--add-config producer_byte_rate=1",
      "An entity name must be specified for every entity type",
    ],
  ];
  for (const [words, fault] of cases) expect(await faultOf(words)).toBe(fault);
  expect((await kedge.runArguments(kafkaConfigs, ["--describe", "--topic", "a"])).err).toBe(
    "Either --bootstrap-server or --bootstrap-controller must be specified.\n",
  );
});
