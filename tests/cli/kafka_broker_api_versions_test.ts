import { expect, test } from "bun:test";
import { kafkaBrokerApiVersions } from "../../lib/cli/kafka_broker_api_versions.ts";
import { ApiVersions } from "../../lib/client/apis.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

test("prints ranges and the version a client would use, as recorded", async () => {
  const kafka = new MemoryKafka();
  const served: [number, number, number][] = [
    [0, 0, 13],
    [1, 4, 18],
    [3, 0, 13],
    [18, 0, 4],
    [46, 0, 0],
    [80, 0, 1],
    [20, 99, 100],
    [9999, 1, 2],
  ];
  kafka.broker.on(ApiVersions, () => ({
    errorCode: 0,
    apiKeys: served.map(([apiKey, minVersion, maxVersion]) => ({ apiKey, minVersion, maxVersion })),
  }), { versions: [0, 4] });
  const terminal = new RecordingTerminal();
  const exitCode = await kafkaBrokerApiVersions.run(
    ["--bootstrap-server", "127.0.0.1:29092"],
    terminal,
    environmentOf(kafka),
  );
  expect(exitCode).toBe(0);
  const lines = terminal.out.split("\n");
  expect(lines.slice(0, 5)).toEqual([
    "127.0.0.1:29092 (id: 1 rack: null isFenced: false) -> (",
    "\tProduce(0): 0 to 13 [usable: 13],",
    "\tFetch(1): 4 to 18 [usable: 18],",
    "\tListOffsets(2): UNSUPPORTED,",
    "\tMetadata(3): 0 to 13 [usable: 13],",
  ]);
  expect(lines).toContain("\tListPartitionReassignments(46): 0 [usable: 0],");
  expect(lines).toContain("\tAddRaftVoter(80): 0 to 1 [usable: 1],");
  expect(lines).toContain("\tDeleteTopics(20): 99 to 100 [unusable: node too new],");
  expect(lines.at(-3)).toBe("\tApi9999(9999): 1 to 2 [usable: 2]");
  expect(lines.slice(-2)).toEqual([")", ""]);
  expect(terminal.out).not.toContain("LeaderAndIsr");
});

test("an empty call shows help and leaves with 1", async () => {
  const terminal = new RecordingTerminal();
  const kafka = environmentOf(new MemoryKafka());
  expect(await kafkaBrokerApiVersions.run([], terminal, kafka)).toBe(1);
  expect(terminal.err.split("\n")[0]).toBe(
    "This tool helps to retrieve broker version information.",
  );
});
