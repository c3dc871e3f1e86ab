/**
 * What the process counts about itself. Owners create a metric once at start, keep the child for
 * their label values, and call `add` or `observe` on it; prometheus_text.ts reads everything when
 * a scrape comes. Values that already live elsewhere (offsets, sizes, lags) are not counted twice:
 * a collected metric reads them at the scrape.
 *
 * @module
 */

/** Label sets of one metric; a client that invents topic names must not grow the process. */
const LABEL_SETS_MAX = 5_000;
/** The label value under which everything past the bound is counted, so that sums stay true. */
export const OVERFLOW_LABEL = "_other";

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;

/** The types of Prometheus' text format that are used here. */
export type MetricType = "counter" | "gauge" | "histogram" | "summary";

/** What a metric is called and means. */
export interface MetricDefinition {
  /** Prometheus name, unit last, `_total` at the end of counters. */
  name: string;
  /** One sentence for the HELP line. */
  help: string;
  labels?: readonly string[];
  /** Label sets held, {@linkcode OVERFLOW_LABEL} for the rest included; 5,000 unless told. */
  labelSetsMax?: number;
}

/** One value of a collected metric; `labels` in the order of the definition. */
export interface Sample {
  labels: readonly string[];
  value: number;
}

/** Only grows. */
export class Counter {
  value = 0;

  /** @param amount not negative */
  add(amount = 1): void {
    this.value += amount;
  }
}

/** Goes up and down. */
export class Gauge {
  value = 0;

  set(value: number): void {
    this.value = value;
  }

  add(amount = 1): void {
    this.value += amount;
  }
}

/** Counts observations by fixed upper bounds; observing allocates nothing. */
export class Histogram {
  /** Upper bounds, ascending; one more bucket, without a bound, follows. */
  readonly bounds: Float64Array;
  /** Observations per bucket, not accumulated. */
  readonly counts: Float64Array;
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = Float64Array.from(bounds);
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const { bounds } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]!) bucket++;
    this.counts[bucket]!++;
    this.sum += value;
  }
}

/** A metric with its children, one for each set of label values. */
export class Family<Child> {
  readonly definition: Required<MetricDefinition>;
  readonly type: MetricType;
  readonly #create: () => Child;
  readonly #children = new Map<string, { labels: readonly string[]; child: Child }>();

  constructor(definition: MetricDefinition, options: { type: MetricType; create: () => Child }) {
    this.definition = complete(definition);
    this.type = options.type;
    this.#create = options.create;
  }

  /**
   * The child for these label values, in the order of the definition; the same one each time.
   * It costs a map lookup and a string: hot paths keep what it returns.
   *
   * @throws RangeError where the number of values is not that of the label names
   */
  child(...labels: string[]): Child {
    const { name, labels: names, labelSetsMax } = this.definition;
    if (labels.length !== names.length) {
      throw new RangeError(
        `Cannot take labels [${labels.join(", ")}] for ${name}: it has [${names.join(", ")}]`,
      );
    }
    const key = labels.join("\u0000");
    const present = this.#children.get(key);
    if (present !== undefined) return present.child;
    const full = this.#children.size >= labelSetsMax - 1;
    if (full && labels.some((label) => label !== OVERFLOW_LABEL)) {
      return this.child(...labels.map(() => OVERFLOW_LABEL));
    }
    const child = this.#create();
    this.#children.set(key, { labels, child });
    return child;
  }

  /** Forgets a child, for example when its topic is deleted. */
  remove(...labels: string[]): void {
    this.#children.delete(labels.join("\u0000"));
  }

  /** All children, oldest first. */
  children(): Iterable<{ labels: readonly string[]; child: Child }> {
    return this.#children.values();
  }
}

/** A metric whose values are read from their owner at each scrape. */
export class CollectedMetric {
  readonly definition: Required<MetricDefinition>;
  readonly type: "counter" | "gauge";
  readonly collect: () => Iterable<Sample>;

  constructor(
    definition: MetricDefinition,
    options: { type: "counter" | "gauge"; collect: () => Iterable<Sample> },
  ) {
    this.definition = complete(definition);
    this.type = options.type;
    this.collect = options.collect;
  }
}

/** A summary at one moment. */
export interface SummaryReading {
  /** Pairs of a quantile and its value. */
  readonly quantiles: readonly (readonly [number, number])[];
  readonly sum: number;
  readonly count: number;
}

/** A summary, without labels, that is read from its owner at each scrape. */
export class CollectedSummary {
  readonly definition: Required<MetricDefinition>;
  readonly type = "summary";
  readonly collect: () => SummaryReading;

  constructor(definition: MetricDefinition, collect: () => SummaryReading) {
    this.definition = complete(definition);
    this.collect = collect;
  }
}

/** A metric as the registry holds it. */
export type Metric =
  | Family<Counter>
  | Family<Gauge>
  | Family<Histogram>
  | CollectedMetric
  | CollectedSummary;

/** All metrics of the process, by name. */
export class MetricsRegistry {
  readonly #metrics = new Map<string, Metric>();
  readonly #sources: (() => Iterable<Metric>)[] = [];

  counter(definition: MetricDefinition): Family<Counter> {
    return this.#add(new Family(definition, { type: "counter", create: () => new Counter() }));
  }

  gauge(definition: MetricDefinition): Family<Gauge> {
    return this.#add(new Family(definition, { type: "gauge", create: () => new Gauge() }));
  }

  /** @param definition with the upper bounds of its buckets, ascending, without infinity */
  histogram(definition: MetricDefinition & { bounds: readonly number[] }): Family<Histogram> {
    const { bounds } = definition;
    if (
      bounds.some((bound, i) => !Number.isFinite(bound) || bound <= (bounds[i - 1] ?? -Infinity))
    ) {
      throw new RangeError(`Cannot take bounds [${bounds.join(", ")}]: not ascending and finite`);
    }
    const create = () => new Histogram(bounds);
    return this.#add(new Family(definition, { type: "histogram", create }));
  }

  /** A metric that is read by `collect` at each scrape. Labels that repeat make a bad scrape. */
  collected(
    definition: MetricDefinition,
    options: { type: "counter" | "gauge"; collect: () => Iterable<Sample> },
  ): void {
    this.#add(new CollectedMetric(definition, options));
  }

  /**
   * Metrics whose names are known at the scrape only. Their names must not be those of others.
   *
   * @param source gives them at each scrape
   */
  source(source: () => Iterable<Metric>): void {
    this.#sources.push(source);
  }

  /** All metrics, in the order of registration. */
  *metrics(): Iterable<Metric> {
    yield* this.#metrics.values();
    for (const source of this.#sources) yield* source();
  }

  #add<M extends Metric>(metric: M): M {
    const { name } = metric.definition;
    if (this.#metrics.has(name)) throw new RangeError(`Cannot add metric ${name}: it exists`);
    this.#metrics.set(name, metric);
    return metric;
  }
}

function complete(definition: MetricDefinition): Required<MetricDefinition> {
  const { name, help, labels = [], labelSetsMax = LABEL_SETS_MAX } = definition;
  if (!METRIC_NAME.test(name)) throw new RangeError(`Cannot name a metric "${name}"`);
  for (const label of labels) {
    if (!LABEL_NAME.test(label)) throw new RangeError(`Cannot name a label of ${name} "${label}"`);
  }
  return { name, help, labels, labelSetsMax };
}
