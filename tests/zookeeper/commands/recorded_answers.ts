/**
 * What an Apache ZooKeeper 3.9.5 answered to each four-letter word and command of its AdminServer,
 * recorded; with what changes from run to run replaced.
 */
import recorded from "./recorded_answers.json";

/** An answer of the AdminServer. */
export interface RecordedAnswer {
  status: number;
  body: string;
}

export const recordedWords: ReadonlyMap<string, string> = new Map(Object.entries(recorded.words));
export const recordedCommands: ReadonlyMap<string, RecordedAnswer> = new Map(
  Object.entries(recorded.commands),
);
/** Names of `envi`, in order. */
export const recordedEnvironment: readonly string[] = recorded.envi;
/** Names of `mntr`, with N for a whole number and F for one with a decimal point. */
export const recordedMonitor: ReadonlyMap<string, string> = new Map(
  Object.entries(recorded.monitor),
);
/** Metrics of its PrometheusMetricsProvider: the type, then the quantiles of a summary. */
export const recordedMetrics: ReadonlyMap<string, string> = new Map(
  Object.entries(recorded.prometheus),
);

const DATE = /(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} \d\d \d\d:\d\d:\d\d UTC \d{4}/g;

/** An answer with what changes from run to run replaced, as the recorded ones have it. */
export function normalised(text: string): string {
  return text.replaceAll(DATE, "DATE")
    .replaceAll(/0x[0-9a-f]+/g, "0xH")
    .replaceAll(/3\.9\.5-kedge-[^"\n]*/g, "VERSION")
    .replaceAll(/\/tmp\/[^"\n]*/g, "DIR")
    .replaceAll(/127\.0\.0\.1:\d+/g, "ADDRESS")
    .replaceAll(/(?<![\w.])-?\d+\.\d+(?![\w.])/g, "F")
    .replaceAll(/(?<![\w.])-?\d+(?![\w.])/g, "N");
}

/** The kinds of lines that a text has, where their order and number are by chance. */
export function kindsOfLines(text: string): string[] {
  return [...new Set(text.split("\n").map((line) => line.replace(/,$/, "")))].sort();
}
