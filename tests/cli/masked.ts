/**
 * Output of two runs made alike: what must differ (figures, times) stands as `#`.
 *
 * @module
 */

/** The text with every number replaced. */
export function masked(text: string): string {
  return text.replace(/NaN|Infinity|-?\d+(?:[.:]\d+)*/g, "#");
}
