import { describe, expect, test } from "bun:test";
import { kafkaConsoleShareConsumer } from "../../lib/cli/kafka_console_share_consumer.ts";
import { AcknowledgeType } from "../../lib/client/share_consumer/acknowledgements.ts";
import { writeRecordBatch } from "../../lib/kafka/record/write_record_batch.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { turns, withTime } from "../client/run_clock.ts";
import { MemoryShareGroup } from "../client/share_consumer/memory_share_group.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

const SERVER = ["--bootstrap-server", "127.0.0.1:29092"];
const TOPIC = ["--topic", "t"];
const TIMED = [...TOPIC, "--timeout-ms", "1000"];
const encoder = new TextEncoder();

function makeGround() {
  const kafka = new MemoryKafka();
  kafka.createTopic("t", 2);
  for (const [index, key] of ["k1", "k2", "k3"].entries()) {
    const record = { timestamp: 100 + index, key: encoder.encode(key), headers: [] };
    const value = encoder.encode(`v${index + 1}`);
    kafka.append("t", index % 2, writeRecordBatch([{ ...record, value }]));
  }
  return { kafka, group: new MemoryShareGroup(kafka, "t") };
}

async function run(kafka: MemoryKafka, ...args: string[]) {
  const terminal = new RecordingTerminal();
  const running = kafkaConsoleShareConsumer.run(
    [...SERVER, ...args],
    terminal,
    environmentOf(kafka),
  );
  const exitCode = await withTime(kafka.clock, running);
  return { exitCode, out: terminal.out, err: terminal.err };
}

