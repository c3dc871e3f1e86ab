/**
 * The report as people read it: for each file what it is, then its lines by what becomes of them.
 *
 * @module
 */
import { CLIENT_KINDS } from "../../config/clients/mod.ts";
import { FILE_KINDS } from "../../config/file_kind.ts";
import { isFine, type Report, type ReportPart, type ReportRow, ROW_STATES } from "./report.ts";

const HEADINGS: Readonly<Record<ReportRow["state"], string>> = {
  used: "used",
  replaced: "set again elsewhere, does not count",
  ignored: "ignored, changes nothing here",
  unknown: "unknown, ignored",
  wrong: "wrong",
};
/** Longer ones do not widen the column for all. */
const WRITTEN_WIDTH_MAX = 44;

/** The whole report. */
export function reportText(report: Report): string {
  const { warnings, notes, faults } = report;
  return [
    ...report.parts.map(partText),
    ...listText("warnings", warnings),
    ...listText("notes", notes),
    ...listText("faults", faults),
    `${verdict(report)}\n`,
  ].join("\n");
}

function partText({ name, kind, rows }: ReportPart): string {
  const lines = [`${name}: ${partKind(kind)}`];
  for (const state of ROW_STATES) {
    const own = rows.filter((row) => row.state === state);
    if (own.length > 0) lines.push(`  ${HEADINGS[state]}:`, ...tableOf(own));
  }
  return `${lines.join("\n")}\n`;
}

function partKind(kind: ReportPart["kind"]): string {
  if (kind === "environment") return "settings by environment variables";
  return kind === "overrides" ? "settings by the command line" : FILE_KINDS[kind];
}

function tableOf(rows: readonly ReportRow[]): string[] {
  const places = rows.map(placeOf);
  const written = rows.map(({ key, value }) => (key === "" ? value : `${key}=${value}`));
  const placeWidth = Math.max(...places.map((place) => place.length));
  const writtenWidth = Math.min(
    WRITTEN_WIDTH_MAX,
    Math.max(...written.map((text) => text.length)),
  );
  return rows.map((row, index) => {
    const place = places[index]!.padEnd(placeWidth);
    return `    ${place}  ${written[index]!.padEnd(writtenWidth)}  ${remarkOf(row)}`.trimEnd();
  });
}

function placeOf({ file, line }: ReportRow): string {
  if (line !== null) return `${file}:${line}`;
  return file.replace(/^environment /, "");
}

function remarkOf({ becomes, meaning, note }: ReportRow): string {
  const value = becomes === null ? null : `is ${becomes}`;
  return [value, meaning, note].filter((text) => text !== null).join("; ");
}

function listText(heading: string, texts: readonly string[]): string[] {
  return texts.length === 0 ? [] : [`${heading}:\n${texts.map((text) => `  ${text}\n`).join("")}`];
}

/** Of the start, and of each client's file that is wrong. */
function verdict(report: Report): string {
  const wrong = report.parts.filter(isClients).flatMap((part) => {
    const count = faultsOf(part, report.faults).length;
    return count === 0 ? [] : [`the scripts would not take ${part.name}: ${countText(count)}`];
  });
  if (report.of === "start") return [startVerdict(report), ...wrong].join("\n");
  const rows = report.parts.flatMap((part) => part.rows);
  return isFine(report) ? `the scripts would take this: ${statesText(rows)}` : wrong.join("\n") ||
    countText(report.faults.length);
}

function startVerdict({ parts, faults }: Report): string {
  const own = parts.filter((part) => !isClients(part)).flatMap(({ rows }) => rows);
  const clients = parts.filter(isClients);
  const isOwn = (fault: string) => clients.every((part) => !isFaultOf(part, fault));
  const count = faults.filter(isOwn).length + own.filter(({ state }) => state === "wrong").length;
  return count === 0
    ? `kedge would start: ${statesText(own)}`
    : `kedge would not start: ${countText(count)}`;
}

function isClients({ kind }: ReportPart): boolean {
  return CLIENT_KINDS.some((each) => each === kind);
}

function faultsOf(part: ReportPart, faults: readonly string[]): unknown[] {
  return [
    ...part.rows.filter(({ state }) => state === "wrong"),
    ...faults.filter((fault) => isFaultOf(part, fault)),
  ];
}

function isFaultOf({ name }: ReportPart, fault: string): boolean {
  return fault.startsWith(`${name} line `);
}

function statesText(rows: readonly ReportRow[]): string {
  const count = (state: ReportRow["state"]) => rows.filter((row) => row.state === state).length;
  return `${count("used")} used, ${count("ignored")} ignored, ${count("unknown")} unknown`;
}

function countText(faults: number): string {
  return `${faults} fault${faults === 1 ? "" : "s"}`;
}
