import { describe, expect, test } from "bun:test";
import { kafkaProducerPerfTest } from "../../lib/cli/kafka_producer_perf_test.ts";
import { Produce } from "../../lib/client/apis.ts";
import type { ProduceRequest } from "../../lib/kafka/messages/produce.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { readRecords } from "../../lib/kafka/record/read_records.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { withTime } from "../client/run_clock.ts";
import { masked } from "./masked.ts";
import { recorded } from "./recorded.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

const SERVER = ["--bootstrap-server", "127.0.0.1:29092"];
const BASE = ["--topic", "t", "--throughput", "-1", "--num-records"];
const SCRIPT = "kafka_producer_perf_test";

async function run(args: readonly string[], kafka = makeKafka()) {
  const terminal = new RecordingTerminal();
  const environment = environmentOf(kafka, {
    "/payload": "a\nbb\nccc\n",
    "/empty": "",
    "/client.properties": "acks=0\nlinger.ms=7\n",
  });
  const running = kafkaProducerPerfTest.run(args, terminal, environment);
  const exitCode = await withTime(kafka.clock, running);
  return { exitCode, out: terminal.out, err: terminal.err, kafka };
}

function makeKafka(): MemoryKafka {
  const kafka = new MemoryKafka();
  kafka.createTopic("t");
  return kafka;
}

function valuesIn(kafka: MemoryKafka): string[] {
  return kafka.topics.get("t")!.partitions[0]!.batches.flatMap(({ bytes }) =>
    [...readRecords(bytes)].map(({ value }) => Buffer.from(value!).toString())
  );
}

function acksOf(kafka: MemoryKafka): number[] {
  return kafka.broker.requests(Produce).map(({ request }) => (request as ProduceRequest).acks);
}

