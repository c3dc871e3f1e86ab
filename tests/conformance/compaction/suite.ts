/**
 * kill -9 in the middle of compactions, again and again, under load on compacted topics, one of
 * them with transactions; then everything is read back, by librdkafka and by Kafka's own tools, and
 * the files are checked by kafka-dump-log. Last, a compaction where no temporary folder can be
 * written.
 *
 * @module
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { SeededRandom } from "../../../lib/io/random.ts";
import { Kedge, kedgeCommand } from "../broker/kedge.ts";
import { Load } from "../crash/load.ts";
import { mustRun } from "../process.ts";
import type { Context, Suite } from "../suite.ts";
import { mavenLibraries } from "../tools/maven.ts";
import { python } from "../tools/python.ts";
import { MAVEN_LIBRARIES } from "../versions.ts";
import { until } from "../waiting.ts";

const KILLS = Number(process.env["KEDGE_CONFORMANCE_KILLS"] ?? 24);
/** How long a kill waits for a compaction to be under way. */
const COMPACTION_LIMIT_MS = 2000;
/** Longest time into a compaction that a kill comes. */
const KILL_DELAY_MS = 60;
/** Records after which there is something to compact. */
const WRITTEN_MIN = 4000;
const CHECKS = [
  "the newest value of every key is the one sent last",
  "reading from the middle gives the tail of reading from the start",
  "committed values are there, aborted ones are not",
  "tombstones vanish after delete.retention.ms, and what they deleted stays away",
];
const OVERRIDES = {
  "log.cleaner.backoff.ms": "20",
  // Slow enough that a kill finds a compaction half-done.
  "log.cleaner.io.max.bytes.per.second": String(4 << 20),
  "log.segment.delete.delay.ms": "200",
};
const JAVA = ["java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"];

async function run(context: Context): Promise<void> {
  await killDuringCompactions(context);
  await withoutTemporaryFolder(context);
}

async function killDuringCompactions(context: Context): Promise<void> {
  const seed = Number(process.env["KEDGE_CONFORMANCE_SEED"] ?? Date.now() % 1_000_000);
  console.log(`# kill -9 in compactions: ${KILLS} times, KEDGE_CONFORMANCE_SEED=${seed}`);
  const random = new SeededRandom(seed);
  const kedge = await new Kedge({ overrides: OVERRIDES }).start();
  const report = context.report.within("kill -9 in compactions");
  const script = join(import.meta.dirname, "load.py");
  const load = new Load(report, {
    name: "librdkafka",
    command: [await python("confluent-kafka-2.16.1"), script, kedge.bootstrap, String(seed)],
    checks: CHECKS,
  });
  try {
    await report.check(`the load goes on after each of ${KILLS} kills`, async () => {
      let hits = 0;
      for (let kill = 1; kill <= KILLS; kill++) {
        await progress(load);
        if (await compactionUnderWay(kedge)) hits++;
        await Bun.sleep(random.int(KILL_DELAY_MS));
        await kedge.killAndStart();
      }
      await progress(load);
      console.log(`# ${hits} of ${KILLS} kills came into a compaction`);
      if (hits < KILLS / 2) throw new Error(`only ${hits} kills came into a compaction`);
    });
    await load.finish();
    const errors = kedge.log.split("\n").filter((line) => / ERROR | FATAL /.test(line));
    if (errors.length > 0) report.fail("no error in the log", errors.slice(0, 3).join(" | "));
    await readByKafka(context, kedge);
  } finally {
    load.kill();
    if (report.failed.length > 0) console.log(kedge.lastWords());
    await kedge.stop();
  }
}

async function progress(load: Load): Promise<void> {
  const before = load.acked;
  await until("the writers get answers again", () => load.acked > before, { limitMs: 30_000 });
}

/** Waits for a compaction's unfinished files; false where none comes. */
async function compactionUnderWay(kedge: Kedge): Promise<boolean> {
  const deadlineMs = performance.now() + COMPACTION_LIMIT_MS;
  while (performance.now() < deadlineMs) {
    if (filesOf(kedge, /\.(cleaned|swap)$/).length > 0) return true;
    await Bun.sleep(1);
  }
  return false;
}

