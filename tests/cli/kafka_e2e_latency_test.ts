import { describe, expect, test } from "bun:test";
import { kafkaE2eLatency } from "../../lib/cli/kafka_e2e_latency.ts";
import { CreateTopics, Produce } from "../../lib/client/apis.ts";
import type { ProduceRequest } from "../../lib/kafka/messages/produce.ts";
import { readRecords } from "../../lib/kafka/record/read_records.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { withTime } from "../client/run_clock.ts";
import { masked } from "./masked.ts";
import { recorded } from "./recorded.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

const SCRIPT = "kafka_e2e_latency";
const SERVER = "127.0.0.1:29092";

async function run(...args: string[]) {
  const kafka = new MemoryKafka();
  kafka.createTopic("t");
  kafka.broker.on(CreateTopics, ({ topics }) => ({
    topics: topics.map(({ name }) => {
      kafka.createTopic(name);
      return { name, errorCode: 0, errorMessage: null };
    }),
  }));
  const terminal = new RecordingTerminal();
  const running = kafkaE2eLatency.run(args, terminal, environmentOf(kafka));
  const exitCode = await withTime(kafka.clock, running);
  return { exitCode, out: terminal.out, err: terminal.err, kafka };
}

describe("kafka-e2e-latency.sh", () => {
  test("an old call, with a topic that is not there yet, as recorded", async () => {
    const { exitCode, out, err, kafka } = await run(SERVER, "e2e", "50", "1", "20");
    expect([exitCode, err]).toEqual([0, ""]);
    expect(masked(out)).toBe(masked(recorded(SCRIPT, "positional")));
    expect(kafka.broker.requests(Produce).length).toBe(50);
  });

  test("keys and headers", async () => {
    const { exitCode, kafka } = await run(
      ...["--bootstrap-server", SERVER, "--topic", "t", "--num-records", "2"],
      ...["--producer-acks", "all", "--record-size", "20", "--record-key-size", "5"],
      ...["--num-headers", "2", "--record-header-key-size", "3", "--record-header-size", "4"],
    );
    expect(exitCode).toBe(0);
    const { acks, topicData } = kafka.broker.requests(Produce)[0]!.request as ProduceRequest;
    const [record] = [...readRecords(topicData[0]!.partitionData[0]!.records!)];
    expect([acks, record!.key!.length, record!.value!.length]).toEqual([-1, 5, 20]);
    expect(record!.headers.map(({ key, value }) => [key.length, value!.length])).toEqual([
      [3, 4],
      [3, 4],
    ]);
  });

  test("faults", async () => {
    const named = ["--bootstrap-server", SERVER, "--topic", "t", "--num-records", "2"];
    expect((await run("a", "b", "c")).err).toBe(recorded(SCRIPT, "arguments"));
    expect((await run(SERVER, "t", "x", "1", "20")).err).toContain(
      "Cannot parse argument 'x' of option num-records",
    );
    const acks = await run(...named, "--producer-acks", "0", "--record-size", "1");
    expect([acks.exitCode, acks.err.split("\n")[0]]).toEqual([
      1,
      "Invalid value for --producer-acks. Latency testing requires synchronous acknowledgement. " +
      "Please use '1' or 'all'.",
    ]);
    expect((await run(...named, "--producer-acks", "1")).err).toStartWith(
      'Missing required argument "[record-size]"',
    );
    expect((await run()).exitCode).toBe(1);
  });
});