describe("kafka-console-share-consumer.sh", () => {
  test("prints records with the columns of a real run, and accepts them", async () => {
    const { kafka, group } = makeGround();
    const properties = ["key", "timestamp", "offset", "delivery", "partition", "epoch", "headers"]
      .flatMap((column) => ["--formatter-property", `print.${column}=true`]);
    expect(await run(kafka, ...TIMED, ...properties)).toEqual({
      exitCode: 0,
      out: [
        "CreateTime:100\tPartition:0\tOffset:0\tDelivery:1\tEpoch:NOT_PRESENT\tNO_HEADERS\tk1\tv1",
        "CreateTime:102\tPartition:0\tOffset:1\tDelivery:1\tEpoch:NOT_PRESENT\tNO_HEADERS\tk3\tv3",
        "CreateTime:101\tPartition:1\tOffset:0\tDelivery:1\tEpoch:NOT_PRESENT\tNO_HEADERS\tk2\tv2",
        "",
      ].join("\n"),
      err: "Processed a total of 3 messages\n",
    });
    expect(group.acknowledged.map(({ type }) => type)).toEqual([1, 1, 1]);
    expect(group.members.size).toBe(0);
    const asked = kafka.broker.seen.find(({ name }) => name === "ShareGroupHeartbeatRequest");
    expect(asked?.request).toMatchObject({ groupId: "console-share-consumer" });
  });

  test("ends after --max-messages, and gives back what it did not print", async () => {
    const { kafka, group } = makeGround();
    const args = ["--max-messages", "2", "--enable-systest-events"];
    const { exitCode, out, err } = await run(kafka, ...TOPIC, ...args);
    expect([exitCode, out, err]).toEqual([
      0,
      "v1\nv3\nshutdown_complete\n",
      "Processed a total of 2 messages\n",
    ]);
    expect(group.acknowledged.length).toBe(2);
    expect(group.stateOf(1, 0)).toMatchObject({ state: "available", deliveryCount: 1 });
  });

  test("--reject and --release say so of each record", async () => {
    const rejecting = makeGround();
    await run(rejecting.kafka, ...TIMED, "--reject");
    expect(rejecting.group.acknowledged.map(({ type }) => type))
      .toEqual(Array(3).fill(AcknowledgeType.REJECT));
    const releasing = makeGround();
    const { out } = await run(releasing.kafka, ...TOPIC, "--release", "--max-messages", "5");
    expect(out).toBe("v1\nv3\nv2\nv1\nv3\n");
    expect(releasing.group.stateOf(0, 0)).toMatchObject({ state: "available", deliveryCount: 2 });
  });

  test("a record that cannot be printed ends it, or is rejected", async () => {
    const args = [...TIMED, "--value-deserializer", "LongDeserializer"];
    const strict = makeGround();
    const { exitCode, err } = await run(strict.kafka, ...args);
    expect([exitCode, err]).toEqual([
      1,
      "Processed a total of 1 messages\nERROR Unknown error when running consumer: " +
      "org.apache.kafka.common.KafkaException: Size of data received is not 8\n",
    ]);
    expect(strict.group.acknowledged).toEqual([]);
    const lax = makeGround();
    expect((await run(lax.kafka, ...args, "--reject-message-on-error")).exitCode).toBe(0);
    expect(lax.group.acknowledged.map(({ type }) => type)).toEqual([3, 3, 3]);
  });

  test("ends on SIGTERM with the count", async () => {
    const { kafka, group } = makeGround();
    const terminal = new RecordingTerminal();
    const running = kafkaConsoleShareConsumer.run(
      [...SERVER, ...TOPIC],
      terminal,
      environmentOf(kafka),
    );
    for (let i = 0; i < 10; i++) {
      await turns();
      kafka.clock.advance(1);
    }
    terminal.interrupt(143);
    expect(await withTime(kafka.clock, running)).toBe(143);
    expect([terminal.err, terminal.isListening]).toEqual([
      "Processed a total of 3 messages\n",
      false,
    ]);
    expect([group.members.size, kafka.clock.pending]).toEqual([0, 0]);
  });

  test("does not accept what nobody could read", async () => {
    const { kafka, group } = makeGround();
    const terminal = new RecordingTerminal();
    terminal.outputIsClosed = true;
    const running = kafkaConsoleShareConsumer.run(
      [...SERVER, ...TOPIC],
      terminal,
      environmentOf(kafka),
    );
    expect(await withTime(kafka.clock, running)).toBe(0);
    expect(terminal.err).toContain("Unable to write to standard out, closing consumer.\n");
    expect([group.acknowledged, group.stateOf(0, 0).state]).toEqual([[], "available"]);
  });

  test("brokers without share groups: one line that says so", async () => {
    const kafka = new MemoryKafka();
    kafka.createTopic("t");
    expect(await run(kafka, ...TOPIC)).toEqual({
      exitCode: 1,
      out: "",
      err: "Processed a total of 0 messages\nERROR Unknown error when running consumer: the " +
        "brokers serve no share groups (kedge has none yet)\n",
    });
  });

  test("old spellings are taken, with Kafka's warnings", async () => {
    const { kafka } = makeGround();
    const args = ["--consumer-property", "client.id=x", "--property", "print.key=true"];
    const { out, err } = await run(kafka, ...TIMED, ...args);
    expect(out).toBe("k1\tv1\nk3\tv3\nk2\tv2\n");
    expect(err).toStartWith(
      "Option --consumer-property is deprecated and will be removed in a future version. Use " +
        "--command-property instead.\n" +
        "Option --property is deprecated and will be removed in a future version. Use " +
        "--formatter-property instead.\n",
    );
  });

  test("faults in options, in Kafka's words", async () => {
    const fault = "ERROR Unknown error when running consumer: org.apache.kafka.common";
    const cases: [string[], string][] = [
      [[], "--topic is a required argument"],
      [
        [...TOPIC, "--reject", "--release"],
        "At most one of --reject and --release may be " +
        "specified.",
      ],
      [
        [...TOPIC, "--group", "a", "--command-property", "group.id=b"],
        "The group ids provided " +
        "in different places (directly using '--group', via '--consumer-property', or via " +
        "'--consumer-config') do not match. Detected group ids: 'a', 'b'",
      ],
      [
        [...TOPIC, "--property", "a=b", "--formatter-property", "a=b"],
        "Options --property and --formatter-property cannot be specified together.",
      ],
      [
        [...TOPIC, "--command-property", "auto.offset.reset=earliest"],
        `${fault}.config.ConfigException: auto.offset.reset cannot be set when using a share ` +
        "group.",
      ],
      [
        [...TOPIC, "--command-property", "group.id="],
        `${fault}.errors.InvalidGroupIdException: You must provide a valid group.id in the ` +
        "consumer configuration.",
      ],
    ];
    for (const [args, text] of cases) {
      const { exitCode, err } = await run(makeGround().kafka, ...args);
      expect([exitCode, err.split("\n")[0]]).toEqual([1, text]);
    }
  });
});
