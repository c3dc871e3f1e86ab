/**
 * Medians and percentiles.
 *
 * @module
 */

/** The middle of the numbers, the mean of the two middle ones where their count is even. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * The value that `percent` of the numbers do not exceed.
 *
 * @param percent from 0 to 100, for example 99.9
 */
export function percentile(numbers: readonly number[], percent: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const index = Math.ceil(sorted.length * percent / 100) - 1;
  return sorted[Math.min(Math.max(index, 0), sorted.length - 1)] ?? NaN;
}
