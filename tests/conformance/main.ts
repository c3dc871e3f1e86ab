/**
 * The interoperability tests: real clients, none of them written here, against a running kedge (or
 * against any server that KEDGE_CONFORMANCE_BOOTSTRAP names). `npm run conformance` runs every
 * suite, `npm run conformance -- kafkajs kcat` those two, `npm run conformance -- --except smoke`
 * all but that one. The last line is the sum.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Broker } from "./broker/broker.ts";
import { externalBroker } from "./broker/external.ts";
import { Kedge } from "./broker/kedge.ts";
import { Report } from "./report.ts";
import type { Suite } from "./suite.ts";
import { suites } from "./suites.ts";

async function main(): Promise<void> {
  const report = new Report();
  const chosen = chooseSuites(process.argv.slice(2));
  const external = externalBroker(process.env);
  for (const suite of chosen) {
    const startedMs = performance.now();
    await runSuite(suite, external, report);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(`# ${suite.name}: ${seconds} s`);
  }
  const skips = process.env["CI"] === "true" ? "skips fail" : "skips are allowed";
  process.exit(report.finish(skips) > 0 ? 1 : 0);
}

function chooseSuites(words: readonly string[]): readonly Suite[] {
  const isExcept = words[0] === "--except";
  const names = isExcept ? words.slice(1) : words;
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    const known = suites.map((suite) => suite.name).join(", ");
    console.error(`Cannot run ${unknown.join(", ")}: no such suite. There are: ${known}`);
    process.exit(2);
  }
  if (names.length === 0) return suites;
  return suites.filter((suite) => names.includes(suite.name) !== isExcept);
}

/** Runs one suite with a server of its own, so that what one leaves cannot help or hurt another. */
async function runSuite(
  suite: Suite,
  external: Broker | undefined,
  report: Report,
): Promise<void> {
  if (external !== undefined && suite.server === "its own") {
    report.skip(suite.name, "it starts kedge itself, and another server is being tested");
    return;
  }
  const scratch = mkdtempSync(join(tmpdir(), "conformance-"));
  let kedge: Kedge | undefined;
  try {
    const broker = external ?? (kedge = new Kedge());
    if (suite.server === "shared") await kedge?.start();
    await suite.run({ broker, report, scratch });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    report.fail(suite.name, `the suite could not go on: ${reason}`);
  } finally {
    await kedge?.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

await main();
