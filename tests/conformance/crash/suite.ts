/**
 * kill -9, again and again, under load on both protocols at once; the load programs read everything
 * back at the end and say what was lost. Then the time that a start takes with 1 GiB of log.
 *
 * @module
 */
import { join } from "node:path";
import { SeededRandom } from "../../../lib/io/random.ts";
import { answersApiVersions } from "../broker/probe.ts";
import { Kedge } from "../broker/kedge.ts";
import type { Context, Suite } from "../suite.ts";
import { python } from "../tools/python.ts";
import { until } from "../waiting.ts";
import { Load } from "./load.ts";

/** How often the server is killed under load. */
const KILLS = Number(process.env["KEDGE_CONFORMANCE_KILLS"] ?? 24);
/** Every this many kills, the next one comes while the server is still starting. */
const KILL_DURING_START_EVERY = 4;
const START_LIMIT_MS = 1000;
const LOG_MEGABYTES = Number(process.env["KEDGE_CONFORMANCE_LOG_MEGABYTES"] ?? 1024);

const KAFKA_CHECKS = [
  "idempotent producers: nothing acknowledged is lost",
  "idempotent producers: order kept, nothing twice, no fatal error",
  "plain producers with acks=all: nothing acknowledged is lost",
  "plain producers with acks=all: order kept",
  "acknowledged commits of offsets are kept",
  "acknowledged topics are there",
];
const ZOOKEEPER_CHECKS = [
  "acknowledged sequential znodes are there with their values",
  "the last acknowledged value is there, versions never go back",
  "a multi is there wholly or not at all",
  "sessions and their ephemeral znodes outlive every kill",
];

async function run(context: Context): Promise<void> {
  await killUnderLoad(context);
  await startAfterKill(context);
}

async function killUnderLoad(context: Context): Promise<void> {
  const seed = Number(process.env["KEDGE_CONFORMANCE_SEED"] ?? Date.now() % 1_000_000);
  console.log(`# kill -9 under load: ${KILLS} times, KEDGE_CONFORMANCE_SEED=${seed}`);
  const random = new SeededRandom(seed);
  const kedge = await new Kedge().start();
  const report = context.report.within("kill -9");
  const kafka = new Load(report, {
    name: "Kafka",
    command: [
      await python("confluent-kafka-2.16.1"),
      join(import.meta.dirname, "kafka_load.py"),
      kedge.bootstrap,
    ],
    checks: KAFKA_CHECKS,
  });
  const zookeeper = new Load(report, {
    name: "ZooKeeper",
    command: [
      await python("kazoo-2.11.0"),
      join(import.meta.dirname, "zookeeper_load.py"),
      kedge.zookeeper ?? "",
    ],
    checks: ZOOKEEPER_CHECKS,
  });
  try {
    await report.check(`the load goes on after each of ${KILLS} kills`, async () => {
      for (let kill = 1; kill <= KILLS; kill++) {
        await progressOfBoth(kafka, zookeeper);
        await Bun.sleep(random.int(600));
        await kedge.kill();
        if (kill % KILL_DURING_START_EVERY === 0) {
          kedge.launch();
          await Bun.sleep(random.int(200));
          await kedge.kill();
        }
        await kedge.start();
      }
      await progressOfBoth(kafka, zookeeper);
    });
    await kafka.finish();
    await zookeeper.finish();
  } finally {
    kafka.kill();
    zookeeper.kill();
    if (report.failed.length > 0) console.log(kedge.lastWords());
    await kedge.stop();
  }
}

/** Both loads get something acknowledged that was not acknowledged before. */
async function progressOfBoth(...loads: readonly Load[]): Promise<void> {
  const before = loads.map((load) => load.acked);
  await until(
    "every writer gets answers again",
    () => loads.every((load, index) => load.acked > before[index]!),
    { limitMs: 30_000 },
  );
}

async function startAfterKill(context: Context): Promise<void> {
  const name = `start after kill -9 with ${LOG_MEGABYTES} MiB of log within ${START_LIMIT_MS} ms`;
  const kedge = await new Kedge().start();
  try {
    await context.report.check(name, async () => {
      const fill = Bun.spawn([
        await python("confluent-kafka-2.16.1"),
        join(import.meta.dirname, "fill.py"),
        kedge.bootstrap,
        "big",
        String(LOG_MEGABYTES),
      ], { stdout: "pipe", stderr: "inherit" });
      const first = await fill.stdout.getReader().read();
      if (first.value === undefined) throw new Error("the topic could not be filled");
      await kedge.kill();
      fill.kill("SIGKILL");
      const startedMs = performance.now();
      kedge.launch();
      await until("ApiVersions is answered", () => answersApiVersions(kedge.bootstrap), {
        limitMs: 60_000,
      });
      const elapsedMs = performance.now() - startedMs;
      console.log(`# first ApiVersions after ${elapsedMs.toFixed(0)} ms`);
      if (elapsedMs > START_LIMIT_MS) throw new Error(`it took ${elapsedMs.toFixed(0)} ms`);
    });
  } finally {
    if (context.report.failed.length > 0) console.log(kedge.lastWords());
    await kedge.stop();
  }
}

export const crash: Suite = { name: "crash", server: "its own", run };
