/**
 * What was observed of one kind, as ZooKeeper tells it: how often, the sum, the least, the most,
 * and quantiles. Observing allocates nothing: values are counted in buckets that are exact below 64
 * and at most 4.5 % wide above.
 *
 * Quantiles are of a window of some minutes, so that they tell of now: half of what is counted is
 * dropped when it has been asked for some minutes after the last time.
 *
 * @module
 */

const EXACT_MAX = 64;
const STEPS_PER_DOUBLING = 16;
const EXACT_DOUBLINGS = Math.log2(EXACT_MAX);
/** Up to 2^26: 18 hours, in ms. */
const BUCKETS = EXACT_MAX + STEPS_PER_DOUBLING * 20;
/** The half of the window, in ms. */
const HALF_WINDOW_MS = 300_000;

function bucketOf(value: number): number {
  if (value < EXACT_MAX) return value;
  const step = Math.floor((Math.log2(value) - EXACT_DOUBLINGS) * STEPS_PER_DOUBLING);
  return Math.min(EXACT_MAX + step, BUCKETS - 1);
}

function valueOf(bucket: number): number {
  if (bucket < EXACT_MAX) return bucket;
  return Math.floor(2 ** (EXACT_DOUBLINGS + (bucket - EXACT_MAX) / STEPS_PER_DOUBLING));
}

/** Counts, sums, extremes and quantiles of whole numbers. */
export class Summary {
  count = 0;
  sum = 0;
  max = 0;
  #min = Infinity;
  #recent = new Uint32Array(BUCKETS);
  #older = new Uint32Array(BUCKETS);
  #turnedMs = 0;

  /** The least value, 0 where there is none. */
  get min(): number {
    return this.count === 0 ? 0 : this.#min;
  }

  /** The mean, 0 where there is none. */
  get mean(): number {
    return this.count === 0 ? 0 : this.sum / this.count;
  }

  /** @param value not negative; what is behind the decimal point is cut off */
  observe(value: number): void {
    const whole = Math.floor(value);
    this.count++;
    this.sum += whole;
    if (whole < this.#min) this.#min = whole;
    if (whole > this.max) this.max = whole;
    this.#recent[bucketOf(whole)]!++;
  }

  /**
   * The values below which the parts `quantiles` of what was observed lately lie; NaN where nothing
   * was.
   *
   * @param quantiles ascending, 0 to 1
   * @param nowMs monotonic, in ms
   */
  quantiles(quantiles: readonly number[], nowMs: number): number[] {
    this.#turn(nowMs);
    let total = 0;
    for (let i = 0; i < BUCKETS; i++) total += this.#recent[i]! + this.#older[i]!;
    if (total === 0) return quantiles.map(() => NaN);
    let bucket = -1;
    let passed = 0;
    return quantiles.map((quantile) => {
      const rank = Math.max(1, Math.ceil(quantile * total));
      while (passed < rank) {
        bucket++;
        passed += this.#recent[bucket]! + this.#older[bucket]!;
      }
      return valueOf(bucket);
    });
  }

  reset(): void {
    this.count = 0;
    this.sum = 0;
    this.max = 0;
    this.#min = Infinity;
    this.#recent.fill(0);
    this.#older.fill(0);
  }

  #turn(nowMs: number): void {
    if (nowMs - this.#turnedMs < HALF_WINDOW_MS) return;
    this.#turnedMs = nowMs;
    const freed = this.#older;
    this.#older = this.#recent;
    this.#recent = freed.fill(0);
  }
}