describe("kafka-producer-perf-test.sh", () => {
  test("sends random letters and tells its figures", async () => {
    const { exitCode, out, kafka } = await run([...BASE, "500", "--record-size", "20", ...SERVER]);
    const summary = recorded(SCRIPT, "file").split("\n").at(-2)!;
    expect([exitCode, masked(out)]).toEqual([0, `${masked(summary)}\n`]);
    expect(out).toStartWith("500 records sent, ");
    const values = valuesIn(kafka);
    expect(values.length).toBe(500);
    expect(values.every((value) => /^[A-Z]{20}$/.test(value))).toBe(true);
    expect(new Set(values).size).toBeGreaterThan(490);
    expect(kafka.clock.pending).toBe(0);
  });

  test("sends the records of a file; tells of an old option, as recorded", async () => {
    const { out, kafka } = await run([
      ...BASE,
      "10",
      "--payload-file",
      "/payload",
      "--payload-delimiter",
      "b",
      "--producer-props",
      "bootstrap.servers=127.0.0.1:29092",
      "acks=1",
    ]);
    expect(masked(out)).toBe(masked(recorded(SCRIPT, "file")));
    expect(out).toStartWith("Reading payloads from: /payload\nNumber of records read: 3\n");
    expect(new Set(valuesIn(kafka))).toEqual(new Set(["a\n", "", "\nccc\n"]));
    expect(acksOf(kafka)).toEqual([1]);
  });

  test("tells figures of each interval, and of the time after the warm-up", async () => {
    const { out } = await run([
      "--topic",
      "t",
      "--throughput",
      "1000",
      "--num-records",
      "3000",
      "--record-size",
      "10",
      "--warmup-records",
      "1000",
      "--reporting-interval",
      "500",
      ...SERVER,
    ]);
    const lines = out.trimEnd().split("\n");
    const expected = recorded(SCRIPT, "warmup").trimEnd().split("\n");
    expect(lines[0]).toBe(expected[0]!);
    expect(lines.at(-1)).toStartWith("2000 steady state records sent, ");
    expect(lines.at(-2)).toStartWith("3000 records sent, ");
    expect(new Set(lines.map(masked))).toEqual(new Set(expected.map(masked)));
    expect(lines.filter((line) => line === "In steady state.").length).toBe(1);
  });

  test("keeps to the throughput asked for", async () => {
    const kafka = makeKafka();
    const startMs = kafka.clock.monotonicMs();
    const args = ["--topic", "t", "--throughput", "100", "--num-records", "500"];
    await run([...args, "--payload-monotonic", ...SERVER], kafka);
    const elapsedMs = kafka.clock.monotonicMs() - startMs;
    expect(elapsedMs).toBeGreaterThanOrEqual(4950);
    expect(elapsedMs).toBeLessThan(7000);
    expect(valuesIn(kafka)).toEqual(Array.from({ length: 500 }, (_, number) => String(number)));
  });

  test("prints the producer's figures under Kafka's names", async () => {
    const { out } = await run([...BASE, "10", "--record-size", "10", "--print-metrics", ...SERVER]);
    const lines = out.split("\n");
    expect(lines.slice(1, 3).map((line) => line.replace(/ {2,}/, " "))).toEqual(
      recorded(SCRIPT, "metrics").split("\n").slice(1, 3).map((line) => line.replace(/ {2,}/, " ")),
    );
    expect(out).toMatch(
      /^producer-metrics:record-send-total:\{client-id=perf-producer-client\} +: 10\.000$/m,
    );
    expect(out).toMatch(
      /^producer-topic-metrics:record-error-total:\{client-id=perf-producer-client, topic=t\} +: 0\.000$/m,
    );
  });

  test("a property goes before a file, an option before both", async () => {
    const args = [...BASE, "1", "--record-size", "1", "--command-config", "/client.properties"];
    expect(acksOf((await run([...args, ...SERVER, "--command-property", "acks=1"])).kafka)).toEqual(
      [
        1,
      ],
    );
    const wrong = ["--command-property", "bootstrap.servers=127.0.0.1:1", "acks=1"];
    expect((await run([...args, ...wrong, ...SERVER])).exitCode).toBe(0);
  });

  test("tells what could not be delivered, once for each batch", async () => {
    const kafka = makeKafka();
    kafka.broker.on(Produce, ({ topicData }) => ({
      responses: topicData.map(({ name, topicId }) => ({
        name,
        topicId,
        partitionResponses: [{ index: 0, errorCode: ErrorCode.INVALID_RECORD, baseOffset: -1 }],
      })),
    }));
    const { exitCode, out, err } = await run(
      [...BASE, "3", "--record-size", "10", ...SERVER],
      kafka,
    );
    expect(exitCode).toBe(0);
    expect(out).toStartWith("0 records sent, 0.000000 records/sec (0.00 MB/sec), NaN ms avg");
    expect(err.match(/^org\.apache\.kafka\.common\.errors\.InvalidRecordException: /gm)?.length)
      .toBe(1);
  });

  test("faults", async () => {
    const size = ["--record-size", "10"];
    const cases: [string[], string][] = [
      [["0", ...size, ...SERVER], "--num-records should be greater than zero."],
      [["1", "--record-size", "0", ...SERVER], "--record-size should be greater than zero."],
      [["5", ...size, ...SERVER, "--warmup-records", "5"], "must be strictly fewer than"],
      [["5", ...size], "At least one of --bootstrap-server, --command-property,"],
      [
        ["5", ...size, "--producer-props", "a=b", "--command-property", "c=d"],
        "--command-property and --producer-props cannot be specified together.",
      ],
      [["5", ...size, ...SERVER, "--reporting-interval", "0"], "should be greater than zero."],
      [["5", ...size, ...SERVER, "--command-property", "x"], "Invalid property: x"],
      [
        ["5", ...size, ...SERVER, "--command-property", "acks=foo"],
        "ConfigException: Invalid value foo for configuration acks: String must be one of: all,",
      ],
      [["5", "--payload-file", "/none", ...SERVER], "File does not exist or empty file provided."],
      [["5", "--payload-file", "/empty", ...SERVER], "File does not exist or empty file provided."],
      [["5", ...size, "--command-config", "/none"], "Cannot read /none: no such file"],
    ];
    for (const [args, text] of cases) {
      const { exitCode, err } = await run([...BASE, ...args]);
      expect([exitCode, err]).toEqual([1, expect.stringContaining(text)]);
    }
  });

  test("a topic that does not come is told in one line", async () => {
    const { exitCode, out, err } = await run([
      "--topic",
      "none",
      "--throughput",
      "-1",
      "--num-records",
      "1",
      "--record-size",
      "1",
      ...SERVER,
      "--command-property",
      "max.block.ms=1000",
    ]);
    expect([exitCode, out, err]).toEqual([
      1,
      "",
      "org.apache.kafka.common.errors.TimeoutException: " +
      "Topic none not present in metadata after 1000 ms.\n",
    ]);
  });
});
