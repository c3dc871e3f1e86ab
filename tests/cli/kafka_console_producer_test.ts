import { describe, expect, test } from "bun:test";
import { batchCompressionType } from "../../lib/bytes/batch_header.ts";
import { kafkaConsoleProducer } from "../../lib/cli/kafka_console_producer.ts";
import { Produce } from "../../lib/client/apis.ts";
import type { ProduceRequest } from "../../lib/kafka/messages/produce.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { readRecords } from "../../lib/kafka/record/read_records.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { turns, withTime } from "../client/run_clock.ts";
import { endlessInput, environmentOf, RecordingTerminal } from "./recording_terminal.ts";

const ARGS = ["--bootstrap-server", "127.0.0.1:29092", "--topic", "t"];
const decoder = new TextDecoder();

function makeKafka(): MemoryKafka {
  const kafka = new MemoryKafka();
  kafka.createTopic("t");
  return kafka;
}

async function run(kafka: MemoryKafka, input: string, ...args: string[]) {
  const terminal = new RecordingTerminal(input);
  const running = kafkaConsoleProducer.run([...ARGS, ...args], terminal, environmentOf(kafka));
  const exitCode = await withTime(kafka.clock, running);
  return { exitCode, out: terminal.out, err: terminal.err };
}

function logOf(kafka: MemoryKafka): (string | null)[][] {
  const text = (bytes: Uint8Array | null) => bytes === null ? null : decoder.decode(bytes);
  return kafka.topics.get("t")!.partitions[0]!.batches.flatMap(({ bytes }) =>
    [...readRecords(bytes)].map(({ key, value }) => [text(key), text(value)])
  );
}

describe("kafka-console-producer.sh", () => {
  test("sends each line, without a word", async () => {
    const kafka = makeKafka();
    expect(await run(kafka, "hello\nkafka\n")).toEqual({ exitCode: 0, out: "", err: "" });
    expect(logOf(kafka)).toEqual([[null, "hello"], [null, "kafka"]]);
    expect(kafka.clock.pending).toBe(0);
  });

  test("parts keys, and warns of the option's old name as recorded", async () => {
    const kafka = makeKafka();
    const properties = ["--property", "parse.key=true", "--property", "key.separator=:"];
    expect((await run(kafka, "a:1\nb:2\n", ...properties)).out).toBe(
      "Warning: --property is deprecated and will be removed in a future version. " +
        "Use --reader-property instead.\n",
    );
    expect(logOf(kafka)).toEqual([["a", "1"], ["b", "2"]]);
  });

  test("compresses; a codec that is not named is gzip", async () => {
    const kafka = makeKafka();
    await run(kafka, "x\n", "--compression-codec");
    await run(kafka, "y\n", "--compression-codec", "zstd");
    await run(kafka, "z\n", "--command-property", "compression.type=lz4");
    const types = kafka.topics.get("t")!.partitions[0]!.batches.map(({ bytes }) =>
      batchCompressionType(new DataView(bytes.buffer, bytes.byteOffset), 0)
    );
    expect(types).toEqual([1, 4, 3]);
  });

  test("--sync sends one after the other; acks are as asked for", async () => {
    const kafka = makeKafka();
    await run(kafka, "a\nb\n", "--sync", "--request-required-acks", "1");
    const requests = kafka.broker.requests(Produce).map(({ request }) => request as ProduceRequest);
    expect(requests.map(({ acks }) => acks)).toEqual([1, 1]);
  });

  test("an option goes before a property, a property before a default", async () => {
    const kafka = makeKafka();
    const properties = ["--command-property", "acks=0"];
    kafka.broker.on(Produce, () => null);
    await run(kafka, "a\n", ...properties);
    expect(kafka.broker.requests(Produce)[0]!.request).toMatchObject({ acks: 0 });
    const other = makeKafka();
    await run(other, "a\n", ...properties, "--request-required-acks", "all");
    expect(other.broker.requests(Produce)[0]!.request).toMatchObject({ acks: -1 });
  });

  test("a line that cannot be read ends it, with Kafka's words", async () => {
    const kafka = makeKafka();
    const { exitCode, err } = await run(kafka, "ab\n", "--reader-property", "parse.key=true");
    expect([exitCode, err]).toEqual([
      1,
      "org.apache.kafka.common.KafkaException: No key separator found on line number 1: 'ab'\n",
    ]);
  });

  test("a record that cannot be delivered is told, and the rest goes on", async () => {
    const kafka = makeKafka();
    kafka.broker.on(Produce, ({ topicData }) => ({
      responses: topicData.map(({ name, topicId }) => ({
        name,
        topicId,
        partitionResponses: [{
          index: 0,
          errorCode: ErrorCode.INVALID_RECORD,
          errorMessage: "no",
          baseOffset: -1,
        }],
      })),
    }));
    const { exitCode, err } = await run(kafka, "hello\n");
    expect([exitCode, err]).toEqual([
      0,
      "ERROR Error when sending message to topic t with key: null, value: 5 bytes with error: " +
      "org.apache.kafka.common.errors.InvalidRecordException: no\n",
    ]);
    expect((await run(kafka, "hello\n", "--sync")).exitCode).toBe(1);
  });

  test("faults in options and settings", async () => {
    const cases: [string[], string][] = [
      [
        ["--compression-codec", "foo"],
        "org.apache.kafka.common.config.ConfigException: Invalid value foo for configuration " +
        "compression.type: String must be one of: none, gzip, snappy, lz4, zstd",
      ],
      [
        ["--request-required-acks", "foo"],
        "org.apache.kafka.common.config.ConfigException: Invalid value foo for configuration " +
        "acks: String must be one of: all, -1, 0, 1",
      ],
      [
        ["--property", "a=b", "--reader-property", "a=b"],
        "Options --property and --reader-property cannot be specified together.",
      ],
      [
        ["--zookeeper", "localhost:2181"],
        "Option zookeeper is not there: producers do not ask ZooKeeper. Name the brokers with " +
        "--bootstrap-server HOST:PORT instead.",
      ],
      [
        ["--line-reader", "my.Reader"],
        "Cannot use line reader my.Reader: only " +
        "org.apache.kafka.tools.LineMessageReader is there",
      ],
    ];
    for (const [args, text] of cases) {
      const { exitCode, err } = await run(makeKafka(), "", ...args);
      expect([exitCode, err.split("\n")[0]]).toEqual([1, text]);
    }
  });

  test("prompts people, and ends on SIGINT with what was typed delivered", async () => {
    const kafka = makeKafka();
    const terminal = new RecordingTerminal(endlessInput());
    terminal.isTerminal = true;
    const running = kafkaConsoleProducer.run(ARGS, terminal, environmentOf(kafka));
    await turns();
    expect(terminal.out).toBe(">");
    terminal.interrupt();
    expect(await withTime(kafka.clock, running)).toBe(130);
    expect(terminal.isListening).toBe(false);
    expect(kafka.clock.pending).toBe(0);
  });
});
