import { expect, test } from "bun:test";
import { kafkaConsumerGroups } from "../../lib/cli/kafka_consumer_groups.ts";
import { kafkaTopics } from "../../lib/cli/kafka_topics.ts";
import { DisconnectedError } from "../../lib/client/errors.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { withTime } from "../client/run_clock.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

test("a server that cannot be reached is told once, and given up after the client's time", async () => {
  const kafka = new MemoryKafka();
  const environment = {
    ...environmentOf(kafka, { "c.properties": "default.api.timeout.ms=2000\n" }),
    connect: () => () => Promise.reject(new DisconnectedError("Cannot connect to h:1: refused")),
  };
  const terminal = new RecordingTerminal();
  const args = ["--bootstrap-server", "h:1", "--list", "--command-config", "c.properties"];
  const exitCode = await withTime(kafka.clock, kafkaTopics.run(args, terminal, environment));
  expect(exitCode).toBe(1);
  expect(terminal.err).toBe("WARN Broker h:1 is not reachable: Cannot connect to h:1: refused\n");
  expect(terminal.out).toBe(
    "Error while executing topic command : Gave up on the list of topics after 2000 ms; " +
      "the last failure: Cannot reach any broker, tried h:1\n",
  );
});

test("a bootstrap list that cannot be read is a fault of usage", async () => {
  const terminal = new RecordingTerminal();
  const environment = environmentOf(new MemoryKafka());
  const exitCode = await kafkaTopics.run(
    ["--bootstrap-server", "nowhere", "--list"],
    terminal,
    environment,
  );
  expect([exitCode, terminal.err.split("\n")[0]]).toEqual([
    1,
    "Cannot read bootstrap server nowhere: it must be host:port",
  ]);
});

test("encryption asked for in a file is refused", async () => {
  const terminal = new RecordingTerminal();
  const environment = environmentOf(new MemoryKafka(), { "c.properties": "security.protocol=SSL" });
  const args = ["--bootstrap-server", "h:1", "--list", "--command-config", "c.properties"];
  expect(await kafkaTopics.run(args, terminal, environment)).toBe(1);
  expect(terminal.out).toContain("Only PLAINTEXT is supported yet");
});

test("the client's time of a file counts before a default of --timeout, not before --timeout", async () => {
  const gaveUpAfter = async (...args: string[]) => {
    const kafka = new MemoryKafka();
    const environment = {
      ...environmentOf(kafka, { "c.properties": "default.api.timeout.ms=2000\n" }),
      connect: () => () => Promise.reject(new DisconnectedError("refused")),
    };
    const terminal = new RecordingTerminal();
    const call = ["--bootstrap-server", "h:1", "--list", "--command-config", "c.properties"];
    const running = kafkaConsumerGroups.run([...call, ...args], terminal, environment);
    await withTime(kafka.clock, running);
    return /after \d+ ms/.exec(terminal.out + terminal.err)?.[0];
  };
  expect(await gaveUpAfter()).toBe("after 2000 ms");
  expect(await gaveUpAfter("--timeout", "5000")).toBe("after 5000 ms");
  // Options may be written by a beginning that is theirs alone.
  expect(await gaveUpAfter("--tim", "7000")).toBe("after 7000 ms");
});
