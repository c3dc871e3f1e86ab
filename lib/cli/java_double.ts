/**
 * Floating point numbers as Java prints them: `1024.0`, `1.0E7`.
 *
 * @module
 */

/** From here on Java writes an exponent. */
const EXPONENT_FROM = 1e7;
/** Below this too. */
const EXPONENT_BELOW = 1e-3;

/** Double.toString */
export function javaDouble(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? "-Infinity" : "Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const size = Math.abs(value);
  if (size >= EXPONENT_BELOW && size < EXPONENT_FROM) return withPoint(String(value));
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return `${withPoint(digits)}E${Number(exponent)}`;
}

function withPoint(digits: string): string {
  return digits.includes(".") ? digits : `${digits}.0`;
}
