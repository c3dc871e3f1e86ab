/**
 * Metrics as the perf tests print them: by name, with their values in one column.
 *
 * @module
 */

/** By `group:name:{tags}`; a number is shown with three digits, text as it is. */
export type Metrics = ReadonlyMap<string, number | string>;

/** The table, with an empty line above it. */
export function metricsTable(metrics: Metrics): string {
  const width = Math.max(...[...metrics.keys()].map((name) => name.length));
  const rows = [...metrics].sort(([one], [other]) => (one < other ? -1 : 1)).map(
    ([name, value]) =>
      `${name.padEnd(width)} : ${typeof value === "number" ? value.toFixed(3) : value}`,
  );
  return `\n${["Metric Name".padEnd(width) + "   Value", ...rows].join("\n")}\n`;
}
