/**
 * How a row shows what was written: secrets hidden, what is wrong or odd beside it.
 *
 * @module
 */
import type { Assignment } from "../../config/assignment.ts";
import { type ConfigFault, placeText } from "../../config/config_error.ts";
import type { Property } from "../../config/properties.ts";
import { isSecret, shownText } from "../../config/secret.ts";
import { HIDDEN } from "../../config/secret_name.ts";
import type { Setting } from "../../config/setting.ts";
import { meaningOf } from "../../config/value_meaning.ts";
import type { ReportRow } from "./report.ts";

/** Where something stands, and what is written there. */
export interface Written extends Pick<Property, "key" | "value"> {
  readonly file: string;
  readonly line: number | null;
}

/** A row before it is judged. */
export function plainRow(written: Written): Omit<ReportRow, "state"> {
  const { file, line, key, value } = written;
  const nothing = { becomes: null, meaning: null, note: null };
  return { file, line, key, value: shownText(key, value), ...nothing };
}

/** The row of something that is wrong. */
export function wrongRow(written: Written, { reason, allowed, value }: ConfigFault): ReportRow {
  const row = plainRow(written);
  const shown = value === HIDDEN ? HIDDEN : row.value;
  return { ...row, value: shown, state: "wrong", note: `${reason} (allowed: ${allowed})` };
}

/** What the value comes to, where it is not what was written. */
export function shownValue(
  setting: Setting,
  { value, isProvided, key, written }: Pick<Assignment, "value" | "isProvided" | "key" | "written">,
): Pick<ReportRow, "becomes" | "meaning"> {
  const meaning = setting.type === "password" ? null : meaningOf(setting, value);
  const isSame = written === undefined || (written.key === key && written.value === value);
  if (isSame || isSecret(key)) return { becomes: null, meaning };
  return { becomes: isProvided && written.key === key ? value : `${key}=${value}`, meaning };
}

/** What a warning of an unknown name suggests, if anything. */
export function suggestionIn(warning: string | null): string | null {
  return warning === null ? null : /did you mean .*\?$/.exec(warning)?.[0] ?? null;
}

/** The warnings of a place, without the place. */
export function warningsAt(
  place: { file: string; line: number | null },
  warnings: readonly string[],
): string | null {
  const beginning = `${placeText(place)}: `;
  const own = warnings.filter((warning) => warning.startsWith(beginning))
    .map((warning) => warning.slice(beginning.length));
  return own.length === 0 ? null : own.join("; ");
}
