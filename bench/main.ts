/**
 * The benchmark. `npm run bench` measures kedge; `npm run bench -- --vs kafka` fetches Apache Kafka
 * and ZooKeeper with Maven, runs the same clients against both in turn and prints ratios. Other
 * words: `--cases throughput,idle`, `--runs 3`, `--scale 0.1` (to try the bench itself),
 * `--output FILE`.
 *
 * @module
 */
import { Bench } from "./bench.ts";
import { benchCases } from "./cases/mod.ts";
import { printTables } from "./table.ts";
import { readOptions } from "./options.ts";
import { TARGETS } from "./targets.ts";

const options = readOptions(process.argv.slice(2));
const bench = new Bench(options);
const unknown = options.cases.filter((name) => !benchCases.some((one) => one.name === name));
if (unknown.length > 0) {
  const known = benchCases.map((one) => one.name).join(", ");
  console.error(`Cannot run ${unknown.join(", ")}: no such case. There are: ${known}`);
  process.exit(2);
}
let failed = 0;
for (const one of benchCases) {
  if (options.cases.length > 0 && !options.cases.includes(one.name)) continue;
  console.log(`${one.name}: ${one.about}`);
  try {
    await one.run(bench);
  } catch (error) {
    failed++;
    console.log(`  FAILED: ${error instanceof Error ? error.message : error}`);
  } finally {
    await bench.removeServers();
  }
}
const missed = printTables(bench.measurements, TARGETS);
if (options.scale !== 1) console.log(`\nscale ${options.scale}: the figures mean nothing`);
console.log(`\n${missed} figures missed, ${failed} cases failed`);
process.exit(failed > 0 ? 1 : 0);
