/**
 * The result of a run as Markdown tables: medians by case, metric and phase (of the quiet runs
 * where each server has one, else of all), ratios, and whether each figure that was to be reached
 * was reached.
 *
 * @module
 */
import { brief } from "./bench.ts";
import { NOISY_SHARE } from "./machine.ts";
import type { Measurement, Phase, Target } from "./measurement.ts";
import { median } from "./statistics.ts";

/** Prints the rows with a figure to reach, then the others; returns how many were missed. */
export function printTables(
  measurements: readonly Measurement[],
  targets: readonly Target[],
): number {
  let missed = 0;
  const others: string[] = [];
  console.log("\n| case | metric | phase | kedge | other | ratio | to reach | |");
  console.log("|---|---|---|--:|--:|--:|---|---|");
  for (const row of rowsOf(measurements)) {
    const ratio = row.kedge / row.other;
    const numbers = [row.kedge, row.other, ratio].map(brief);
    const cells = [row.case, row.metric, row.phase, ...numbers].join(" | ");
    const target = targets.find((one) =>
      one.case === row.case && one.metric === row.metric && one.phase === row.phase
    );
    if (target === undefined) {
      others.push(`| ${cells} |`);
      continue;
    }
    const verdict = verdictOf(target, { value: row.kedge, ratio });
    if (verdict === "MISSED") missed++;
    console.log(`| ${cells} | ${wordsOf(target)} | ${verdict} |`);
  }
  console.log("\n| case | metric | phase | kedge | other | ratio |");
  console.log("|---|---|---|--:|--:|--:|");
  console.log(others.join("\n"));
  return missed;
}

interface Row {
  case: string;
  metric: string;
  phase: Phase;
  kedge: number;
  other: number;
}

function rowsOf(measurements: readonly Measurement[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { case: name, phase, values } of measurements) {
    for (const metric of Object.keys(values)) {
      const key = `${name}/${metric}/${phase}`;
      if (rows.has(key)) continue;
      const same = measurements.filter((one) =>
        one.case === name && one.phase === phase && metric in one.values
      );
      const kedge = same.filter((one) => one.server === "kedge");
      const other = same.filter((one) => one.server !== "kedge");
      // A quiet run of one and a noisy run of the other are not to be compared.
      const sides = [kedge, other].filter((side) => side.length > 0);
      const isEach = sides.every((side) => side.some(isQuiet)) ? isQuiet : () => true;
      const middle = (side: Measurement[]) =>
        median(side.filter(isEach).map((one) => one.values[metric]!));
      const row = { case: name, metric, phase };
      rows.set(key, { ...row, kedge: middle(kedge), other: middle(other) });
    }
  }
  return [...rows.values()];
}

function isQuiet({ othersShare }: Measurement): boolean {
  return othersShare <= NOISY_SHARE;
}

function verdictOf(target: Target, found: { value: number; ratio: number }): string {
  const number = found[target.of];
  if (!Number.isFinite(number)) return "not measured";
  const enough = target.atLeast === undefined || number >= target.atLeast;
  const little = target.atMost === undefined || number <= target.atMost;
  return enough && little ? "reached" : "MISSED";
}

function wordsOf(target: Target): string {
  const bound = target.atLeast === undefined ? `<= ${target.atMost}` : `>= ${target.atLeast}`;
  return `${target.of} ${bound}`;
}
