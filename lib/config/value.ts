/**
 * From a setting's text to its value, by Kafka's rules (ConfigDef): what counts as a number, how
 * a list is split, how a value is written back in DescribeConfigs, and the words of each refusal.
 *
 * @module
 */
import { invalidValue, type SettingValue } from "./rule.ts";
import type { Setting } from "./setting.ts";

/** A value that its setting takes, with the text DescribeConfigs gives for it. */
export interface ParsedValue {
  readonly value: SettingValue;
  readonly text: string;
}

/** Thrown for a value its setting refuses; the message is Kafka's. */
export class InvalidValueError extends Error {
  override name = "InvalidValueError";
}

const INTEGER_LIMITS: Readonly<Record<string, bigint>> = {
  short: 2n ** 15n,
  int: 2n ** 31n,
  long: 2n ** 63n,
};

const DOUBLE_PATTERN = /^[+-]?(NaN|Infinity|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[fd]?)$/i;

/**
 * Reads `text` as the setting's type and checks its rule.
 *
 * @throws {InvalidValueError} with Kafka's message
 */
export function parseValue(setting: Setting, text: string): ParsedValue {
  const parsed = parseType(setting, text);
  const fault = setting.rule?.check(setting.name, parsed.value, parsed.text) ?? null;
  if (fault !== null) throw new InvalidValueError(fault);
  return Array.isArray(parsed.value) ? withoutRepeats(parsed.value) : parsed;
}

/**
 * Why a setting does not take what was written, null where it does. What a config provider gave is
 * not repeated: it may be a secret that stands in the wrong place.
 */
export function reasonAgainst(
  setting: Setting,
  { key, value, isProvided }: { key: string; value: string; isProvided?: boolean },
): string | null {
  try {
    parseValue(setting, value);
    return null;
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error;
    return isProvided ? `What this leads to is no value of ${key}` : error.message;
  }
}

/** What the setting takes, in words: "a whole number, at least 1". */
export function allowedValues(setting: Setting): string {
  const types: Partial<Record<Setting["type"], string>> = {
    boolean: "true or false",
    short: "a whole number",
    int: "a whole number",
    long: "a whole number",
    double: "a number",
    list: "a comma-separated list",
  };
  const words = [types[setting.type], setting.rule?.allowed].filter((word) => word !== undefined);
  return words.length > 0 ? words.join(", ") : "any text";
}

/** A double as Java's Double.toString writes it: `0.5`, `100.0`, `1.0E7`, `9.0E-4`. */
export function javaDoubleText(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return String(value);
  if (value === 0 || (size >= 1e-3 && size < 1e7)) {
    const text = Object.is(value, -0) ? "-0" : String(value);
    return text.includes(".") ? text : `${text}.0`;
  }
  const [mantissa = "", exponent = ""] = value.toExponential().split("e");
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${exponent.replace("+", "")}`;
}

function parseType(setting: Setting, text: string): ParsedValue {
  const trimmed = text.trim();
  switch (setting.type) {
    case "boolean":
      return parseBoolean(setting, text);
    case "short":
    case "int":
    case "long":
      return parseInteger(setting, text);
    case "double":
      return parseDouble(setting, text);
    case "list":
      return { value: trimmed === "" ? [] : trimmed.split(/\s*,\s*/), text: trimmed };
    default:
      return { value: trimmed, text: trimmed };
  }
}

/** Kafka folds repeated words after the check, which still sees them. */
function withoutRepeats(words: readonly string[]): ParsedValue {
  const value = words.filter((word, index) => word === "" || words.indexOf(word) === index);
  return { value, text: value.join(",") };
}

function parseBoolean(setting: Setting, text: string): ParsedValue {
  const word = text.trim().toLowerCase();
  if (word === "true" || word === "false") return { value: word === "true", text: word };
  const why = "Expected value to be either true or false";
  throw new InvalidValueError(invalidValue(setting.name, text, why));
}

function parseInteger(setting: Setting, text: string): ParsedValue {
  const trimmed = text.trim();
  const limit = INTEGER_LIMITS[setting.type]!;
  if (/^[+-]?\d+$/.test(trimmed)) {
    const exact = BigInt(trimmed.replace("+", ""));
    if (exact >= -limit && exact < limit) return { value: Number(exact), text: String(exact) };
  }
  throw notNumber(setting, text);
}

function parseDouble(setting: Setting, text: string): ParsedValue {
  const trimmed = text.trim();
  if (!DOUBLE_PATTERN.test(trimmed)) throw notNumber(setting, text);
  const value = Number(trimmed.replace(/[fd]$/i, ""));
  return { value, text: javaDoubleText(value) };
}

function notNumber(setting: Setting, text: string): InvalidValueError {
  const why = `Not a number of type ${setting.type.toUpperCase()}`;
  return new InvalidValueError(invalidValue(setting.name, text, why));
}