/** The files of the compacted topics that match. */
function filesOf(kedge: Kedge, pattern: RegExp): string[] {
  return ["compacted-0", "compacted-txn-0"].flatMap((name) => {
    const folder = join(kedge.logDir, name);
    if (!existsSync(folder)) return [];
    return readdirSync(folder).filter((file) => pattern.test(file)).map((file) =>
      join(folder, file)
    );
  });
}

/** What Kafka's console consumer reads, and what its dump tool says of the files. */
async function readByKafka(context: Context, kedge: Kedge): Promise<void> {
  const libraries = await mavenLibraries("kafka4", MAVEN_LIBRARIES.kafka4);
  const java = [...JAVA, "-cp", join(libraries, "*")];
  const report = context.report.within("Kafka 4.3.1 tools on what compaction left");
  let whole: number[] = [];
  await report.check("the console consumer reads from the start", async () => {
    whole = await consoleOffsets(java, kedge, "earliest");
    const rising = whole.every((offset, i) => i === 0 || offset > whole[i - 1]!);
    if (whole.length === 0 || !rising) throw new Error(`offsets: ${whole.slice(0, 20)} ...`);
  });
  await report.check("the console consumer reads from the middle", async () => {
    const middle = Math.floor((whole.at(-1) ?? 0) / 2);
    const tail = await consoleOffsets(java, kedge, String(middle));
    const expected = whole.filter((offset) => offset >= middle);
    if (String(tail) !== String(expected)) {
      throw new Error(`${tail.length} records from ${middle}, not ${expected.length}`);
    }
  });
  await kedge.terminate();
  await report.check("kafka-dump-log finds every index sane and every batch valid", async () => {
    const dump = [...java, "org.apache.kafka.tools.DumpLogSegments"];
    const indexes = filesOf(kedge, /\.index$/);
    const sane = await mustRun([...dump, "--index-sanity-check", "--files", indexes.join(",")]);
    const passed = sane.stdout.match(/passed sanity check|is empty/g)?.length ?? 0;
    if (passed !== indexes.length) throw new Error(`not all are sane: ${sane.stdout}`);
    const logs = filesOf(kedge, /\.log$/);
    const { stdout } = await mustRun([...dump, "--deep-iteration", "--files", logs.join(",")]);
    const batches = stdout.split("\n").filter((line) => line.startsWith("baseOffset:"));
    const wrong = batches.filter((line) => !line.includes("isvalid: true"));
    if (batches.length === 0) throw new Error("no batch was shown");
    if (wrong.length > 0) throw new Error(`not valid: ${wrong[0]}`);
  });
}

/** The offsets that Kafka's console consumer prints. */
async function consoleOffsets(
  java: readonly string[],
  kedge: Kedge,
  offset: string,
): Promise<number[]> {
  const { stdout } = await mustRun([
    ...java,
    "org.apache.kafka.tools.consumer.ConsoleConsumer",
    ...["--bootstrap-server", kedge.bootstrap, "--topic", "compacted"],
    ...["--partition", "0", "--offset", offset, "--timeout-ms", "3000"],
    ...["--property", "print.offset=true", "--property", "print.value=false"],
  ]);
  return [...stdout.matchAll(/^Offset:(\d+)/gm)].map((match) => Number(match[1]));
}

/** Where no temporary folder can be written, native add-ons and threads must do without. */
async function withoutTemporaryFolder(context: Context): Promise<void> {
  const command = ["env", "TMPDIR=/proc/none", "BUN_TMPDIR=/proc/none", ...kedgeCommand()];
  const kedge = new Kedge({ overrides: OVERRIDES, command });
  const seed = "1";
  const load = new Load(context.report.within("without a temporary folder"), {
    name: "librdkafka",
    command: [
      await python("confluent-kafka-2.16.1"),
      join(import.meta.dirname, "load.py"),
      (await kedge.start()).bootstrap,
      seed,
    ],
    checks: CHECKS,
  });
  try {
    await context.report.check("compaction works without a temporary folder", async () => {
      await until("much is written", () => load.acked > WRITTEN_MIN);
      await until("a log is compacted", () => kedge.log.includes("compacted log"));
    });
    await load.finish();
  } finally {
    load.kill();
    await kedge.stop();
  }
}

export const compaction: Suite = { name: "compaction", server: "its own", run };
