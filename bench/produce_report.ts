/**
 * What kafka-producer-perf-test prints.
 *
 * @module
 */

const LINE = /(\d+) records sent, ([\d.]+) records\/sec.*?([\d.]+) ms avg latency.*?(\d+) ms 99th/;

/**
 * The numbers of its last line.
 *
 * @param records that should have been sent
 */
export function lastProduceReport(printed: string, records: number): Record<string, number> {
  const lines = printed.split("\n").map((line) => LINE.exec(line)).filter((one) => one !== null);
  const [, sent, rate, average, p99] = lines.at(-1) ?? [];
  if (Number(sent) !== records) throw new Error(`${sent} of ${records} records were sent`);
  return { recordsPerSecond: Number(rate), averageMs: Number(average), p99Ms: Number(p99) };
}
