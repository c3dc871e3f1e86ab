import { describe, expect, test } from "bun:test";
import { kafkaConsoleConsumer } from "../../lib/cli/kafka_console_consumer.ts";
import { writeRecordBatch } from "../../lib/kafka/record/write_record_batch.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { turns, withTime } from "../client/run_clock.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

const SERVER = ["--bootstrap-server", "127.0.0.1:29092"];
const encoder = new TextEncoder();

interface Line {
  readonly partition: number;
  readonly timestamp: number;
  readonly key: string;
  readonly value: string | null;
  readonly headers?: Record<string, string>;
}

/** The records of the recorded runs of Kafka 4.3. */
const RECORDED: readonly Line[] = [
  { partition: 0, timestamp: 1795240924421, key: "k2", value: "v2" },
  { partition: 2, timestamp: 1795240924399, key: "k1", value: "v1" },
  { partition: 2, timestamp: 1795240926067, key: "k9", value: "v9", headers: { h1: "a", h2: "b" } },
  { partition: 2, timestamp: 1795240926084, key: "k8", value: null, headers: { h1: "a" } },
  { partition: 1, timestamp: 1795240924421, key: "k3", value: "v3" },
];

function makeKafka(): MemoryKafka {
  const kafka = new MemoryKafka();
  kafka.createTopic("hellok", 3);
  for (const { partition, timestamp, key, value, headers = {} } of RECORDED) {
    kafka.append(
      "hellok",
      partition,
      writeRecordBatch([{
        timestamp,
        key: encoder.encode(key),
        value: value === null ? null : encoder.encode(value),
        headers: Object.entries(headers).map(([name, text]) => ({
          key: name,
          value: encoder.encode(text),
        })),
      }]),
    );
  }
  return kafka;
}

async function run(kafka: MemoryKafka, ...args: string[]) {
  const terminal = new RecordingTerminal();
  const running = kafkaConsoleConsumer.run([...SERVER, ...args], terminal, environmentOf(kafka));
  const exitCode = await withTime(kafka.clock, running);
  return { exitCode, out: terminal.out, err: terminal.err };
}

const FROM_BEGINNING = ["--topic", "hellok", "--from-beginning", "--timeout-ms", "1000"];

