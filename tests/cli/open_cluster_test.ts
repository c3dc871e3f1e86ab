import { expect, test } from "bun:test";
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
