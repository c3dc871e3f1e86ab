import { describe, expect, test } from "bun:test";
import { kafkaVerifiableConsumer } from "../../lib/cli/kafka_verifiable_consumer.ts";
import { kafkaVerifiableProducer } from "../../lib/cli/kafka_verifiable_producer.ts";
import { Produce } from "../../lib/client/apis.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { readRecords } from "../../lib/kafka/record/read_records.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { turns, withTime } from "../client/run_clock.ts";
import { masked } from "./masked.ts";
import { recorded } from "./recorded.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

const BASE = ["--bootstrap-server", "127.0.0.1:29092", "--topic", "ver"];

function makeKafka(): MemoryKafka {
  const kafka = new MemoryKafka();
  kafka.createTopic("ver");
  return kafka;
}

async function produce(args: readonly string[], kafka = makeKafka()) {
  const terminal = new RecordingTerminal();
  const running = kafkaVerifiableProducer.run(args, terminal, environmentOf(kafka));
  const exitCode = await withTime(kafka.clock, running);
  return { exitCode, out: terminal.out, err: terminal.err, kafka };
}

function namesIn(out: string): string[] {
  return out.trimEnd().split("\n").map((line) => JSON.parse(line).name);
}

describe("kafka-verifiable-producer.sh", () => {
  test("prints what became of each record, as recorded", async () => {
    const { exitCode, out, kafka } = await produce([
      ...BASE,
      ...["--max-messages", "3", "--value-prefix", "7", "--repeating-keys", "2", "--acks", "1"],
      ...["--message-create-time", "1000"],
    ]);
    expect([exitCode, masked(out)]).toEqual([0, masked(recorded("kafka_verifiable", "producer"))]);
    const [first] = kafka.topics.get("ver")!.partitions[0]!.batches;
    expect([...readRecords(first!.bytes)].map(({ key, value, timestamp }) => [
      Buffer.from(key!).toString(),
      Buffer.from(value!).toString(),
      timestamp,
    ])).toEqual([["0", "7.0", 1000], ["1", "7.1", 1000], ["0", "7.2", 1000]]);
    expect(kafka.clock.pending).toBe(0);
  });

  test("keeps to the throughput, and ends with its sums when it is interrupted", async () => {
    const kafka = makeKafka();
    const terminal = new RecordingTerminal();
    const running = kafkaVerifiableProducer.run(
      [...BASE, "--throughput", "10"],
      terminal,
      environmentOf(kafka),
    );
    for (let i = 0; i < 100; i++) {
      await turns(5);
      kafka.clock.advance(10);
    }
    terminal.interrupt();
    expect(await withTime(kafka.clock, running)).toBe(0);
    const sums = JSON.parse(terminal.out.trimEnd().split("\n").at(-1)!);
    expect(sums).toMatchObject({ name: "tool_data", target_throughput: 10 });
    expect(sums.sent).toBe(sums.acked);
    expect(sums.sent).toBeGreaterThan(5);
    expect(sums.sent).toBeLessThan(15);
  });

  test("prints a failure and does not send again", async () => {
    const kafka = makeKafka();
    kafka.broker.on(Produce, ({ topicData }) => ({
      responses: topicData.map(({ name, topicId }) => ({
        name,
        topicId,
        partitionResponses: [
          { index: 0, errorCode: ErrorCode.NOT_ENOUGH_REPLICAS, baseOffset: -1 },
        ],
      })),
    }));
    const { out } = await produce([...BASE, "--max-messages", "1"], kafka);
    expect(namesIn(out)).toEqual([
      "startup_complete",
      "producer_send_error",
      "shutdown_complete",
      "tool_data",
    ]);
    expect(out).toContain(
      '"exception":"class org.apache.kafka.common.errors.NotEnoughReplicasException"',
    );
    expect(kafka.broker.requests(Produce).length).toBe(1);
  });

  test("faults", async () => {
    expect((await produce(["--topic", "ver"])).err).toEndWith(
      "error: one of the arguments --bootstrap-server is required\n",
    );
    expect((await produce([...BASE, "--command-config", "/none"])).err).toContain("Cannot read");
    expect((await produce([])).exitCode).toBe(0);
  });
});

describe("kafka-verifiable-consumer.sh", () => {
  async function consume(...args: string[]) {
    const { kafka } = await produce([
      ...BASE,
      ...["--max-messages", "9", "--value-prefix", "7", "--repeating-keys", "2"],
    ]);
    const terminal = new RecordingTerminal();
    const environment = environmentOf(kafka);
    const running = kafkaVerifiableConsumer.run([...BASE, ...args], terminal, environment);
    const exitCode = await withTime(kafka.clock, running);
    return { exitCode, out: terminal.out, err: terminal.err, kafka };
  }

  test("prints what happens, as recorded", async () => {
    const { exitCode, out, kafka } = await consume("--group-id", "g1", "--max-messages", "5");
    expect([exitCode, masked(out)]).toEqual([0, masked(recorded("kafka_verifiable", "consumer"))]);
    expect(out).toContain('"count":5,"minOffset":0,"maxOffset":4}');
    expect(kafka.committed.get("g1 ver-0")).toBe(5);
  });

  test("prints each record where asked to", async () => {
    const { out } = await consume(
      ...["--group-id", "g2", "--max-messages", "5", "--verbose", "--enable-autocommit"],
    );
    const expected = recorded("kafka_verifiable", "verbose").replaceAll('"key":null', '"key":"0"')
      .replace(/"value":"(\d)"/g, '"value":"7.$1"');
    expect(masked(out)).toBe(masked(expected));
  });

  test("faults", async () => {
    expect((await consume("--max-messages", "1")).err).toContain("--group-id is required");
    const group = ["--group-id", "g"];
    const cases = [
      [["--reset-policy", "foo"], "Invalid value foo for configuration auto.offset.reset"],
      [["--group-protocol", "consumer"], "only classic is there yet"],
      [["--group-protocol", "foo"], "No enum constant org.apache.kafka.clients.consumer."],
      [["--assignment-strategy", "RoundRobinAssignor"], "only org.apache.kafka.clients"],
    ] as const;
    for (const [args, text] of cases) {
      const { exitCode, err } = await consume(...group, ...args);
      expect([exitCode, err]).toEqual([1, expect.stringContaining(text)]);
    }
  });
});
