/**
 * Reads Prometheus' text format 0.0.4, strictly: what it takes, a scraper takes too.
 *
 * @module
 */

/** One metric of a scrape. */
export interface ParsedMetric {
  help: string;
  type: string;
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([-+]?(?:[0-9.]+(?:e[-+]?\d+)?|Inf)|NaN)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;

/** All metrics of a scrape by name. Throws where a line is not of the format. */
export function parsePrometheus(text: string): Map<string, ParsedMetric> {
  if (!text.endsWith("\n")) throw new Error("The last line does not end");
  const metrics = new Map<string, ParsedMetric>();
  const seen = new Set<string>();
  let current: ParsedMetric | undefined;
  for (const line of text.slice(0, -1).split("\n")) {
    const [, kind, name, rest] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind === "HELP") {
      if (metrics.has(name!)) throw new Error(`${name} comes twice`);
      current = { help: unescape(rest!), type: "", samples: [] };
      metrics.set(name!, current);
    } else if (kind === "TYPE") {
      if (current === undefined || metrics.get(name!) !== current) throw new Error(line);
      current.type = rest!;
    } else {
      const sample = parseSample(line);
      const key = `${sample.name} ${JSON.stringify(sample.labels)}`;
      if (seen.has(key)) throw new Error(`${key} comes twice`);
      seen.add(key);
      current!.samples.push(sample);
    }
  }
  return metrics;
}

/** The value of one sample of a scrape. */
export function valueOf(text: string, name: string, labels: Record<string, string> = {}): number {
  for (const { samples } of parsePrometheus(text).values()) {
    for (const sample of samples) {
      if (sample.name === name && Bun.deepEquals(sample.labels, labels)) return sample.value;
    }
  }
  throw new Error(`No sample ${name} ${JSON.stringify(labels)}`);
}

function parseSample(line: string) {
  const [, name, labelText = "", value] = SAMPLE.exec(line) ?? [];
  if (name === undefined) throw new Error(`Not a sample: ${line}`);
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < labelText.length) {
    const label = LABEL.exec(labelText);
    if (label === null) throw new Error(`Not labels: ${labelText}`);
    labels[label[1]!] = unescape(label[2]!);
  }
  return { name, labels, value: value === "+Inf" ? Infinity : Number(value) };
}

function unescape(text: string): string {
  return text.replaceAll(/\\([\\n"])/g, (_, escaped) => escaped === "n" ? "\n" : escaped);
}
