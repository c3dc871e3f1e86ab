/**
 * An answer's text: JSON in the form that the AdminServer's library writes, with one field a line
 * and lists in one.
 *
 * @module
 */
import { formatMean } from "../report.ts";
import { type AdminValue, Decimal } from "./admin_command.ts";

/** The text of a value. */
export function adminJson(value: AdminValue): string {
  return textOf(value, "");
}

function textOf(value: AdminValue, indent: string): string {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Decimal) return formatMean(value.value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) {
    if (value.length === 0) return "[ ]";
    return `[ ${value.map((item) => textOf(item, indent)).join(", ")} ]`;
  }
  const fields = Object.entries(value);
  if (fields.length === 0) return "{ }";
  const inner = `${indent}  `;
  const lines = fields.map(([name, field]) =>
    `${inner}${JSON.stringify(name)} : ${textOf(field, inner)}`
  );
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

function isList(value: AdminValue): value is readonly AdminValue[] {
  return Array.isArray(value);
}
