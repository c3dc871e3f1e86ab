/**
 * The words after `npm run bench --`.
 *
 * @module
 */
import { parseArgs } from "node:util";

/** What a run of the benchmark was asked for. */
export interface BenchOptions {
  /** Measure Apache Kafka and ZooKeeper in the same run. */
  isAgainstKafka: boolean;
  /** Names of cases; empty for all. */
  cases: readonly string[];
  /** Runs of each throughput case after the first, cold one. */
  runs: number;
  /** Share of the number of records; below 1 only to try the bench itself. */
  scale: number;
  /** File for the measurements, one JSON object per line. */
  output: string | undefined;
}

/** Reads the arguments; throws where one is not known. */
export function readOptions(words: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      vs: { type: "string" },
      cases: { type: "string", default: "" },
      runs: { type: "string", default: "5" },
      scale: { type: "string", default: "1" },
      output: { type: "string" },
    },
  });
  if (values.vs !== undefined && values.vs !== "kafka") {
    throw new Error(`Cannot compare with ${values.vs}: only --vs kafka is there`);
  }
  return {
    isAgainstKafka: values.vs === "kafka",
    cases: values.cases.split(",").filter((name) => name !== ""),
    runs: Number(values.runs),
    scale: Number(values.scale),
    output: values.output,
  };
}
