/**
 * kill -9, again and again, under producers that move balances in transactions: readers of committed
 * records never see a sum that does not balance, and nothing is left open at the end.
 *
 * @module
 */
import { join } from "node:path";
import { SeededRandom } from "../../../lib/io/random.ts";
import { Kedge } from "../broker/kedge.ts";
import { Load } from "../crash/load.ts";
import type { Context, Suite } from "../suite.ts";
import { python } from "../tools/python.ts";
import { until } from "../waiting.ts";
import { openTransactions } from "./open_transactions.ts";

/** How often the server is killed. */
const KILLS = Number(process.env["KEDGE_CONFORMANCE_TRANSACTION_KILLS"] ?? 100);
/** Every this many kills, the next one comes while the server is still starting. */
const KILL_DURING_START_EVERY = 4;
/** Every this many kills, everybody must have got on before; the others come at any moment. */
const PROGRESS_EVERY = 10;
/** A kill comes at most this long after the server is up. */
const REST_MAX_MS = 1200;
/** With these, segments end and compaction runs within the minutes that this takes. */
const OVERRIDES = {
  "log.segment.bytes": "262144",
  "transaction.state.log.num.partitions": "5",
  "transaction.state.log.segment.bytes": "32768",
  "offsets.topic.num.partitions": "5",
  "offsets.topic.segment.bytes": "32768",
  "transaction.abort.timed.out.transaction.cleanup.interval.ms": "200",
  "log.cleaner.backoff.ms": "500",
};
const CHECKS = [
  "readers of committed records get to the end: no transaction hangs",
  "a reader never sees a part of a transfer, nor one that was aborted",
  "acknowledged commits are there, each once",
  "the offset of a group is that of the transactions that are there",
  "producers that are fenced or too late are told so",
];

async function run({ report: whole }: Context): Promise<void> {
  const seed = Number(process.env["KEDGE_CONFORMANCE_SEED"] ?? Date.now() % 1_000_000);
  console.log(`# transactions under kill -9: ${KILLS} times, KEDGE_CONFORMANCE_SEED=${seed}`);
  const kedge = await new Kedge({ overrides: OVERRIDES }).start();
  const report = whole.within("transactions");
  const load = new Load(report, {
    name: "confluent-kafka",
    command: [
      await python("confluent-kafka-2.16.1"),
      join(import.meta.dirname, "transfers.py"),
      kedge.bootstrap,
      String(seed),
    ],
    checks: CHECKS,
  });
  try {
    await report.check(`producers go on after each of ${KILLS} kills`, async () => {
      await killUnder(load, kedge, new SeededRandom(seed));
    });
    await load.finish();
    await report.check("no transaction is left open", async () => {
      const found = await openTransactions(kedge.bootstrap);
      if (found.length > 0) throw new Error(found.join("; "));
    });
  } finally {
    load.kill();
    if (report.failed.length > 0) console.log(kedge.lastWords());
    await kedge.stop();
  }
}

async function killUnder(
  load: Load,
  kedge: Kedge,
  random: SeededRandom,
): Promise<void> {
  for (let kill = 1; kill <= KILLS; kill++) {
    if (kill % PROGRESS_EVERY === 1) await progress(load);
    await Bun.sleep(random.int(REST_MAX_MS));
    await kedge.kill();
    if (kill % KILL_DURING_START_EVERY === 0) {
      kedge.launch();
      await Bun.sleep(random.int(100));
      await kedge.kill();
    }
    await kedge.start();
  }
  await progress(load);
}

/** Every steady producer ends a transaction that was not ended before. */
async function progress(load: Load): Promise<void> {
  const before = load.acked;
  await until("every producer ends transactions", () => load.acked > before, { limitMs: 30_000 });
}

export const transactions: Suite = { name: "transactions", server: "its own", run };
