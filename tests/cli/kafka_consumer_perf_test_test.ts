import { describe, expect, test } from "bun:test";
import { kafkaConsumerPerfTest } from "../../lib/cli/kafka_consumer_perf_test.ts";
import { writeRecordBatch } from "../../lib/kafka/record/write_record_batch.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { withTime } from "../client/run_clock.ts";
import { masked } from "./masked.ts";
import { recorded } from "./recorded.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

const SCRIPT = "kafka_consumer_perf_test";
const BASE = ["--bootstrap-server", "127.0.0.1:29092", "--topic", "t"];

function makeKafka(records: number): MemoryKafka {
  const kafka = new MemoryKafka();
  kafka.createTopic("t");
  for (let left = records; left > 0; left -= 100) {
    const batch = Array.from({ length: 100 }, () => ({
      timestamp: 1,
      key: null,
      value: Buffer.alloc(100),
    }));
    kafka.append("t", 0, writeRecordBatch(batch));
  }
  return kafka;
}

async function run(args: readonly string[], records = 1000) {
  const kafka = makeKafka(records);
  const terminal = new RecordingTerminal();
  const environment = environmentOf(kafka, { "/c": "max.poll.records=100\n" });
  // Each look at the clock takes a millisecond: figures would be infinite otherwise.
  let looks = 0;
  const clock = {
    nowMs: () => kafka.clock.nowMs() + looks++,
    monotonicMs: () => kafka.clock.monotonicMs(),
    setTimer: (delayMs: number, run: () => void) => kafka.clock.setTimer(delayMs, run),
  };
  const running = kafkaConsumerPerfTest.run(args, terminal, { ...environment, clock });
  const exitCode = await withTime(kafka.clock, running);
  return { exitCode, out: terminal.out, err: terminal.err };
}

describe("kafka-consumer-perf-test.sh", () => {
  test("tells the figures of the whole, in the recorded columns", async () => {
    const { exitCode, out } = await run([...BASE, "--num-records", "1000"]);
    expect([exitCode, masked(out)]).toEqual([0, masked(recorded(SCRIPT, "whole"))]);
    const cells = out.split("\n")[1]!.split(", ");
    expect([cells[2], cells[4]]).toEqual([(100_000 / 1024 / 1024).toFixed(4), "1000"]);
  });

  test("tells the figures of intervals", async () => {
    const { out } = await run([
      ...BASE,
      "--num-records",
      "1000",
      "--show-detailed-stats",
      "--reporting-interval",
      "1",
      "--command-config",
      "/c",
    ]);
    const expected = recorded(SCRIPT, "intervals").split("\n");
    const lines = out.trimEnd().split("\n");
    expect(lines[0]).toBe(expected[0]!);
    expect(new Set(lines.slice(1).map(masked))).toEqual(new Set([masked(expected[1]!)]));
  });

  test("old spellings, a date format, no heading", async () => {
    const { out } = await run([
      "--broker-list",
      "127.0.0.1:29092",
      "--topic",
      "t",
      "--messages",
      "500",
      "--hide-header",
      "--date-format",
      "HH:mm",
      "--threads",
      "1",
    ]);
    expect(masked(out)).toBe(masked(recorded(SCRIPT, "old")));
  });

  test("ends when no record comes for a time, and says so", async () => {
    const { exitCode, out } = await run([...BASE, "--num-records", "6000", "--timeout", "2000"]);
    expect([exitCode, masked(out)]).toEqual([0, masked(recorded(SCRIPT, "timeout"))]);
    expect(out).toContain("timeout (2000 ms) exceeded");
  });

  test("reads all topics of a pattern, from the end where asked to", async () => {
    const args = [
      "--bootstrap-server",
      "127.0.0.1:29092",
      "--include",
      "t.*",
      "--num-records",
      "9",
    ];
    expect((await run(args)).out).toContain(", 500, ");
    expect((await run([...args, "--from-latest", "--timeout", "500"])).out).toContain("WARNING");
  });

  test("prints the consumer's figures", async () => {
    const { out } = await run([...BASE, "--num-records", "500", "--print-metrics"]);
    expect(out).toMatch(
      /^consumer-fetch-manager-metrics:records-consumed-total:\{client-id=perf-consumer-client\} : 500\.000$/m,
    );
  });

  test("faults", async () => {
    const cases: [string[], string][] = [
      [BASE, "Exactly one of the following arguments is required: [messages], [num-records]"],
      [
        ["--bootstrap-server", "a:1", "--num-records", "1", "--topic", "a", "--include", "b"],
        "Exactly one of the following arguments is required: [topic], [include]",
      ],
      [["--topic", "t", "--num-records", "1"], 'Missing required argument "[bootstrap-server]"'],
      [
        [...BASE, "--num-records", "1", "--reporting-interval", "0"],
        "Reporting interval must be greater than 0.",
      ],
      [
        [...BASE, "--num-records", "1", "--consumer.config", "/c", "--command-config", "/c"],
        "Options --consumer.config and --command-config cannot be specified together.",
      ],
      [[...BASE, "--num-records", "1", "--command-config", "/none"], "Cannot read /none"],
      [[...BASE, "--num-records", "1", "--date-format", "qq"], "Illegal pattern character 'q'"],
    ];
    for (const [args, text] of cases) {
      const { exitCode, err } = await run(args);
      expect([exitCode, err.split("\n")[0]]).toEqual([1, expect.stringContaining(text)]);
    }
  });
});