describe("kafka-console-consumer.sh", () => {
  test("prints records with all columns as recorded", async () => {
    const properties = [
      "print.key=true",
      "print.headers=true",
      "print.partition=true",
      "print.offset=true",
      "print.timestamp=true",
      "key.separator=-",
    ].flatMap((property) => ["--property", property]);
    const kafka = makeKafka();
    const { exitCode, out, err } = await run(
      kafka,
      ...FROM_BEGINNING,
      "--group",
      "hello-group",
      ...properties,
    );
    expect([exitCode, err]).toEqual([
      0,
      "Option --property is deprecated and will be removed in a future version. " +
      "Use --formatter-property instead.\nProcessed a total of 5 messages\n",
    ]);
    expect(out.trimEnd().split("\n").sort()).toEqual([
      "CreateTime:1795240924399-Partition:2-Offset:0-NO_HEADERS-k1-v1",
      "CreateTime:1795240924421-Partition:0-Offset:0-NO_HEADERS-k2-v2",
      "CreateTime:1795240924421-Partition:1-Offset:0-NO_HEADERS-k3-v3",
      "CreateTime:1795240926067-Partition:2-Offset:1-h1:a,h2:b-k9-v9",
      "CreateTime:1795240926084-Partition:2-Offset:2-h1:a-k8-null",
    ]);
    expect([...kafka.committed].sort()).toEqual([
      ["hello-group hellok-0", 1],
      ["hello-group hellok-1", 1],
      ["hello-group hellok-2", 3],
    ]);
  });

  test("ends after --max-messages, and commits only what it printed", async () => {
    const kafka = makeKafka();
    const args = ["--topic", "hellok", "--from-beginning", "--max-messages", "2", "--group", "g"];
    const { out, err } = await run(kafka, ...args);
    expect(out.split("\n").length).toBe(3);
    expect(err).toBe("Processed a total of 2 messages\n");
    expect([...kafka.committed.values()].reduce((sum, offset) => sum + offset, 0)).toBe(2);
  });

  test("a negative --timeout-ms is none: it waits for what comes later", async () => {
    const kafka = makeKafka();
    const terminal = new RecordingTerminal();
    const args = ["--topic", "hellok", "--timeout-ms=-1"];
    const running = kafkaConsoleConsumer.run([...SERVER, ...args], terminal, environmentOf(kafka));
    for (let i = 0; i < 100; i++) {
      await turns();
      kafka.clock.advance(100);
    }
    expect([terminal.err, terminal.isListening]).toEqual(["", true]);
    terminal.interrupt(130);
    expect(await withTime(kafka.clock, running)).toBe(130);
  });

  test("reads one partition from an offset, as recorded", async () => {
    const args = ["--topic", "hellok", "--partition", "2", "--offset", "1", "--max-messages", "1"];
    expect(await run(makeKafka(), ...args)).toEqual({
      exitCode: 0,
      out: "v9\n",
      err: "Processed a total of 1 messages\n",
    });
  });

  test("a group made up for the call commits nothing", async () => {
    const kafka = makeKafka();
    expect((await run(kafka, ...FROM_BEGINNING)).err).toBe("Processed a total of 5 messages\n");
    expect([...kafka.committed]).toEqual([]);
  });

  test("reads all topics that match --include", async () => {
    const args = ["--include", "hell.*", "--from-beginning", "--timeout-ms", "1000"];
    expect((await run(makeKafka(), ...args)).err).toBe("Processed a total of 5 messages\n");
  });

  test("a record that cannot be printed ends it, or is left out", async () => {
    const deserializer = ["--value-deserializer", "LongDeserializer"];
    const strict = await run(makeKafka(), ...FROM_BEGINNING, ...deserializer);
    expect(strict.exitCode).toBe(1);
    expect(strict.err).toContain("Size of data received is not 8");
    const lax = await run(
      makeKafka(),
      ...FROM_BEGINNING,
      ...deserializer,
      "--skip-message-on-error",
    );
    expect([lax.exitCode, lax.out]).toEqual([0, "null\n"]);
  });

  test("ends on SIGTERM with the count", async () => {
    const kafka = makeKafka();
    const terminal = new RecordingTerminal();
    const args = [...SERVER, "--topic", "hellok"];
    const running = kafkaConsoleConsumer.run(args, terminal, environmentOf(kafka));
    await turns();
    terminal.interrupt(143);
    expect(await withTime(kafka.clock, running)).toBe(143);
    expect(terminal.err).toBe("Processed a total of 0 messages\n");
    expect(terminal.isListening).toBe(false);
    kafka.clock.advance(1000);
    await turns();
    expect(kafka.clock.pending).toBe(0);
  });

  test("ends when nobody reads its output any more", async () => {
    const kafka = makeKafka();
    const terminal = new RecordingTerminal();
    terminal.outputIsClosed = true;
    const args = [...SERVER, "--topic", "hellok", "--from-beginning"];
    const running = kafkaConsoleConsumer.run(args, terminal, environmentOf(kafka));
    expect(await withTime(kafka.clock, running)).toBe(0);
    expect(terminal.err).toContain("Unable to write to standard out, closing consumer.\n");
  });

  test("old spellings are taken, or explained", async () => {
    const rest = FROM_BEGINNING.slice(2);
    const named = await run(makeKafka(), ...FROM_BEGINNING);
    const old = await run(makeKafka(), "--whitelist", "hello.*", "--new-consumer", ...rest);
    expect([old.exitCode, old.out]).toEqual([named.exitCode, named.out]);
    expect(named.out).not.toBe("");
    const { exitCode, err } = await run(makeKafka(), "--zookeeper", "a:2181", ...FROM_BEGINNING);
    expect([exitCode, err.split("\n")[0]]).toEqual([
      1,
      "Option zookeeper is not there: consumers have not asked ZooKeeper since Kafka 2.0. " +
      "Name the brokers with --bootstrap-server HOST:PORT instead.",
    ]);
  });

  test("faults in options, in Kafka's words", async () => {
    const topic = ["--topic", "t"];
    const cases: [string[], string][] = [
      [[], "Exactly one of the following arguments is required: [topic], [include]"],
      [
        [...topic, "--include", "x"],
        "Exactly one of the following arguments is required: [topic], [include]",
      ],
      [[...topic, "--offset", "3"], "The partition is required when offset is specified."],
      [
        [...topic, "--partition", "0", "--offset", "foo"],
        "The provided offset value 'foo' is incorrect. Valid values are 'earliest', 'latest', or " +
        "a non-negative long.",
      ],
      [
        [...topic, "--partition", "0", "--group", "x"],
        "Options group and partition cannot be specified together.",
      ],
      [
        [...topic, "--partition", "0", "--offset", "1", "--from-beginning"],
        "Options from-beginning and offset cannot be specified together.",
      ],
      [
        [...topic, "--from-beginning", "--command-property", "auto.offset.reset=latest"],
        "Can't simultaneously specify --from-beginning and 'auto.offset.reset=latest', please " +
        "remove one option",
      ],
      [
        [...topic, "--group", "x", "--command-property", "group.id=y"],
        "The group ids provided in different places (directly using '--group', via " +
        "'--consumer-property', or via '--consumer.config') do not match. Detected group ids: " +
        "'x', 'y'",
      ],
      [
        [...topic, "--isolation-level", "foo"],
        "ERROR Unknown error when running consumer: " +
        "org.apache.kafka.common.config.ConfigException: Invalid value foo for configuration " +
        "isolation.level: String must be one of: read_committed, read_uncommitted",
      ],
    ];
    for (const [args, text] of cases) {
      const { exitCode, err } = await run(makeKafka(), ...args);
      expect([exitCode, err.split("\n")[0]]).toEqual([1, text]);
    }
  });
});
