import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { kafkaDumpLog } from "../../lib/cli/kafka_dump_log.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { recorded } from "./recorded.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

const LOG = "00000000000000000000";
const GOLDEN = join(import.meta.dir, "../golden/cli/kafka_dump_log_files.json");

function goldenFiles(): Record<string, Uint8Array> {
  const files: Record<string, string> = JSON.parse(readFileSync(GOLDEN, "utf8"));
  return Object.fromEntries(
    Object.entries(files).map((
      [path, text],
    ) => [path, new Uint8Array(Buffer.from(text, "base64"))]),
  );
}

const FILES = goldenFiles();

async function dump(...args: string[]) {
  const terminal = new RecordingTerminal();
  const environment = environmentOf(new MemoryKafka(), FILES);
  const exitCode = await kafkaDumpLog.run(args, terminal, environment);
  return { exitCode, out: terminal.out, err: terminal.err };
}

/** In the form of the recording. */
async function dumped(...args: string[]): Promise<string> {
  const { exitCode, out, err } = await dump(...args);
  const marked = err.replaceAll(resolve("."), "<folder>").replace(/^(?=.)/gm, "stderr: ");
  return `${out}${marked}exit ${exitCode}\n`;
}

describe("kafka-dump-log.sh prints what Kafka's prints:", () => {
  test.each([
    ["batches", ["--files", `dmp-0/${LOG}.log`]],
    ["records", ["--files", `dmp-0/${LOG}.log`, "--deep-iteration"]],
    ["content", ["--files", `dmp-0/${LOG}.log`, "--print-data-log"]],
    ["skip", ["--files", `dmp-0/${LOG}.log`, "--print-data-log", "--skip-record-metadata"]],
    ["max-bytes", ["--files", `dmp-0/${LOG}.log`, "--max-bytes", "600"]],
    ["integers", [
      "--files",
      `dmp-0/${LOG}.log`,
      "--value-decoder-class",
      "org.apache.kafka.tools.api.IntegerDecoder",
      "--max-bytes",
      "200",
    ]],
    ["index", ["--files", `dmp-0/${LOG}.index`]],
    ["timeindex", ["--files", `dmp-0/${LOG}.timeindex`]],
    ["verify", ["--files", `dmp-0/${LOG}.index,dmp-0/${LOG}.timeindex`, "--verify-index-only"]],
    ["sanity", ["--files", `dmp-0/${LOG}.index,dmp-0/${LOG}.timeindex`, "--index-sanity-check"]],
    ["txnindex", ["--files", `dmp-0/${LOG}.txnindex`]],
    ["snapshot", ["--files", "state/00000000000000003000.snapshot"]],
    ["bad", ["--files", `bad/${LOG}.log`, "--deep-iteration"]],
    ["bad-index", ["--files", `bad/${LOG}.index`]],
    ["bad-timeindex", ["--files", `bad/${LOG}.timeindex`]],
    ["trailing", ["--files", `trail/${LOG}.log`]],
    ["old-formats", ["--files", `v01/${LOG}.log`, "--print-data-log"]],
    ["offsets", ["--files", `offsets/${LOG}.log`, "--offsets-decoder"]],
    ["offsets2", ["--files", `offsets2/${LOG}.log`, "--offsets-decoder"]],
    ["transactions", ["--files", `txn/${LOG}.log`, "--transaction-log-decoder"]],
    ["metadata", ["--files", `meta/${LOG}.log`, "--cluster-metadata-decoder"]],
    ["checkpoint", [
      "--files",
      "meta/00000000000000000000-0000000000.checkpoint",
      "--cluster-metadata-decoder",
    ]],
    ["share-state", ["--files", `share/${LOG}.log`, "--share-group-state-decoder"]],
    ["unknown", ["--files", "dmp-0/leader-epoch-checkpoint.txt"]],
  ])("%s", async (name, args) => {
    expect(await dumped(...args)).toBe(recorded("kafka_dump_log", name));
  });
});

describe("kafka-dump-log.sh", () => {
  test("stops where a broker has only reserved room", async () => {
    const log = FILES[`dmp-0/${LOG}.log`]!;
    const reserved = new Uint8Array(log.length + 4096);
    reserved.set(log);
    FILES[`reserved/${LOG}.log`] = reserved;
    const { exitCode, out } = await dump("--files", `reserved/${LOG}.log`);
    expect([exitCode, out.split("\n").at(-2)]).toEqual([
      0,
      `4096 bytes at the end of ${LOG}.log are reserved and not written yet`,
    ]);
  });

  test("tells a broken snapshot", async () => {
    const snapshot = FILES["state/00000000000000003000.snapshot"]!.slice();
    snapshot[snapshot.length - 1]! ^= 1;
    FILES["state/1.snapshot"] = snapshot;
    FILES["state/2.snapshot"] = new Uint8Array([0, 7, 0, 0, 0, 0]);
    const { exitCode, err } = await dump("--files", "state/1.snapshot,state/2.snapshot");
    expect(exitCode).toBe(0);
    expect(err).toMatch(/^Snapshot is corrupt \(CRC is no longer valid\)\. Stored crc: \d+\./);
    expect(err).toEndWith("Snapshot contained an unknown file version 7\n");
  });

  test("ends well when nobody reads any more", async () => {
    const terminal = Object.assign(new RecordingTerminal(), { outputIsClosed: true });
    const environment = environmentOf(new MemoryKafka(), FILES);
    const args = ["--files", `dmp-0/${LOG}.log`];
    expect(await kafkaDumpLog.run(args, terminal, environment)).toBe(0);
    expect(terminal.err).toBe("");
  });

  test("tells faults in one line", async () => {
    expect(await dump("--files", `none/${LOG}.log`)).toMatchObject({
      exitCode: 1,
      err: "Cannot dump: no such file\n",
    });
    expect(await dump("--files", "nope.log")).toMatchObject({
      exitCode: 1,
      err: "Cannot dump nope.log: its name must begin with an offset, as " +
        "00000000000000000000.log does\n",
    });
    const args = ["--files", `dmp-0/${LOG}.log`];
    expect((await dump(...args, "--key-decoder-class", "my.Decoder")).err).toStartWith(
      "Cannot use decoder my.Decoder: StringDecoder,",
    );
    expect((await dump(...args, "--remote-log-metadata-decoder")).err).toStartWith(
      "--remote-log-metadata-decoder is not there",
    );
    expect((await dump()).err).toContain("--print-data-log");
  });
});
