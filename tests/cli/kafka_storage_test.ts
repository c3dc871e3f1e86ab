import { afterAll, beforeAll, expect, test } from "bun:test";
import { kafkaStorage } from "../../lib/cli/kafka_storage.ts";
import { MemoryKedge } from "./memory_kedge.ts";

let kedge: MemoryKedge;
const ID = "MkU3OEVBNTcwNTJENDM2Qk";

beforeAll(async () => {
  kedge = await MemoryKedge.start();
  kedge.files["server.properties"] = "node.id=7\nlog.dirs=/b,${file:/places:first}\n";
  kedge.files["/places"] = "first=/a\n";
});
afterAll(() => kedge.close());

function run(...args: string[]) {
  return kedge.runArguments(kafkaStorage, args);
}

test("kafka-storage.sh makes ids", async () => {
  expect((await run("random-uuid")).out).toMatch(/^[\w-]{22}\n$/);
});

test("kafka-storage.sh formats folders, once, and tells what they are", async () => {
  const found = "Found log directories:\n  /a\n  /b\n\n";
  expect(await run("info", "-c", "server.properties")).toEqual({
    exitCode: 1,
    out: `${found}Found problems:\n  /a is not formatted.\n  /b is not formatted.\n\n`,
    err: "",
  });
  expect(await run("format", "--standalone", "-t", ID, "-c", "server.properties")).toEqual({
    exitCode: 0,
    out: `Formatting data directory /a for cluster ${ID}.\n` +
      `Formatting data directory /b for cluster ${ID}.\n`,
    err: "",
  });
  expect(await run("info", "--config", "server.properties")).toEqual({
    exitCode: 0,
    out: `${found}Found metadata: {cluster.id=${ID}, node.id=7}\n\n`,
    err: "",
  });
  expect((await run("format", "-t", ID, "-c", "server.properties")).err).toBe(
    "Log directory /a is already formatted. Use --ignore-formatted to ignore this directory and " +
      "format the others.\n",
  );
  expect((await run("format", "-g", "-t", ID, "-c", "server.properties")).out)
    .toBe("All of the log directories are already formatted.\n");
});

test("kafka-storage.sh tells what cannot be", async () => {
  const cases: [string[], string][] = [
    [["format", "-t", "short", "-c", "server.properties"], "Cluster ID string short does not"],
    [["info", "-c", "none"], "Cannot read none: no such file\n"],
    [
      ["format", "-t", ID, "-c", "server.properties", "-S", "SCRAM-SHA-256=[name=a,password=b]"],
      "Cannot add SCRAM credentials: kedge has no authentication yet\n",
    ],
  ];
  for (const [args, fault] of cases) {
    const { exitCode, err } = await run(...args);
    expect([exitCode, err.slice(0, fault.length)]).toEqual([1, fault]);
  }
  expect((await run("info")).err).toContain("argument --config/-c is required");
  expect((await run("version-mapping", "-r", "3.7")).out).toStartWith(
    "metadata.version=19 (3.7)\n",
  );
});
