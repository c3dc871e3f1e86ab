import { afterAll, beforeAll, expect, test } from "bun:test";
import { kafkaDeleteRecords } from "../../lib/cli/kafka_delete_records.ts";
import { kafkaGetOffsets } from "../../lib/cli/kafka_get_offsets.ts";
import { kafkaLogDirs } from "../../lib/cli/kafka_log_dirs.ts";
import { MemoryKedge } from "./memory_kedge.ts";

let kedge: MemoryKedge;

beforeAll(async () => {
  kedge = await MemoryKedge.start();
  await kedge.test.createTopic("adm.a", { partitions: 2 });
  await kedge.test.createTopic("adm_b");
  await kedge.produce("adm.a", { count: 7 });
});
afterAll(() => kedge.close());

test("kafka-get-offsets.sh shows ends, beginnings and times, as recorded", async () => {
  const cases: [string, string][] = [
    ["--exclude-internal-topics", "adm.a:0:7\nadm.a:1:0\nadm_b:0:0\n"],
    ["--topic adm.a", "adm.a:0:7\nadm.a:1:0\n"],
    ["--topic adm.* --time -2", "adm.a:0:0\nadm.a:1:0\nadm_b:0:0\n"],
    ["--topic adm.a --time max-timestamp", "adm.a:0:6\n"],
    ["--topic-partitions adm.a:0-1,:0 --exclude-internal-topics", "adm.a:0:7\nadm_b:0:0\n"],
    ["--topic-partitions adm.a:1 --time 0", ""],
    ["--topic-partitions adm.a:1- --time earliest", "adm.a:1:0\n"],
    ["--topic adm.a --partitions 1,2", "adm.a:1:0\n"],
    ["--topic adm.a --time 99999999999999", ""],
  ];
  for (const [words, out] of cases) {
    expect(await kedge.run(kafkaGetOffsets, words)).toEqual({ exitCode: 0, out, err: "" });
  }
});

test("kafka-get-offsets.sh takes the options of Kafka 2", async () => {
  const ignored = ["--offsets", "1", "--max-wait-ms", "1000"];
  const args = ["--broker-list", "localhost:9092", "--topic", "adm_b", ...ignored];
  expect((await kedge.runArguments(kafkaGetOffsets, args)).out).toBe("adm_b:0:0\n");
});

test("kafka-get-offsets.sh tells what cannot be, as recorded", async () => {
  const cases: [string, string][] = [
    [
      "--topic adm.a --partitions x",
      "--partitions expects a comma separated list of numeric partition ids, but received: x",
    ],
    ["--topic nosuch", "Could not match any topic-partitions with the specified filters"],
    [
      "--topic adm.a --topic-partitions adm.a",
      "--topic-partitions cannot be used with --topic or --partitions",
    ],
    [
      "--topic adm.a --time foo",
      "Malformed time argument foo. Please use -1 or latest / -2 or earliest / -3 or " +
      "max-timestamp / -4 or earliest-local / -5 or latest-tiered / -6 or " +
      "earliest-pending-upload, or a specified long format timestamp",
    ],
    ["--topic-partitions a:b:c", "Invalid rule specification: a:b:c"],
  ];
  for (const [words, fault] of cases) {
    const err = `Error occurred: ${fault}\n`;
    expect(await kedge.run(kafkaGetOffsets, words)).toEqual({ exitCode: 1, out: "", err });
  }
});

test("kafka-delete-records.sh deletes, and tells each partition, as recorded", async () => {
  const file = (...rows: [string, number, number][]) =>
    JSON.stringify({
      partitions: rows.map(([topic, partition, offset]) => ({ topic, partition, offset })),
    });
  kedge.files["del.json"] = file(["adm.a", 0, 1], ["adm.a", 1, 0]);
  const title = "Executing records delete operation\nRecords delete operation completed:\n";
  const call = "--offset-json-file del.json";
  expect((await kedge.run(kafkaDeleteRecords, call)).out).toBe(
    `${title}partition: adm.a-1\tlow_watermark: 0\npartition: adm.a-0\tlow_watermark: 1\n`,
  );
  kedge.files["del.json"] = file(["adm.a", 0, 999], ["nosuch", 0, 0]);
  const errors = "org.apache.kafka.common.errors";
  expect(await kedge.run(kafkaDeleteRecords, call)).toEqual({
    exitCode: 0,
    err: "",
    out: `${title}partition: adm.a-0\terror: ${errors}.OffsetOutOfRangeException: The requested ` +
      "offset is not within the range of offsets maintained by the server.\n" +
      `partition: nosuch-0\terror: ${errors}.UnknownTopicOrPartitionException: This server does ` +
      "not host this topic-partition.\n",
  });
  kedge.files["del.json"] = file(["adm.a", 0, 1], ["adm.a", 0, 2]);
  expect(await kedge.run(kafkaDeleteRecords, call)).toEqual({
    exitCode: 1,
    out: "",
    err: "Offset json file contains duplicate topic partitions: adm.a-0\n",
  });
  for (
    const [text, fault] of [
      ["{nope", "The input string is not a valid JSON: del.json"],
      ["[]", "Expected JSON object in del.json, received []"],
      ["{}", "Missing partitions field"],
      ['{"version":2}', "Not supported version field value 2"],
      ['{"partitions":[{"topic":"a","partition":0}]}', "No such field exists: `offset` in {"],
    ] as const
  ) {
    kedge.files["del.json"] = text;
    const { exitCode, err } = await kedge.run(kafkaDeleteRecords, call);
    expect([exitCode, err.startsWith(fault), err.split("\n").length]).toEqual([1, true, 2]);
  }
  expect((await kedge.run(kafkaDeleteRecords, "--offset-json-file none")).err).toBe(
    "Unable to read file none: no such file\n",
  );
});

test("kafka-log-dirs.sh shows what the folders hold, as recorded", async () => {
  const { out } = await kedge.run(
    kafkaLogDirs,
    "--describe --topic-list adm.a,adm_b --broker-list 1",
  );
  const [asked, received, json] = out.split("\n");
  expect([asked, received]).toEqual([
    "Querying brokers for log directories information",
    "Received log directory information from brokers 1",
  ]);
  expect(json!.replace(/"size":\d+/g, '"size":0')).toBe(
    '{"brokers":[{"broker":1,"logDirs":[{"partitions":[' +
      '{"partition":"adm.a-1","size":0,"offsetLag":0,"isFuture":false},' +
      '{"partition":"adm_b-0","size":0,"offsetLag":0,"isFuture":false},' +
      '{"partition":"adm.a-0","size":0,"offsetLag":0,"isFuture":false}],' +
      '"error":null,"logDir":"/data"}]}],"version":1}',
  );
  expect(await kedge.run(kafkaLogDirs, "--describe --broker-list 1,2")).toEqual({
    exitCode: 1,
    out: "",
    err: "ERROR: The given brokers do not exist from --broker-list: 2. Current existent brokers: " +
      "1\n",
  });
});
